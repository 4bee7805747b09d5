import { join } from "node:path";
import { quoteIdentifier } from "../../compiler/sql/quote";
import type { LakeColumn, TableEntry } from "./catalog";
import { quoteReadPath } from "./duckdb";

/** The day of a batch, which is in the name of its folder; readers of a table of batches see it as its last column. */
export const partitionColumn: LakeColumn = { name: "load_date", type: "DATE" };

const pathColumn = quoteIdentifier("path of the file");

/** The select that reads a table: only files that its entry lists exist. */
export function tableSelect(lakeFolder: string, { kind, columns, files, select }: TableEntry): string {
  if (kind === "view" && select !== undefined) return select;
  if (files.length === 0) return emptySelect(columns);
  const paths = files.map(({ path }) => quoteReadPath(join(lakeFolder, path)));
  const list = columns.map((column) => {
    if (kind !== "batches") return quoteIdentifier(column.name);
    return column.name === partitionColumn.name ? loadDate : typedColumn(column);
  });
  // Folders above the state may be called `a=b`: Hive's reading of paths would make columns of them.
  const options = `hive_partitioning = false, union_by_name = ${files.length > 1}, filename = '${pathColumn.slice(1, -1)}'`;
  return `select ${list.join(", ")} from read_parquet([${paths.join(", ")}], ${options})`;
}

/** A column in its type of now. One that got another type keeps the old one in older files: DuckDB finds a type for all of them, which may be text. */
export function typedColumn({ name, type }: LakeColumn): string {
  return `cast(${quoteIdentifier(name)} as ${type}) as ${quoteIdentifier(name)}`;
}

/** No rows in the columns. */
export function emptySelect(columns: readonly LakeColumn[]): string {
  return `select ${columns.map(({ name, type }) => `cast(null as ${type}) as ${quoteIdentifier(name)}`).join(", ")} where false`;
}

/** The function is DuckDB's own: Athena's of the same name may be a macro. A file of a snapshot has no day. */
const loadDate = `try_cast(system.main.regexp_extract(${pathColumn}, '.*/${partitionColumn.name}=([0-9-]+)/batch-', 1) as DATE) as ${partitionColumn.name}`;
