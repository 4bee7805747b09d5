import { RunProblem } from "../problem";
import type { StateFolder } from "../state/state-folder";
import { warehouseProblem } from "./copy/warehouse-problem";

/** Why a warehouse could not be opened, when it is no bug: its files cannot be used, or its server went away or refused something. */
export function setupProblem(error: unknown, state: StateFolder): unknown {
  return warehouseProblem("The setup of the warehouse", fileProblem(error, state));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not use it",
  EPERM: "this user may not use it",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function fileProblem(error: unknown, { warehouse }: StateFolder): unknown {
  const { code = "", path = warehouse } = error as NodeJS.ErrnoException;
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new RunProblem(`The warehouse needs ${path}: ${reason}. Another place is chosen with --state <folder>.`, undefined, {
    cause: error,
  });
}
