/** What the process ends with. */
export const exitCodes = {
  fine: 0,
  /** The spec has problems, or a check that was asked for failed. */
  problems: 1,
  /** Wrong arguments. */
  usage: 2,
  /** A bug in datastack. */
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was called in a wrong way; the message says how to call it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
