import { RunProblem } from "../problem";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a file stands where a folder must be",
  ENOENT: "no folder can be made there",
  EEXIST: "a file stands where a folder must be",
};

/** Why a state folder cannot be used, and what to do instead. */
export function stateProblem(root: string, error: unknown): RunProblem {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = reasons[code] ?? message;
  return new RunProblem(`The state folder ${root} cannot be used: ${reason}. Another place is chosen with --state <folder>.`, undefined, {
    cause: error,
  });
}
