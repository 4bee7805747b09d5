import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteLiteral } from "../../../compiler/sql/quote";
import { duckdbProblem } from "../../lake/duckdb-problem";
import { columnType, type ColumnType } from "./column-types";

/** A column on its way from DuckDB into the warehouse. */
export interface CopiedColumn extends ColumnType {
  readonly name: string;
}

/** Rows on their way from DuckDB into the warehouse. */
export interface RowsToCopy {
  /** The connection that knows what the relation is. */
  readonly connection: DuckDBConnection;
  /** What stands after `from`. */
  readonly relation: string;
  /** All of them, or those that are taken. */
  readonly columns: readonly CopiedColumn[];
  /** Where the rows come from, for messages. */
  readonly origin: string;
}

/** Rows in a file that PostgreSQL's COPY reads. */
export interface CsvFile extends RowsToCopy {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Describes all columns of a relation.
 *
 * @throws RunProblem - When DuckDB cannot read it.
 */
export async function readColumns(connection: DuckDBConnection, relation: string, origin: string): Promise<readonly CopiedColumn[]> {
  const result = await reading(origin, () => connection.run(`select * from ${relation} limit 0`));
  const types = result.columnTypes();
  return result.columnNames().map((name, index) => ({ name, ...columnType(types[index] as (typeof types)[number]) }));
}

/**
 * Writes rows into a file and removes it after its use.
 *
 * @param scratch - The folder of the file.
 * @throws RunProblem - When DuckDB cannot read the rows.
 */
export async function withCsv<Result>(rows: RowsToCopy, scratch: string, use: (file: CsvFile) => Promise<Result>): Promise<Result> {
  const path = join(scratch, `${randomUUID()}.csv`);
  const selected = rows.columns.map(({ name, text }) => `${text(quoteIdentifier(name))} as ${quoteIdentifier(name)}`);
  // Without quotes, a line `\.` would end the data, and an empty text would be NULL.
  const quoted = rows.columns.filter((column) => column.quoted).map(({ name }) => quoteIdentifier(name));
  const options = ["format csv", "header false", ...(quoted.length === 0 ? [] : [`force_quote (${quoted.join(", ")})`])];
  const select = `select ${selected.join(", ")} from ${rows.relation}`;
  try {
    await reading(rows.origin, () => rows.connection.run(`copy (${select}) to ${quoteLiteral(path)} (${options.join(", ")})`));
    return await use({ ...rows, path, bytes: (await stat(path)).size });
  } finally {
    await rm(path, { force: true });
  }
}

/** All rows of a small query of DuckDB. */
export async function readRows(
  { connection, origin }: Pick<RowsToCopy, "connection" | "origin">,
  query: string,
): Promise<readonly (readonly unknown[])[]> {
  return (await reading(origin, () => connection.runAndReadAll(query))).getRows();
}

/** What DuckDB does with the user's rows: its errors are about them, or about the disk. */
async function reading<Result>(origin: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw duckdbProblem(error, `The rows of ${origin} cannot be read`);
  }
}
