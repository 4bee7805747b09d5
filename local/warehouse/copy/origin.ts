import type { Client } from "pg";
import { quoteLiteral } from "../../../compiler/sql/quote";
import type { WarehouseTable } from "./warehouse-table";

const prefix = "datastack origin: ";

/**
 * Where the rows of a table came from so far: its comment says it, since what was taken is the table itself. Undefined for a table that is not there,
 * or that something else made.
 */
export async function originOf(client: Client, table: WarehouseTable): Promise<string | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(
    "select pg_catalog.obj_description(pg_catalog.to_regclass($1), 'pg_class') as comment",
    [table.sql],
  );
  const comment = rows[0]?.comment ?? undefined;
  return comment?.startsWith(prefix) ? comment.slice(prefix.length) : undefined;
}

/** Remembers where the rows of a table come from, in the transaction of the rows. */
export async function rememberOrigin(client: Client, table: WarehouseTable, origin: string): Promise<void> {
  if ((await originOf(client, table)) === origin) return;
  await client.query(`comment on table ${table.sql} is ${quoteLiteral(prefix + origin)}`);
}

/** Said when everything is taken anew. */
export function otherOriginNote(before: string, now: string): string {
  return `the source was ${before} and is now ${now}: all rows are taken anew`;
}
