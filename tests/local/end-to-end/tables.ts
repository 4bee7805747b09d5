import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "pg";
import { quoteIdentifier, quoteLiteral } from "../../../compiler/sql/quote";
import type { TableEntry } from "../../../local/lake/catalog";
import { readPasswords } from "../../../local/warehouse/password-file";
import type { RunDocument } from "../../harness/command-line";

/** What is in a table, whatever the order of its rows. */
export interface TableContent {
  readonly columns: string;
  readonly rows: number;
  readonly digest: string;
}

/** Columns that say when a run took a row. */
const times: readonly string[] = ["received_at", "load_date", "loaded_at"];

/** All tables of a stack by name: of the lake from the files that its catalog lists, of the warehouse from the server. */
export async function readTables(run: RunDocument): Promise<Readonly<Record<string, TableContent>>> {
  return { ...(await lakeTables(run.state)), ...(run.warehouse ? await warehouseTables(run.warehouse) : {}) };
}

async function lakeTables(state: string): Promise<Readonly<Record<string, TableContent>>> {
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false" });
  const connection = await instance.connect();
  const found: Record<string, TableContent> = {};
  const catalog = path.join(state, "catalog");
  for (const name of readdirSync(catalog).sort()) {
    const entry = JSON.parse(readFileSync(path.join(catalog, name), "utf8")) as TableEntry;
    const columns = entry.columns.filter((column) => !times.includes(column.name));
    const names = columns.map((column) => quoteIdentifier(column.name)).join(", ");
    const files = entry.files.map((file) => quoteLiteral(path.join(state, "lake", file.path))).join(", ");
    if (files === "") continue;
    const select = `select cast(row(${names}) as varchar) from read_parquet([${files}], union_by_name = true, hive_partitioning = ${entry.kind === "batches"})`;
    const rows = (await connection.runAndReadAll(select)).getRows().map(([row]) => String(row));
    found[entry.dataset] = contentOf(columns.map((column) => `${column.name} ${column.type}`).join(), rows);
  }
  connection.closeSync();
  instance.closeSync();
  return found;
}

async function warehouseTables(warehouse: NonNullable<RunDocument["warehouse"]>): Promise<Readonly<Record<string, TableContent>>> {
  const { host, port, database, user, passwordFile } = warehouse;
  const client = new Client({ host, port, database, user, password: readPasswords(path.dirname(passwordFile)).get(user) ?? "" });
  await client.connect();
  const found: Record<string, TableContent> = {};
  const { rows: tables } = await client.query<{ schema: string; name: string; columns: string }>(
    `select table_schema as schema, table_name as name, string_agg(column_name || ' ' || data_type, ',' order by ordinal_position) as columns
     from information_schema.columns where table_schema !~ '^(pg_|information_schema$)' group by 1, 2 order by 1, 2`,
  );
  for (const { schema, name, columns } of tables) {
    const { rows } = await client.query<{ row: string }>(
      `select (to_jsonb(x) - $1::text[])::text as row from ${quoteIdentifier(schema)}.${quoteIdentifier(name)} x`,
      [times],
    );
    found[`${schema}.${name}`] = contentOf(
      columns,
      rows.map(({ row }) => row),
    );
  }
  await client.end();
  return found;
}

function contentOf(columns: string, rows: readonly string[]): TableContent {
  const hash = createHash("sha256");
  for (const row of [...rows].sort()) hash.update(`${row}\n`);
  return { columns, rows: rows.length, digest: hash.digest("hex").slice(0, 16) };
}
