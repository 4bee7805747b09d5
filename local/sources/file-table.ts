import { statSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { RunProblem } from "../problem";
import { explainBadObject } from "./bad-object";
import { csvText } from "./csv-text";
import { jsonText } from "./json-text";
import { parquetColumns } from "./parquet-columns";
import type { CursorPosition, RowSource, SourceObject, SourceRows } from "./row-source";
import { checkNamedColumns, type TableRequest } from "./table-request";
import { typeColumns, type TextRows } from "./text-kinds";
import { storeRows } from "./typed-rows";

export type FileFormat = "csv" | "json" | "parquet";

const formats: Readonly<Record<string, FileFormat>> = { csv: "csv", json: "json", jsonl: "json", ndjson: "json", parquet: "parquet" };

/** What the end of a file's name says about it; undefined when it is no table. Text may be packed with gzip. */
export function formatOf(name: string): FileFormat | undefined {
  const [, extension = "", gzip] = /\.([a-z]+)(\.gz)?$/.exec(name) ?? [];
  const format = formats[extension];
  return gzip !== undefined && format === "parquet" ? undefined : format;
}

/** A table of a database whose rows are in a file. */
export function fileTable(request: TableRequest, path: string, origin: string): RowSource {
  return { origin, read: (connection, from) => readFileTable(request, connection, { path, origin, name: path }, from) };
}

interface TableFile {
  readonly path: string;
  readonly origin: string;
  /** Whose end says the format. */
  readonly name: string;
}

/**
 * Reads a file, with the types that its values have.
 *
 * @throws RunProblem - When it cannot be read; it names the line where there is one.
 */
export async function readFileTable(
  request: TableRequest,
  connection: DuckDBConnection,
  { path, origin, name }: TableFile,
  from: CursorPosition | undefined,
): Promise<SourceRows> {
  const format = formatOf(name) as FileFormat;
  const before = versionOf(path, origin);
  // By this key messages name it; its end says whether it is packed.
  const object: SourceObject = { key: origin, path, bytes: before.size, fingerprint: "" };
  const reading = { object, format, ...(from && { from }) };
  try {
    const rows = await readRows(request, connection, reading);
    if (!isChanged(path, origin, before)) return rows;
    await rows.close();
    throw changed(origin);
  } catch (error) {
    if (error instanceof RunProblem) throw error;
    if (isChanged(path, origin, before)) throw changed(origin);
    throw unreadable(origin, await explainBadObject(error, format, [object]));
  }
}

interface Reading {
  readonly object: SourceObject;
  readonly format: FileFormat;
  readonly from?: CursorPosition;
}

async function readRows(request: TableRequest, connection: DuckDBConnection, { object, format, from }: Reading): Promise<SourceRows> {
  const { relation, columns } =
    format === "parquet"
      ? await parquetColumns(connection, object, request.store)
      : await typeText(connection, await (format === "csv" ? csvText : jsonText)(connection, object), request.store);
  const names = columns.map(({ name }) => name);
  checkNamedColumns(request, object.key, names);
  return storeRows(connection, request.scratch, { relation, columns, bytes: object.bytes, ...(from && { from }) });
}

async function typeText(connection: DuckDBConnection, text: TextRows, store: TableRequest["store"]) {
  return { relation: text.relation, columns: await typeColumns(connection, text, store === "lake" ? "in-utc" : "kept") };
}

interface FileVersion {
  readonly size: number;
  readonly mtimeMs: number;
}

function isChanged(path: string, origin: string, before: FileVersion): boolean {
  const now = versionOf(path, origin);
  return now.mtimeMs !== before.mtimeMs || now.size !== before.size;
}

function versionOf(path: string, origin: string): FileVersion {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new RunProblem(`${origin} is not there any more.`);
  return found;
}

function changed(origin: string): RunProblem {
  return new RunProblem(`${origin} was changed while it was read: run again when it is complete.`);
}

/** DuckDB's first line, when no line of the file explains it: a full disk, a folder without a right. */
function unreadable(origin: string, error: unknown): unknown {
  if (error instanceof RunProblem || !(error instanceof Error)) return error;
  const [reason = ""] = error.message.split("\n");
  return new RunProblem(`${origin} cannot be read: ${reason}`, undefined, { cause: error });
}
