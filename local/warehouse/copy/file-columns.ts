import type { DuckDBConnection } from "@duckdb/node-api";
import { jsonDocuments } from "../../sources/json-rows";
import type { TableFormat } from "../../sources/read-objects";
import type { SourceObject } from "../../sources/row-source";
import { readRows, type CopiedColumn } from "./csv-file";
import type { TableColumns } from "./warehouse-table";

/**
 * The columns of files as the cloud's job makes them: in csv text, in json numeric, boolean, text or jsonb, unless the table has another type for them;
 * the server reads that from their text. Those of Parquet have their own types.
 *
 * @param nested - The columns of json files that hold objects or arrays, by their names in lower case.
 */
export function fileColumns(
  format: TableFormat,
  columns: readonly CopiedColumn[],
  existing: TableColumns,
  nested: ReadonlySet<string>,
): readonly CopiedColumn[] {
  if (format === "parquet") return columns;
  return columns.map((column) => ({ ...column, type: existing.get(column.name) ?? newType(column, nested) }));
}

function newType({ name, type }: CopiedColumn, nested: ReadonlySet<string>): string {
  if (nested.has(name)) return "jsonb";
  return ["boolean", "text"].includes(type) ? type : "numeric";
}

/** The keys of json files whose values are all objects or arrays, in lower case. */
export async function nestedKeys(
  connection: DuckDBConnection,
  objects: readonly SourceObject[],
  origin: string,
): Promise<ReadonlySet<string>> {
  const members = "unnest(map_entries(try_cast(json as map(varchar, json)))) as member";
  const kinds = `select member.key as key, json_type(member.value) as kind from (select ${members} from (${jsonDocuments(objects)}))`;
  const nested = `select key from (${kinds}) where kind <> 'NULL' group by key having bool_and(kind in ('OBJECT', 'ARRAY'))`;
  return new Set((await readRows({ connection, origin }, nested)).map(([key]) => String(key).toLowerCase()));
}
