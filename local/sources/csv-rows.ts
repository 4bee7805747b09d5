import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import { lowerCaseNames } from "./column-names";
import { readCsvHeader } from "./csv-header";
import { groupBy, pathList } from "./object-paths";
import { isPacked } from "./object-text";
import type { SourceObject } from "./row-source";

/** A select of the rows of csv files, all text. Files with the same header are read together; the others' columns are added. */
export function csvRows(objects: readonly SourceObject[]): string {
  const read = objects.map((object) => ({ object, header: readCsvHeader(object) }));
  const groups = groupBy(read, ({ object, header }) => JSON.stringify([isPacked(object), header]));
  return groups
    .map((group) =>
      selectGroup(
        group[0]?.header ?? [],
        group.map(({ object }) => object),
      ),
    )
    .join(" union all by name ");
}

function selectGroup(header: readonly string[], objects: readonly SourceObject[]): string {
  const first = objects[0] as SourceObject;
  const names = lowerCaseNames(first.key, header);
  const columns = names.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(", ");
  // Nothing is detected. `nullstr` without quoted nulls: an empty field is NULL, a quoted empty one is the empty string. `new_line` is not given:
  // DuckDB 1.5.5 finds no rows at all with '\r\n'. Nor is a longer line than DuckDB's 2 MB allowed: its buffers would not fit into a run's memory.
  const options = [
    `columns = {${columns}}`,
    "auto_detect = false, header = true, hive_partitioning = false",
    `delim = ',', quote = '"', escape = '"', comment = '', nullstr = '', allow_quoted_nulls = false`,
    "strict_mode = true, null_padding = false, ignore_errors = false",
    `compression = '${isPacked(first) ? "gzip" : "uncompressed"}'`,
  ];
  const select = `select ${names.map(quoteIdentifier).join(", ")} from read_csv(${pathList(objects)}, ${options.join(", ")})`;
  // In a file of one column an empty line is a row without a value: in the cloud it is none.
  return names.length > 1 ? select : `${select} where ${quoteIdentifier(names[0] ?? "")} is not null`;
}
