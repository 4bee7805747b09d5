import { randomBytes } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LakeColumn } from "../lake/catalog";
import { csvRows } from "./csv-rows";
import { jsonRows } from "./json-rows";
import { explainBadObject } from "./bad-object";
import { parquetRows } from "./parquet-rows";
import type { SourceObject, SourceRows } from "./row-source";

/** The formats of objects that have rows. */
export type TableFormat = "csv" | "json" | "parquet";

/** What a job in the cloud passes over: empty objects, and names that begin with `_` or `.`, which Spark takes for markers. */
export function tableObjects(objects: readonly SourceObject[]): readonly SourceObject[] {
  return objects.filter(({ key, bytes }) => bytes > 0 && !/(^|\/)[_.][^/]*$/.test(key));
}

/**
 * The rows of all objects together, with their columns by name in lower case; an object without one of them has NULL there. Every column of a csv
 * file is text. In json, nested values are JSON text, and a column whose values differ in kind is text. A csv row with too few or too many fields is
 * found when the rows are read: give that error to `explainBadObject`.
 *
 * Where json files have no value at all, there are no columns, and the relation has no rows.
 *
 * @param objects - At least one; as `tableObjects` gives them.
 * @param existing - The columns of the table that the rows are for: numbers and text follow its types.
 * @throws RunProblem - When an object cannot be read; it names the object, and the line where there is one.
 */
export async function readObjects(
  connection: DuckDBConnection,
  format: TableFormat,
  objects: readonly SourceObject[],
  existing: readonly LakeColumn[] = [],
): Promise<SourceRows> {
  try {
    const select = await selectRows(connection, format, objects, existing);
    const relation = `datastack_objects_${randomBytes(6).toString("hex")}`;
    await connection.run(`create temp view ${relation} as ${select ?? "select null as nothing where false"}`);
    const description = select === undefined ? [] : (await connection.runAndReadAll(`describe ${relation}`)).getRowObjectsJson();
    return {
      relation,
      columns: description.map((row) => ({ name: String(row.column_name), type: String(row.column_type) })),
      bytes: objects.reduce((sum, object) => sum + object.bytes, 0),
      close: async () => {
        await connection.run(`drop view if exists ${relation}`);
      },
    };
  } catch (error) {
    throw await explainBadObject(error, format, objects);
  }
}

function selectRows(
  connection: DuckDBConnection,
  format: TableFormat,
  objects: readonly SourceObject[],
  existing: readonly LakeColumn[],
): string | Promise<string | undefined> {
  switch (format) {
    case "csv":
      return csvRows(connection, objects);
    case "json":
      return jsonRows(connection, objects, existing);
    case "parquet":
      return parquetRows(connection, objects);
  }
}
