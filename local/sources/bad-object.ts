import { RunProblem } from "../problem";
import { findBadCsvRow } from "./bad-csv-row";
import { findBadJsonRow } from "./bad-json-row";
import type { SourceObject } from "./row-source";

/** Which line of a file is wrong, and what about it; never what the line holds. */
export interface BadRow {
  readonly line: number;
  readonly reason: string;
}

/**
 * After rows of objects could not be read: reads the files again, one at a time, to say which file and line it was.
 *
 * @returns A RunProblem that does; the error itself when the files are not the reason.
 */
export async function explainBadObject(
  error: unknown,
  format: "csv" | "json" | "parquet",
  objects: readonly SourceObject[],
): Promise<unknown> {
  const message = rootMessage(error);
  // How DuckDB begins what it says about the content of files.
  if (!message.startsWith("Invalid Input Error:")) return error;
  const row = format === "parquet" ? undefined : await badRowProblem(format, objects, error);
  if (row) return row;
  const object = objects.find(({ path }) => message.includes(path));
  if (!object) return error;
  const [, reason = "it is damaged, or of another format"] = reasons.find(([pattern]) => pattern.test(message)) ?? [];
  return new RunProblem(`${object.key} cannot be read as ${format}: ${reason}.`, undefined, { cause: error });
}

/** What DuckDB refuses and JSON and csv allow; its limits are what fits into a run's memory. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/duplicate key/, "a row has a key twice"],
  [/maximum line size/i, "a row is larger than 2 MB"],
];

/** The first bad row of the files; undefined when all are as they should be. */
export async function badRowProblem(
  format: "csv" | "json",
  objects: readonly SourceObject[],
  cause?: unknown,
): Promise<RunProblem | undefined> {
  const find = format === "csv" ? findBadCsvRow : findBadJsonRow;
  for (const object of objects) {
    const found = await find(object);
    if (found) return new RunProblem(`${object.key} line ${found.line}: ${found.reason}.`, undefined, { cause });
  }
  return undefined;
}

/** What DuckDB said; empty for a problem that is explained already. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause) return rootMessage(error.cause);
  return error instanceof RunProblem ? "" : error.message;
}
