import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteLiteral } from "../../../compiler/sql/quote";
import { RunProblem } from "../../problem";
import { lowerCaseNames } from "../column-names";
import type { CsvShape } from "../csv-shape";
import { lineOptions } from "../line-limit";
import { pathList } from "../object-paths";
import type { SourceRows } from "../row-source";
import { checkNamedColumns, type TableRequest } from "../table-request";
import { storeRows, type TypedColumn } from "../typed-rows";

/** A column of a table of a database. */
export interface DatabaseColumn {
  readonly name: string;
  /** The value as the database writes it into a csv file. */
  readonly selected: string;
  /** What DuckDB makes of it. */
  readonly type: string;
  /**
   * The value, from the text in the file.
   *
   * @default a cast to the type
   */
  value?(text: string): string;
}

/** Writes the rows of a table into a csv file without a header, in which NULL is nothing and an empty text is `""`. */
export type WriteCsv = (path: string, columns: readonly DatabaseColumn[]) => Promise<CsvShape>;

/**
 * Reads the rows of a table by a csv file.
 *
 * @throws RunProblem - When a column that the spec names is missing, or a value is none of its type in the lake.
 */
export async function readStaged(
  request: TableRequest,
  connection: DuckDBConnection,
  origin: string,
  columns: readonly DatabaseColumn[],
  writeCsv: WriteCsv,
): Promise<SourceRows> {
  const names = columns.map(({ name }) => name);
  checkNamedColumns(request, origin, names);
  lowerCaseNames(origin, names);
  const path = join(request.scratch, `${randomUUID()}.csv`);
  try {
    const shape = await writeCsv(path, columns);
    const { size } = await stat(path);
    return await storeRows(connection, request.scratch, {
      relation: stagedCsv(path, columns, shape),
      columns: columns.map(typed),
      bytes: size,
    });
  } catch (error) {
    throw explain(error, request, origin, columns);
  } finally {
    await rm(path, { force: true });
  }
}

/** The file as DuckDB reads it; columns are numbered `c0`, `c1` … */
export function stagedCsv(path: string, columns: readonly DatabaseColumn[], shape: CsvShape): string {
  const read = columns.map(({ type, value }, index) => `${quoteLiteral(`c${index}`)}: ${quoteLiteral(value ? "VARCHAR" : type)}`);
  // Left to itself, DuckDB takes the first line break for that of all lines, even one within quotes.
  const options = [
    `columns = {${read.join(", ")}}`,
    "auto_detect = false, header = false, new_line = '\\n', hive_partitioning = false, compression = 'none'",
    `delim = ',', quote = '"', escape = '"', comment = '', nullstr = '', allow_quoted_nulls = false, ${lineOptions(shape)}`,
  ];
  return `read_csv(${pathList([{ path }])}, ${options.join(", ")})`;
}

function typed({ name, type, value }: DatabaseColumn, index: number): TypedColumn {
  const text = quoteIdentifier(`c${index}`);
  return { name, type, expression: value ? value(text) : text };
}

/** Says which column has a value that DuckDB cannot read; the value itself is not for messages. */
function explain(error: unknown, { place }: TableRequest, origin: string, columns: readonly DatabaseColumn[]): unknown {
  if (!(error instanceof Error) || error instanceof RunProblem) return error;
  if ((error as NodeJS.ErrnoException).code === "ENOSPC") return new RunProblem("The disk is full.", undefined, { cause: error });
  if (!error.message.startsWith("Conversion Error:")) return error;
  const column = columns[Number(/column "?c(\d+)"?/.exec(error.message)?.[1])];
  const what = column
    ? `The column "${column.name}" of ${origin} has a value that is no ${column.type}`
    : `${origin} has a value that does not fit`;
  return new RunProblem(`${what}, such as NaN or the date 0000-00-00: no lake holds it. Read a view that leaves it out.`, place, {
    cause: error,
  });
}
