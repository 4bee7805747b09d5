import { stepProblem } from "../pass/step-problem";

/** What people are told of an error that is no bug: a run's problem, or what the file system says of a full disk or a folder that is gone. */
export function toldProblem(error: unknown): string | undefined {
  const problem = stepProblem(error);
  if (problem) return problem.message;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined ? `${message}.` : undefined;
}
