import type { DuckDBConnection } from "@duckdb/node-api";
import { RunProblem } from "../problem";
import { badRowProblem } from "./bad-object";
import { readCsvShape, type CsvShape } from "./csv-shape";
import type { SourceObject } from "./row-source";

/**
 * Looks at a csv file before DuckDB 1.5.5 reads it. That reads parts of a file at once and guesses where rows begin in them: where texts have line breaks,
 * it refuses good files. Read from the beginning to the end, one whose last quote is not closed loses its end without a word.
 *
 * @param longestRow - That DuckDB is going to be allowed, in bytes; a last row that is longer is lost, too.
 * @throws RunProblem - When it cannot be read as it is.
 */
export async function inspectCsv(object: SourceObject, longestRow: number): Promise<CsvShape> {
  const shape = await readCsvShape(object);
  if (!shape.isClosed)
    throw (await badRowProblem("csv", [object])) ?? new RunProblem(`${object.key} cannot be read as csv: a quote is not closed.`);
  if (shape.longestRow > longestRow)
    throw new RunProblem(`${object.key} cannot be read as csv: a row is larger than ${Math.floor(longestRow / 1_000_000)} MB.`);
  return shape;
}

/** @throws RunProblem - When DuckDB finds another number of rows in a file with a header than there is. */
export async function requireAllRows(
  connection: DuckDBConnection,
  object: SourceObject,
  { rows, emptyRows }: CsvShape,
  read: { readonly relation: string; readonly columns: number },
): Promise<void> {
  const expected = rows - 1 - (read.columns > 1 ? emptyRows : 0);
  const answer = await connection.runAndReadAll(`select count(*)::varchar from ${read.relation}`);
  const found = Number(answer.getRowsJson()[0]?.[0]);
  if (found === expected) return;
  throw (
    (await badRowProblem("csv", [object])) ??
    new RunProblem(`${object.key} cannot be read as csv: ${found} rows are found in it, where there are ${expected}.`)
  );
}
