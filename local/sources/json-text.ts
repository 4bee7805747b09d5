import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import { badRowProblem } from "./bad-object";
import { lowerCaseNames } from "./column-names";
import { pathList } from "./object-paths";
import { isPacked, readStart } from "./object-text";
import type { SourceObject } from "./row-source";
import type { Kind, TextRows } from "./text-kinds";

/**
 * The rows of a file of JSON objects, one a line or in one array; the names as the file spells them, in the order of their first appearance. A text in
 * JSON may be a date, but never a number; nested values stay JSON.
 */
export async function jsonText(connection: DuckDBConnection, object: SourceObject): Promise<TextRows> {
  const documents = readDocuments(object);
  await checkRows(connection, documents, object);
  const names = await keysOf(connection, documents);
  if (names.length === 0)
    throw new RunProblem(`${object.key} has no rows, so nobody knows its columns: add one, or use a csv file with a header.`);
  if (names.includes("")) throw new RunProblem(`${object.key} has a key without a name.`);
  lowerCaseNames(object.key, names);
  const kinds = await kindsOf(connection, documents, names);
  const values = names.map((name) => `json ->> ${quoteLiteral(pointer(name))} as ${quoteIdentifier(name)}`);
  return {
    relation: `(select ${values.join(", ")} from ${documents})`,
    columns: names.map((name, index) => ({ name, kinds: kinds[index] ?? [] })),
  };
}

function readDocuments(object: SourceObject): string {
  const start = readStart(object, 1 << 12).toString("latin1");
  if (start.startsWith("\u00ef\u00bb\u00bf"))
    throw new RunProblem(`${object.key} begins with a byte order mark, which JSON does not allow: write it as UTF-8 without one.`);
  const format = /^\s*\[/.test(start) ? "array" : "newline_delimited";
  const compression = isPacked(object) ? "gzip" : "uncompressed";
  return `read_json_objects(${pathList([object])}, format = '${format}', compression = '${compression}', hive_partitioning = false, maximum_object_size = ${1 << 24})`;
}

async function checkRows(connection: DuckDBConnection, documents: string, object: SourceObject): Promise<void> {
  const answer = await connection.runAndReadAll(`select bool_or(json_type(json) <> 'OBJECT') from ${documents}`);
  const problem = answer.getRows()[0]?.[0] === true ? await badRowProblem("json", [object]) : undefined;
  if (problem) throw problem;
}

async function keysOf(connection: DuckDBConnection, documents: string): Promise<readonly string[]> {
  const answer = await connection.runAndReadAll(
    `select key from (select unnest(json_keys(json)) as key, row_number() over () as number, unnest(range(len(json_keys(json)))) as position
     from ${documents}) group by key order by min((number, position))`,
  );
  return answer.getRowsJson().map(([key]) => String(key));
}

/** A JSON pointer (RFC 6901), which DuckDB takes beside its own paths. */
function pointer(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

async function kindsOf(connection: DuckDBConnection, documents: string, names: readonly string[]): Promise<readonly (readonly Kind[])[]> {
  const types = names.map((name) => `list(distinct json_type(json, ${quoteLiteral(pointer(name))}))`);
  const answer = await connection.runAndReadAll(`select ${types.join(", ")} from ${documents}`);
  return (answer.getRowsJson()[0] ?? []).map((found) => possibleKinds((found as (string | null)[]).filter((type) => type !== "NULL")));
}

/** What values of these JSON types may be; text where they differ. */
function possibleKinds(types: readonly (string | null)[]): readonly Kind[] {
  const groups = new Set(types.filter((type) => type !== null).map((type) => kindsOfType[type] ?? numbers));
  return groups.size === 1 ? ([...groups][0] as readonly Kind[]) : [];
}

const numbers: readonly Kind[] = ["integer", "decimal", "double"];
const nested: readonly Kind[] = [];
const kindsOfType: Readonly<Record<string, readonly Kind[]>> = {
  VARCHAR: ["date", "timestamp", "zoned-timestamp"],
  BOOLEAN: ["boolean"],
  OBJECT: nested,
  ARRAY: nested,
};
