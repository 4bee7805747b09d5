import { quoteLiteral } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import { lowerCaseNames } from "./column-names";
import { readCsvHeader } from "./csv-header";
import { pathList } from "./object-paths";
import { isPacked } from "./object-text";
import type { SourceObject } from "./row-source";
import { allKinds, type TextRows } from "./text-kinds";

/** The rows of a csv file with a header; the names as the file spells them. */
export function csvText(object: SourceObject, lineLimit: number): TextRows {
  if (object.bytes === 0) throw new RunProblem(`${object.key} is empty: its first line must name the columns.`);
  const names = readCsvHeader(object);
  const mark = names.length === 1 ? /[;\t|]/.exec(names[0] ?? "")?.[0] : undefined;
  if (mark !== undefined)
    throw new RunProblem(
      `${object.key} line 1: the columns are separated by ${mark === "\t" ? "tabs" : `"${mark}"`}: write it with commas.`,
    );
  lowerCaseNames(object.key, names);
  const columns = names.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(", ");
  // Nothing is detected. `nullstr` without quoted nulls: an empty field is NULL, a quoted empty one is the empty string.
  const options = [
    `columns = {${columns}}`,
    "auto_detect = false, header = true, hive_partitioning = false",
    `delim = ',', quote = '"', escape = '"', comment = '', nullstr = '', allow_quoted_nulls = false`,
    `strict_mode = true, null_padding = false, ignore_errors = false, max_line_size = ${lineLimit}, buffer_size = ${lineLimit}`,
    `compression = '${isPacked(object) ? "gzip" : "none"}'`,
  ];
  return {
    relation: `read_csv(${pathList([object])}, ${options.join(", ")})`,
    columns: names.map((name) => ({ name, kinds: allKinds })),
  };
}
