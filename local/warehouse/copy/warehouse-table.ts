import { createHash } from "node:crypto";
import type { Client } from "pg";
import { quoteIdentifier, quoteTable } from "../../../compiler/sql/quote";
import { RunProblem } from "../../problem";
import { databaseReason, isRefusal } from "./warehouse-problem";

/** A table of the warehouse, by its physical names. */
export class WarehouseTable {
  constructor(
    readonly schema: string,
    readonly name: string,
  ) {}

  /** As SQL names it. */
  get sql(): string {
    return quoteTable(this.schema, this.name);
  }

  toString(): string {
    return `${this.schema}.${this.name}`;
  }
}

/** A column as PostgreSQL's `format_type` writes it. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/** Names and types of a table's columns. */
export type TableColumns = ReadonlyMap<string, string>;

/** The longest name that PostgreSQL keeps, in bytes. */
const longestName = 63;

/** Two runs that write one table follow each other: held until the end of the transaction, readers are not blocked. */
export async function lockTable(client: Client, table: WarehouseTable): Promise<void> {
  await client.query("select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended($1, 0))", [`datastack ${table}`]);
}

/** The columns of the table; undefined when there is no table. */
export async function columnsOf(client: Client, table: WarehouseTable): Promise<TableColumns | undefined> {
  const { rows } = await client.query<{ kind: string; name: string | null; type: string }>(
    `select c.relkind::text as kind, a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = $1 and c.relname = $2 order by a.attnum`,
    [table.schema, table.name],
  );
  if (rows[0] === undefined) return undefined;
  if (!["r", "p"].includes(rows[0].kind)) throw new RunProblem(`${table} of the warehouse is no table: give the dataset another name.`);
  return new Map(rows.flatMap(({ name, type }) => (name === null ? [] : [[name, type] as const])));
}

export async function createTable(
  client: Client,
  table: WarehouseTable,
  columns: readonly TableColumn[],
  key: readonly string[],
): Promise<void> {
  refuseLongNames(columns);
  const parts = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  if (key.length > 0) parts.push(`primary key (${key.map(quoteIdentifier).join(", ")})`);
  await client.query(`create table ${table.sql} (${parts.join(", ")})`);
}

/**
 * Creates the table, or adds the new columns to it.
 *
 * @throws RunProblem - When a column has another type than before.
 */
export async function extendTable(
  client: Client,
  table: WarehouseTable,
  columns: readonly TableColumn[],
  key: readonly string[],
  origin: string,
): Promise<void> {
  const existing = await columnsOf(client, table);
  if (!existing) return createTable(client, table, columns, key);
  for (const { name, type } of columns) {
    const before = existing.get(name) ?? type;
    if (before !== type) throw unfitProblem(table, { name, type }, before, origin);
  }
  await addColumns(client, table, existing, columns);
}

/** @returns The problem of a column whose values may not fit into the table. */
export function unfitProblem(table: WarehouseTable, { name, type }: TableColumn, before: string, origin: string): RunProblem {
  return new RunProblem(
    `The column "${name}" of ${table} in the warehouse is ${before}, and is ${type} in ${origin}, which may not fit: correct its values there, change its type in the warehouse, or drop the table to take everything again.`,
  );
}

async function addColumns(client: Client, table: WarehouseTable, existing: TableColumns, columns: readonly TableColumn[]): Promise<void> {
  refuseLongNames(columns);
  for (const { name, type } of columns)
    if (!existing.has(name)) await client.query(`alter table ${table.sql} add column ${quoteIdentifier(name)} ${type}`);
}

/**
 * Puts new rows in place of all old ones, in the caller's transaction.
 *
 * Where the columns allow it, the table stays and its rows change: readers see the old rows until the commit and never wait, and grants and dependent
 * views survive. Otherwise a new table is filled aside and takes the name at the end.
 *
 * @param fill - Puts the rows into a table.
 */
export async function replaceRows<Result>(
  client: Client,
  table: WarehouseTable,
  columns: readonly TableColumn[],
  key: readonly string[],
  fill: (table: WarehouseTable) => Promise<Result>,
): Promise<Result> {
  await lockTable(client, table);
  const existing = await columnsOf(client, table);
  if (!existing) {
    await createTable(client, table, columns, key);
    return fill(table);
  }
  if (fits(existing, columns)) {
    await addColumns(client, table, existing, columns);
    await client.query(`delete from ${table.sql}`);
    return fill(table);
  }
  const aside = new WarehouseTable(table.schema, `datastack_new_${createHash("sha256").update(table.name).digest("hex").slice(0, 16)}`);
  await createTable(client, aside, columns, key);
  const result = await fill(aside);
  await dropTable(client, table);
  await client.query(`alter table ${aside.sql} rename to ${quoteIdentifier(table.name)}`);
  return result;
}

/** Whether rows with these columns can be in the table: it has no others, but may lack some. */
export function fits(existing: TableColumns, columns: readonly TableColumn[]): boolean {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return [...existing].every(([name, type]) => types.get(name) === type);
}

/** Drops the table, unless something else depends on it. */
export async function dropTable(client: Client, table: WarehouseTable): Promise<void> {
  try {
    await client.query(`drop table ${table.sql}`);
  } catch (error) {
    if (!isRefusal(error) || error.code !== "2BP01") throw error;
    const users = (error.detail ?? "").replaceAll("\n", "; ");
    throw new RunProblem(
      `The columns of ${table} changed, and it cannot be made anew while other objects depend on it: ${users}.`,
      undefined,
      { cause: error },
    );
  }
}

/** Makes the privileges on the table what the spec says. Last in a transaction: the table's row of the catalog stays locked until the commit. */
export async function applyGrants(client: Client, table: WarehouseTable, grants: readonly string[]): Promise<void> {
  for (const statement of grants)
    try {
      await client.query(statement);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new RunProblem(`The privileges on ${table} cannot be set, so nothing was changed: ${databaseReason(error)}.`, undefined, {
        cause: error,
      });
    }
}

function refuseLongNames(columns: readonly TableColumn[]): void {
  const long = columns.find(({ name }) => Buffer.byteLength(name) > longestName);
  if (long) throw new RunProblem(`The column "${long.name}" is longer than the ${longestName} bytes that PostgreSQL keeps of a name.`);
}
