import { RunProblem } from "../problem";
import { readStart } from "./object-text";
import type { SourceObject } from "./row-source";

const usualHeader = 1 << 14;
const longestHeader = 1 << 20;

/**
 * The column names of a csv file, as its first line has them.
 *
 * @throws RunProblem - When one has no name or a line break (DuckDB would take a part of it for a row), or two are the same.
 */
export function readCsvHeader(object: SourceObject): readonly string[] {
  const names = splitRecord(headerLine(object)).map((name) => name.trim());
  const problem = headerProblem(names);
  if (problem) throw new RunProblem(`${object.key} line 1: ${problem}.`);
  return names;
}

function headerLine(object: SourceObject): string {
  for (let length = usualHeader; ; length *= 8) {
    const bytes = readStart(object, length);
    const end = endOfRecord(bytes);
    if (end === undefined && length < Math.min(object.bytes, longestHeader)) continue;
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end));
    } catch (error) {
      throw new RunProblem(`${object.key} line 1: the header is not UTF-8.`, undefined, { cause: error });
    }
  }
}

/** Where the first line ends that has an even number of quotes. */
function endOfRecord(bytes: Buffer): number | undefined {
  let isQuoted = false;
  for (const [position, byte] of bytes.entries()) {
    if (byte === 0x22) isQuoted = !isQuoted;
    else if (!isQuoted && (byte === 0x0a || byte === 0x0d)) return position;
  }
  return undefined;
}

function splitRecord(record: string): string[] {
  return [...record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}

function headerProblem(names: readonly string[]): string | undefined {
  if (names.some((name) => name === "")) return "a column has no name";
  if (names.some((name) => /[\r\n]/.test(name))) return "a column's name has a line break";
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined ? undefined : `the column "${repeated}" is there twice`;
}
