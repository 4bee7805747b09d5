import { RunProblem } from "../../problem";
import { networkProblem, oneLine, type FailedRead } from "./database-problem";

/** What people can do, by MySQL's error codes. */
const advice: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: "Write user and password into the URL: mysql://user:password@host:port/database",
  ER_DBACCESS_DENIED_ERROR: "Grant SELECT on the database to this user, or name another one",
  ER_TABLEACCESS_DENIED_ERROR: "Grant SELECT on the table to this user, or name another one",
  ER_COLUMNACCESS_DENIED_ERROR: "Grant SELECT on the table to this user, or name another one",
  ER_BAD_DB_ERROR: "Write another database into the URL",
  ER_CON_COUNT_ERROR: "Wait until it has fewer connections",
  ER_SECURE_TRANSPORT_REQUIRED: "Write ?ssl-mode=REQUIRED into the URL",
  HANDSHAKE_NO_SSL_SUPPORT: "Leave ssl-mode out of the URL",
  HANDSHAKE_SSL_ERROR: "?ssl-mode=REQUIRED encrypts without a look at the certificate, as the jobs on AWS do",
  PROTOCOL_CONNECTION_LOST: "Run again",
  ECONNRESET: "Run again",
  EPIPE: "Run again",
};

/** What went wrong with a MySQL source, in one line; a bug of our own stays what it is. */
export function mysqlProblem(error: unknown, read: FailedRead): unknown {
  if (error instanceof RunProblem || !(error instanceof Error)) return error;
  const network = networkProblem(error, read);
  if (network) return network;
  const { code = "" } = error as { code?: string };
  const what = advice[code];
  if (what === undefined && !/^ER_/.test(code)) return error;
  const reason = `${read.server} ${read.request.table.sourceTable}: ${oneLine(error.message)}`;
  return new RunProblem(what === undefined ? `${reason} (${code}).` : `${reason}. ${what}.`, undefined, { cause: error });
}
