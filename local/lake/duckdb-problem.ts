import { RunProblem } from "../problem";
import type { LocateSelect } from "./lake";

/** What DuckDB said. */
export interface DuckdbFailure {
  /** One line. */
  readonly reason: string;
  /** Byte in the statement. */
  readonly position?: number;
  /** The name that it is about. */
  readonly name?: string;
}

/** A select within a statement, and where its parts stand in its source. */
export interface LocatedStatement {
  readonly statement: string;
  readonly select: string;
  readonly locate: LocateSelect;
}

/**
 * The problem behind an error of DuckDB, or of the files below it, in one line; a RunProblem stays as it is.
 *
 * @param what - What could not be done, without a full stop: `lake.raw.orders cannot be written`.
 * @throws The error itself when it is neither: a bug.
 */
export function duckdbProblem(error: unknown, what: string): RunProblem {
  if (error instanceof RunProblem) return error;
  return new RunProblem(`${what}: ${ended(failureOf(error).reason)}`, undefined, { cause: error });
}

/** As `duckdbProblem`, with the place in the source of the select when the error has one there. It needs a connection with `errors_as_json`. */
export function selectProblem(error: unknown, what: string, located: LocatedStatement | undefined): RunProblem {
  if (error instanceof RunProblem) return error;
  const failure = failureOf(error);
  const range = located && rangeInSelect(failure, located);
  return new RunProblem(`${what}: ${ended(failure.reason)}`, range && located.locate(range), { cause: error });
}

/** What DuckDB or the file system said; throws what is of neither. */
export function failureOf(error: unknown): DuckdbFailure {
  if (!(error instanceof Error)) throw error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && code in fileReasons) return { reason: fileReasons[code] ?? error.message };
  const json = /^(?:[\w ]+ Error: )?(\{"exception_type".*)/s.exec(error.message)?.[1];
  if (json !== undefined) return fromJson(json);
  const [, type, message] = /^(\w[\w ]*) Error: (.*)/s.exec(error.message) ?? [];
  if (type === undefined || message === undefined) throw error;
  return { reason: reasonOf(type, message.replace(/\n\s*\nLINE \d+: .*/s, "")) };
}

function fromJson(json: string): DuckdbFailure {
  const { exception_type: type, exception_message: message, position, name } = JSON.parse(json) as Readonly<Record<string, string>>;
  return {
    reason: reasonOf(type ?? "", message ?? ""),
    ...(position === undefined ? {} : { position: Number(position) }),
    ...(name === undefined ? {} : { name }),
  };
}

const diskFull = "the disk is full";
const notAllowed = "this user may not read or write there";

const fileReasons: Readonly<Record<string, string>> = {
  ENOSPC: diskFull,
  EDQUOT: "the disk quota is used up",
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: "the file system is read-only",
};

/** Longer ones list what nobody reads. */
const mostCharacters = 400;

function reasonOf(type: string, message: string): string {
  if (/No space left on device|max_temp_directory_size/.test(message)) return diskFull;
  if (/Permission denied/.test(message)) return `${notAllowed} (${oneLine(message)})`;
  if (type === "Out of Memory") return "it needs more memory than a local run takes; make the select smaller, or several transforms of it";
  return oneLine(message);
}

/** Without the overloads of functions, and without tables of DuckDB's own as proposals. */
function oneLine(message: string): string {
  const told = message
    .replace(/\s*Candidate functions:.*/s, "")
    .replace(/\s*Did you mean "(pg_|information_schema|duckdb_|sqlite_|pragma_)[^"]*"\?/, "")
    .replace(/\s*Use "SET .*/s, "")
    .trim()
    .replaceAll(/\s*\n\s*/g, " ");
  return told.length > mostCharacters ? `${told.slice(0, mostCharacters)}…` : told;
}

function ended(reason: string): string {
  return /[.!?…]$/.test(reason) ? reason : `${reason}.`;
}

/**
 * The part of the select that a failure is about. A position may also be one in the text of a macro or a view: what stands there then is something else.
 */
function rangeInSelect(
  failure: DuckdbFailure,
  { statement, select }: LocatedStatement,
): { readonly start: number; readonly end: number } | undefined {
  if (failure.position === undefined) return undefined;
  const selectStart = statement.indexOf(select);
  const start = Buffer.from(statement).subarray(0, failure.position).toString().length - selectStart;
  if (selectStart === -1 || start < 0 || start >= select.length) return undefined;
  const [word = ""] = /^(?:(?:"(?:[^"]|"")*"|\w+)(?:\.(?:"(?:[^"]|"")*"|\w+))*|.)/su.exec(select.slice(start)) ?? [];
  return isAbout(failure, word) ? { start, end: start + word.length } : undefined;
}

function isAbout({ name, reason }: DuckdbFailure, word: string): boolean {
  if (name !== undefined) return word.toLowerCase().includes(name.toLowerCase());
  return !reason.startsWith("Could not convert") || /^(cast|try_cast|:|'|=|<|>|!)/i.test(word);
}
