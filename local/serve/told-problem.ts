import { stepProblem } from "../pass/step-problem";
import { RunProblem } from "../problem";

/** What people are told of an error that is no bug: a run's problem, or what the file system says of a full disk or a folder that is gone. */
export function toldProblem(error: unknown): string | undefined {
  const problem = stepProblem(error);
  if (problem) return problem.message;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined ? `${message}.` : undefined;
}

/**
 * The error as a run's problem where people are told of it, else itself: a bug.
 *
 * @param what - What could not be done, without a full stop.
 */
export function asRunProblem(error: unknown, what: string): unknown {
  const told = stepProblem(error) ? undefined : toldProblem(error);
  return told === undefined ? error : new RunProblem(`${what}: ${told}`, undefined, { cause: error });
}
