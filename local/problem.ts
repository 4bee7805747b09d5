import type { Span } from "../compiler";

/**
 * Something outside of datastack that went wrong in a local run: a server that is down, a row that does not fit, a full disk. The message is one line
 * in the user's terms that says what to do; it never holds a password or the rows of a table.
 */
export class RunProblem extends Error {
  override readonly name = "RunProblem";

  constructor(
    message: string,
    /** Where in the spec or in a file that it names. */
    readonly place?: Span,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
