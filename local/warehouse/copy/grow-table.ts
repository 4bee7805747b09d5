import type { Client } from "pg";
import { quoteIdentifier } from "../../../compiler/sql/quote";
import { widerType } from "../../lake/column-types";
import { withoutValue } from "../../lake/grow-columns";
import type { CopiedColumn, RowsToCopy } from "./csv-file";
import { columnsOf, extendTable, unfitProblem, type WarehouseTable } from "./warehouse-table";

/**
 * Creates the table, or makes it one that the rows of a database's table fit into: new columns are added, and a column takes a wider type, or any type
 * while it has no value. A file of rows does not declare its types.
 *
 * @returns The columns of the rows in the types that the table has now.
 * @throws RunProblem - When there is no such type for a column.
 */
export async function growTable(
  client: Client,
  table: WarehouseTable,
  rows: RowsToCopy,
  key: readonly string[],
): Promise<readonly CopiedColumn[]> {
  const existing = (await columnsOf(client, table)) ?? new Map<string, string>();
  const unlike = rows.columns
    .filter(({ name, type }) => widerColumn(existing.get(name) ?? type, type) === undefined)
    .map(({ name }) => name);
  const inRows = await withoutValue(rows.connection, rows.relation, unlike);
  const columns: CopiedColumn[] = [];
  for (const column of rows.columns) {
    const { name, type } = column;
    const before = existing.get(name) ?? type;
    const wider = widerColumn(before, type) ?? (inRows.has(name) ? before : undefined);
    if (wider === undefined && (await hasValue(client, table, name))) throw unfitProblem(table, column, before, rows.origin);
    const grown = wider ?? type;
    if (grown !== before) await changeType(client, table, { name, type: grown });
    columns.push({ ...column, type: grown });
  }
  await extendTable(client, table, columns, key, rows.origin);
  return columns;
}

/** As DuckDB calls what PostgreSQL's `format_type` writes. */
const duckdbTypes: Readonly<Record<string, string>> = {
  smallint: "SMALLINT",
  integer: "INTEGER",
  bigint: "BIGINT",
  real: "FLOAT",
  "double precision": "DOUBLE",
  date: "DATE",
  "timestamp without time zone": "TIMESTAMP",
};

/** The one of two types that all values of both have a place in, unchanged; undefined when neither is. */
function widerColumn(before: string, type: string): string | undefined {
  if (before === type) return before;
  const [left, right] = [before, type].map((name) => duckdbTypes[name] ?? name.replace(/^numeric\(/, "DECIMAL(")) as [string, string];
  const wider = widerType(left, right);
  return wider === undefined ? undefined : wider === left ? before : type;
}

async function hasValue(client: Client, table: WarehouseTable, name: string): Promise<boolean> {
  const { rows } = await client.query(`select from ${table.sql} where ${quoteIdentifier(name)} is not null limit 1`);
  return rows.length > 0;
}

/** Values are cast by their texts, which none is lost by; of a column without a value, nothing is. */
async function changeType(
  client: Client,
  table: WarehouseTable,
  { name, type }: { readonly name: string; readonly type: string },
): Promise<void> {
  const column = quoteIdentifier(name);
  await client.query(`alter table ${table.sql} alter column ${column} type ${type} using ${column}::text::${type}`);
}
