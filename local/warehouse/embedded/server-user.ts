import { lchownSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { userInfo } from "node:os";
import { RunProblem } from "../../problem";
import { urlExample } from "../server-url";

/** The user of the operating system that a server runs as, where that is another than who runs datastack. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses root; these are on nearly every system, and none is ever made. */
const standIns = ["postgres", "nobody"];

/** Whether who runs datastack is root, for whom PostgreSQL's programs do not work. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Root's stand-in; undefined when it needs none. */
export function standIn(): ServerUser | undefined {
  if (!isRoot()) return undefined;
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of standIns) {
    const [, , uid, gid] = entries.find(([entry]) => entry === name) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new RunProblem(
    `PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: be another user, or give a server with --warehouse ${urlExample}.`,
  );
}

/** Who can run a server on data that are there; undefined when it is who runs datastack. Data of root, which it copied, become its stand-in's. */
export function ownerOf(data: string): ServerUser | undefined {
  if (!isRoot()) return undefined;
  const { uid, gid } = statSync(data);
  if (uid !== 0) return { uid, gid };
  const user = standIn();
  if (user) giveTo(data, user);
  return user;
}

function giveTo(folder: string, { uid, gid }: ServerUser): void {
  for (const name of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) lchownSync(join(folder, name), uid, gid);
}

/** Refuses a user whom initdb would refuse. */
export function requireUserName(): void {
  try {
    userInfo();
  } catch {
    // The only reason: no entry in the list of users.
    throw new RunProblem(
      `PostgreSQL needs a user with a name, and this system has none for the user id ${process.getuid?.()}: add it to /etc/passwd, or give a server with --warehouse ${urlExample}.`,
    );
  }
}

/** Whether a user may go into a folder, by the permissions of all folders above it. */
export function isReachable(folder: string, { uid, gid }: ServerUser): boolean {
  const { mode, ...owner } = statSync(folder);
  const bit = owner.uid === uid ? 0o100 : owner.gid === gid ? 0o010 : 0o001;
  const above = dirname(resolve(folder));
  return (mode & bit) !== 0 && (above === folder || isReachable(above, { uid, gid }));
}
