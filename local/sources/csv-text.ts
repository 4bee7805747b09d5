import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import { lowerCaseNames } from "./column-names";
import { readCsvHeader } from "./csv-header";
import { inspectCsv, requireAllRows } from "./csv-whole";
import { lineOptions, longestLine } from "./line-limit";
import { pathList } from "./object-paths";
import { isPacked } from "./object-text";
import type { SourceObject } from "./row-source";
import { allKinds, type TextRows } from "./text-kinds";

/**
 * The rows of a csv file with a header; the names as the file spells them.
 *
 * @throws RunProblem - When it has no header, or not all of it can be read.
 */
export async function csvText(connection: DuckDBConnection, object: SourceObject): Promise<TextRows> {
  const names = headerOf(object);
  const columns = names.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(", ");
  const shape = await inspectCsv(object, longestLine);
  // Nothing is detected. `nullstr` without quoted nulls: an empty field is NULL, a quoted empty one is the empty string. `new_line` is not given:
  // DuckDB 1.5.5 finds no rows at all with '\r\n'.
  const options = [
    `columns = {${columns}}`,
    "auto_detect = false, header = true, hive_partitioning = false",
    `delim = ',', quote = '"', escape = '"', comment = '', nullstr = '', allow_quoted_nulls = false`,
    `strict_mode = true, null_padding = false, ignore_errors = false, ${lineOptions(shape)}`,
    `compression = '${isPacked(object) ? "gzip" : "none"}'`,
  ];
  const relation = `read_csv(${pathList([object])}, ${options.join(", ")})`;
  await requireAllRows(connection, object, shape, { relation, columns: names.length });
  return { relation, columns: names.map((name) => ({ name, kinds: allKinds })) };
}

function headerOf(object: SourceObject): readonly string[] {
  if (object.bytes === 0) throw new RunProblem(`${object.key} is empty: its first line must name the columns.`);
  const names = readCsvHeader(object);
  const mark = names.length === 1 ? /[;\t|]/.exec(names[0] ?? "")?.[0] : undefined;
  if (mark !== undefined)
    throw new RunProblem(
      `${object.key} line 1: the columns are separated by ${mark === "\t" ? "tabs" : `"${mark}"`}: write it with commas.`,
    );
  lowerCaseNames(object.key, names);
  return names;
}
