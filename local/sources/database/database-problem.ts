import { RunProblem } from "../../problem";
import type { TableRequest } from "../table-request";

/** Where a failure came from. */
export interface FailedRead {
  readonly request: TableRequest;
  /** `postgresql://host:port/database`. */
  readonly server: string;
}

/** The codes of failures before the database says anything. */
const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "does not answer (connection refused): is it running, and are host and port right?",
  ENOTFOUND: "is not found: is the host's name right?",
  EAI_AGAIN: "is not found: is the host's name right, and is there a network?",
  ETIMEDOUT: "does not answer (time out): is the host right, and does a firewall let this machine through?",
  EHOSTUNREACH: "cannot be reached: is there a network to it?",
  ENETUNREACH: "cannot be reached: is there a network to it?",
  ENOENT: "does not answer: there is no socket in that folder.",
  EACCES: "does not answer: this user may not use the socket in that folder.",
};

/** A failure of the way to a server; undefined for others, such as those of this machine's files. */
export function networkProblem(error: unknown, { server }: FailedRead): RunProblem | undefined {
  // Of a host with several addresses, each has failed.
  const { syscall = "", code = "" } = (error instanceof AggregateError ? error.errors[0] : error) as NodeJS.ErrnoException;
  const reason = ["connect", "getaddrinfo"].includes(syscall) ? networkReasons[code] : undefined;
  return reason === undefined ? undefined : new RunProblem(`${server} ${reason}`, undefined, { cause: error });
}

/** A message of a server on one line, without a full stop. */
export function oneLine(message: string): string {
  return message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}
