import { RunProblem } from "../../problem";
import { networkProblem, oneLine, type FailedRead } from "./database-problem";

/** What people can do, by PostgreSQL's error codes. */
const advice: Readonly<Record<string, string>> = {
  "28P01": "Write the password into the URL, or set PGPASSWORD",
  "28000": "Write another user into the URL; a server that wants encryption is asked with ?sslmode=require",
  "3D000": "Write another database into the URL",
  "42501": "Grant SELECT on the table and USAGE on its schema to this user, or name another one",
  "53300": "Wait until it has fewer connections",
  "57P03": "Wait until it has started",
};

/** What people can do when the connection itself says what is wrong. */
const connectionAdvice: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/client password must be a string/, "Write the password into the URL, or set PGPASSWORD"],
  [/does not support SSL/, "Leave sslmode out of the URL, or write ?sslmode=disable"],
  [/certificate/i, "?sslmode=require encrypts without a look at the certificate, as the jobs on AWS do"],
  [/timeout expired/, "Are host and port right, and does a firewall let this machine through?"],
  [/Connection terminated|ECONNRESET|EPIPE/, "Run again"],
];

/** What went wrong with a PostgreSQL source, in one line; a bug of our own stays what it is. */
export function postgresProblem(error: unknown, read: FailedRead): unknown {
  if (error instanceof RunProblem || !(error instanceof Error)) return error;
  const network = networkProblem(error, read);
  if (network) return network;
  const { code = "" } = error as { code?: string };
  const what = advice[code] ?? connectionAdvice.find(([pattern]) => pattern.test(error.message))?.[1];
  if (what === undefined && !/^[0-9A-Z]{5}$/.test(code)) return error;
  // Messages about data may hold a value: it stands after the colon or in quotes.
  const message = code.startsWith("22") ? error.message.replace(/[:"].*/s, "") : error.message;
  const reason = `${read.server} ${read.request.table.sourceTable}: ${oneLine(message)}`;
  return new RunProblem(what === undefined ? `${reason} (${code}).` : `${reason}. ${what}${what.endsWith("?") ? "" : "."}`, undefined, {
    cause: error,
  });
}
