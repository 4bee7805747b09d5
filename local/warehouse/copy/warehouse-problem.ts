import { DatabaseError } from "pg";
import { RunProblem } from "../../problem";

/** How the connection says that the server is no longer there. */
const lostConnection = /^Connection terminated|not queryable|ECONNRESET|ECONNREFUSED|EPIPE|ENOENT.*s\.PGSQL/;
/** PostgreSQL, "PostgreSQL Error Codes": it is shutting down, crashed, starting, or an administrator ended the session. */
const serverGone = ["57P01", "57P02", "57P03"];
/** Where the detail names objects, not values of rows: dependent_objects_still_exist, deadlock_detected. */
const harmlessDetails = ["2BP01", "40P01"];

/** Whether the server answered that it cannot do what was asked: it is still there. */
export function isRefusal(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && !serverGone.includes(error.code ?? "");
}

/**
 * What the warehouse said, as people should read it; a bug of our own stays what it is.
 *
 * @param what - What was being written: `raw.orders`.
 */
export function warehouseProblem(what: string, error: unknown): unknown {
  if (isRefusal(error)) return new RunProblem(`${what}: ${databaseReason(error)}; nothing was changed.`, undefined, { cause: error });
  if (error instanceof DatabaseError || (error instanceof Error && lostConnection.test(error.message)))
    return new RunProblem(
      `${what}: the warehouse's server went away (${oneLine((error as Error).message)}). What it had not finished is undone: run again.`,
      undefined,
      { cause: error },
    );
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === "ENOSPC")
    return new RunProblem(`${what}: the disk is full; nothing was changed.`, undefined, { cause: error });
  return error;
}

/** PostgreSQL's message in one line, without values of rows. */
export function databaseReason(error: DatabaseError): string {
  const column = /^COPY [^\n]*?, line \d+, column ([^:\n]+)/m.exec(error.where ?? "")?.[1];
  const detail = error.detail !== undefined && harmlessDetails.includes(error.code ?? "") ? oneLine(error.detail) : undefined;
  return [
    oneLine(error.message) + (column === undefined ? "" : ` (column ${column})`),
    ...(detail === undefined ? [] : [detail]),
    ...(error.hint === undefined ? [] : [oneLine(error.hint)]),
  ].join("; ");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}
