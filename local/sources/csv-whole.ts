import { open } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { RunProblem } from "../problem";
import { badRowProblem } from "./bad-object";
import { isPacked } from "./object-text";
import type { SourceObject } from "./row-source";

/** Below, DuckDB has no parts to read at once. What is packed may become a hundred times as much. */
const onePart = 8_000_000;

/** DuckDB's longest line of a csv file. */
const longestLine = 2_000_000;

/**
 * Whether DuckDB has to read a csv file from its beginning to its end. It reads parts of a file at once and guesses where rows begin in them: where texts
 * with line breaks and quotes make it guess wrong, it refuses the file. (That, and nothing worse, is what 400 files of such texts made of it.) Whole files it
 * reads only when they are known to be good: the end of one whose last quote is not closed, it passes over.
 *
 * @param relation - Reads the file in parts.
 * @throws RunProblem - When a row is not as it should be.
 */
export async function mustReadWhole(connection: DuckDBConnection, object: SourceObject, relation: string): Promise<boolean> {
  if (object.bytes < (isPacked(object) ? onePart / 100 : onePart)) return false;
  if (!isPacked(object)) await requireLineBreak(object);
  try {
    await connection.run(`select count(columns(*)) from ${relation}`);
    return false;
  } catch (error) {
    if (!(error instanceof Error) || !/^(Invalid Input|Not implemented) Error/.test(error.message)) throw error;
    const problem = await badRowProblem("csv", [object], error);
    if (problem) throw problem;
    return true;
  }
}

/** A last row that is longer than 32 MB, DuckDB passes over. */
async function requireLineBreak(object: SourceObject): Promise<void> {
  const file = await open(object.path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestLine), 0, longestLine, object.bytes - longestLine);
    const end = buffer.subarray(0, bytesRead - 2);
    if (!end.includes("\n") && !end.includes("\r")) throw new RunProblem(`${object.key} cannot be read as csv: a row is larger than 2 MB.`);
  } finally {
    await file.close();
  }
}
