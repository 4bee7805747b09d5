import { existsSync, lstatSync } from "node:fs";
import { tmpdir } from "node:os";
import { RunProblem } from "../../problem";
import { isReachable, type ServerUser } from "./server-user";

/** A folder that every user of the machine may go into. */
export function sharedParent(user?: ServerUser): string {
  const parents = ["/var/tmp", tmpdir()].filter((folder) => existsSync(folder));
  const found = parents.find((folder) => !user || isReachable(folder, user));
  if (found !== undefined) return found;
  throw new RunProblem(
    `The user that PostgreSQL runs as can go into none of ${parents.join(", ")}: run datastack as another user than root.`,
  );
}

/** Refuses a folder below a shared one that somebody else made first. */
export function requireOwner(folder: string, uid: number | undefined): void {
  const found = lstatSync(folder);
  if (found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0))) return;
  throw new RunProblem(`${folder} belongs to somebody else, or others may write there: remove it, and run again.`);
}
