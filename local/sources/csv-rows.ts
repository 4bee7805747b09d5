import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import { lowerCaseNames } from "./column-names";
import { readCsvHeader } from "./csv-header";
import { inspectCsv, requireAllRows } from "./csv-whole";
import { groupBy, pathList } from "./object-paths";
import { isPacked } from "./object-text";
import type { SourceObject } from "./row-source";

/** Files that DuckDB reads with the same options. */
interface CsvGroup {
  /** In lower case. */
  readonly names: readonly string[];
  readonly packed: boolean;
  readonly whole: boolean;
}

interface CsvFile extends CsvGroup {
  readonly object: SourceObject;
}

/** A select of the rows of csv files, all text. Files with the same header are read together; the others' columns are added. */
export async function csvRows(connection: DuckDBConnection, objects: readonly SourceObject[]): Promise<string> {
  const files: CsvFile[] = [];
  for (const object of objects) {
    const file = { object, names: lowerCaseNames(object.key, readCsvHeader(object)), packed: isPacked(object) };
    files.push({ ...file, whole: await mustReadWhole(connection, file) });
  }
  const groups = groupBy(files, ({ names, packed, whole }) => JSON.stringify([names, packed, whole]));
  return groups
    .map((group) =>
      selectGroup(
        group[0] as CsvGroup,
        group.map(({ object }) => object),
      ),
    )
    .join(" union all by name ");
}

/** Below, DuckDB reads a file as one part. What is packed may become a hundred times as much. */
const onePart = 8_000_000;

/** DuckDB's longest line of a csv file. */
const longestLine = 2_000_000;

async function mustReadWhole(connection: DuckDBConnection, { object, ...file }: Omit<CsvFile, "whole">): Promise<boolean> {
  if (object.bytes < (file.packed ? onePart / 100 : onePart)) return false;
  const shape = await inspectCsv(object, longestLine);
  const whole = shape.hasLineBreaks;
  await requireAllRows(connection, object, shape, { relation: readCsv({ ...file, whole }, [object]), columns: file.names.length });
  return whole;
}

function selectGroup(group: CsvGroup, objects: readonly SourceObject[]): string {
  const { names } = group;
  const select = `select ${names.map(quoteIdentifier).join(", ")} from ${readCsv(group, objects)}`;
  // In a file of one column an empty line is a row without a value: in the cloud it is none.
  return names.length > 1 ? select : `${select} where ${quoteIdentifier(names[0] ?? "")} is not null`;
}

function readCsv({ names, packed, whole }: CsvGroup, objects: readonly SourceObject[]): string {
  // Nothing is detected. `nullstr` without quoted nulls: an empty field is NULL, a quoted empty one is the empty string. `new_line` is not given:
  // DuckDB 1.5.5 finds no rows at all with '\r\n'. Nor is a longer line than DuckDB's 2 MB allowed: its buffers would not fit into a run's memory.
  const options = [
    `columns = {${names.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(", ")}}`,
    "auto_detect = false, header = true, hive_partitioning = false",
    `delim = ',', quote = '"', escape = '"', comment = '', nullstr = '', allow_quoted_nulls = false`,
    "strict_mode = true, null_padding = false, ignore_errors = false",
    `parallel = ${!whole}, compression = '${packed ? "gzip" : "uncompressed"}'`,
  ];
  return `read_csv(${pathList(objects)}, ${options.join(", ")})`;
}
