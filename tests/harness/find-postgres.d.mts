/** The folder of a PostgreSQL server's programs. */
export function findPostgres(): string;
