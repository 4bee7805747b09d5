import type { Client } from "pg";

/** How one group looks around in the warehouse. */
export interface GroupLogin {
  /** Name of the access group. */
  readonly group: string;
  /** Its role, which is also the user to log in as. */
  readonly role: string;
}

/** The warehouse on this machine: a PostgreSQL server of the stack's own, or one that runs already. */
export interface LocalWarehouse {
  readonly kind: "embedded" | "server";
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The user that looks at everything. */
  readonly user: string;
  readonly logins: readonly GroupLogin[];
  /** A file in the format of PostgreSQL's `PGPASSFILE` with the passwords of all logins, readable by its owner alone. */
  readonly passwordFile: string;
  /** A new connection as the role that makes schemas and tables; session time zone UTC. The caller ends it. */
  connect(): Promise<Client>;
  /** A new connection as a group. */
  connectAs(group: string): Promise<Client>;
}

/** The line that opens psql as a user: `PGPASSFILE=… psql -h 127.0.0.1 -p 54321 -U analysts -d warehouse`. */
export function psqlLine({ host, port, database, passwordFile }: LocalWarehouse, user: string): string {
  return `PGPASSFILE=${shellWord(passwordFile)} psql -h ${shellWord(host)} -p ${port} -U ${shellWord(user)} -d ${shellWord(database)}`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
