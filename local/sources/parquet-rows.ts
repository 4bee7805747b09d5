import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import { lowerCaseNames } from "./column-names";
import { pathList } from "./object-paths";
import type { SourceObject } from "./row-source";

/** A column of a Parquet file. */
interface FileColumn {
  readonly key: string;
  readonly name: string;
  /** As DuckDB spells it; undefined when it is nested. */
  readonly type?: string;
}

/** A select of the rows of Parquet files; the columns of all of them. */
export async function parquetRows(connection: DuckDBConnection, objects: readonly SourceObject[]): Promise<string> {
  const spellings = checkColumns(await fileColumns(connection, objects));
  const columns = [...spellings].map(([lower, spelling]) => `${quoteIdentifier(spelling)} as ${quoteIdentifier(lower)}`).join(", ");
  return `select ${columns} from read_parquet(${pathList(objects)}, union_by_name = true, hive_partitioning = false)`;
}

async function fileColumns(connection: DuckDBConnection, objects: readonly SourceObject[]): Promise<readonly (readonly FileColumn[])[]> {
  const keys = new Map(objects.map(({ path, key }) => [path, key]));
  const answer = await connection.runAndReadAll(
    `select file_name, name, coalesce(num_children, 0)::int as children, duckdb_type from parquet_schema(${pathList(objects)})
     order by file_name, column_id`,
  );
  const files: FileColumn[][] = [];
  // The tree in depth-first order: the root of each file, then its columns with what is nested in them.
  const open: number[] = [];
  for (const [path, name, children, type] of answer.getRowsJson() as [string, string, number, string | null][]) {
    if (open.length === 0) files.push([]);
    else if (open.length === 1) files.at(-1)?.push({ key: keys.get(path) ?? path, name, ...(children === 0 && type !== null && { type }) });
    if (open.length > 0) open.push((open.pop() as number) - 1);
    if (children > 0) open.push(children);
    while (open.at(-1) === 0) open.pop();
  }
  return files;
}

/** The lower-case names with one of their spellings: DuckDB finds a column whatever its case. */
function checkColumns(files: readonly (readonly FileColumn[])[]): ReadonlyMap<string, string> {
  const first = new Map<string, FileColumn>();
  for (const columns of files) {
    const names = lowerCaseNames(
      columns[0]?.key ?? "",
      columns.map(({ name }) => name),
    );
    for (const [index, column] of columns.entries()) {
      const name = names[index] as string;
      const other = first.get(name) ?? column;
      first.set(name, other);
      if (column.type && other.type && !isOneKind(column.type, other.type))
        throw new RunProblem(
          `The column "${name}" is ${other.type} in ${other.key}, and ${column.type} in ${column.key}: write it with one type.`,
        );
    }
  }
  return new Map([...first].map(([name, column]) => [name, column.name]));
}

const kinds = [/^U?(TINY|SMALL|BIG)?INT(EGER)?$/, /^(FLOAT|DOUBLE)$/, /^DECIMAL/];

function isOneKind(left: string, right: string): boolean {
  return left === right || kinds.some((kind) => kind.test(left) && kind.test(right));
}
