/** An identifier as Athena's queries and PostgreSQL write it, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"<container>"."<table>"`. */
export function quoteTable(container: string, table: string): string {
  return `${quoteIdentifier(container)}.${quoteIdentifier(table)}`;
}

/** A value as a literal that Athena and PostgreSQL (with standard strings, its default) read alike. */
export function quoteLiteral(value: string | number | boolean): string {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}
