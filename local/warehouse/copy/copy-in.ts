import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DatabaseError, type Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { quoteIdentifier } from "../../../compiler/sql/quote";
import { RunProblem } from "../../problem";
import { readRows, type CsvFile } from "./csv-file";

/** Blocks of this size keep the server busy; smaller ones cost half of the speed. */
const blockBytes = 1 << 20;

/**
 * Puts the rows of a file into a table.
 *
 * @param into - The table, as SQL names it.
 * @param progress - Told the bytes that are on their way.
 * @returns The rows that the server took.
 */
export async function copyIn(client: Client, file: CsvFile, into: string, progress?: (bytes: number) => void): Promise<number> {
  const columns = file.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  const target = client.query(copyFrom(`copy ${into} (${columns}) from stdin with (format csv)`));
  const source = createReadStream(file.path, { highWaterMark: blockBytes });
  let bytes = 0;
  if (progress) source.on("data", (block) => progress((bytes += block.length)));
  try {
    await pipeline(source, target);
  } catch (error) {
    throw error instanceof DatabaseError && error.code === invalidText ? await explainNul(file, error) : error;
  }
  return target.rowCount;
}

/** PostgreSQL, "PostgreSQL Error Codes": character_not_in_repertoire. What DuckDB holds is UTF-8, so it can only be the character NUL. */
const invalidText = "22021";

async function explainNul(file: CsvFile, cause: Error): Promise<RunProblem> {
  const names = file.columns.filter(({ quoted }) => quoted).map(({ name }) => name);
  const tests = names.map((name) => `coalesce(bool_or(contains(${quoteIdentifier(name)}::varchar, chr(0))), false)`);
  const [found = []] = await readRows(file, `select ${tests.join(", ")} from ${file.relation}`);
  const column = names[found.indexOf(true)] ?? "";
  return new RunProblem(
    `The column "${column}" of ${file.origin} holds the character NUL, which PostgreSQL has no place for: take it out with replace(${column}, chr(0), '').`,
    undefined,
    { cause },
  );
}
