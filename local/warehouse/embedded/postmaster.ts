import { readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** A server process that works on a data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether it has started, and accepts connections. */
  readonly ready: boolean;
}

/** The server process of a data folder, as its `postmaster.pid` says; undefined when that is of a process that is gone, or of another one. */
export function findPostmaster(data: string): Postmaster | undefined {
  // PostgreSQL's miscadmin.h: process, folder, start, port, socket, address, shared memory, status.
  const [pid, , , port, , , , status] = pidLines(data);
  if (pid === undefined || !isServerOf(Number(pid), data)) return undefined;
  return { pid: Number(pid), port: Number(port), ready: status?.trim() === "ready" };
}

/**
 * Lets a server start although `postmaster.pid` names a living process, which is none of this folder's. PostgreSQL ignores a file that names its parent, and
 * goes on to check whether processes of the old server are left, for which it needs the file's other lines.
 */
export function takeOverPidFile(data: string): void {
  const [pid, ...lines] = pidLines(data);
  if (pid !== undefined) writeFileSync(join(data, "postmaster.pid"), [String(process.pid), ...lines].join("\n"));
}

function pidLines(data: string): readonly string[] {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Whether a process is the server of a data folder. */
export function isServerOf(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === "win32") return true;
  if (process.platform === "linux") return worksIn(pid, data);
  return spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(data);
}

/** One that is another user's lives, too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A server's working folder is that of its data, also after that was moved. */
function worksIn(pid: number, data: string): boolean {
  try {
    const [folder, own] = [statSync(`/proc/${pid}/cwd`), statSync(data)];
    return folder.dev === own.dev && folder.ino === own.ino && readlinkSync(`/proc/${pid}/exe`).includes("postgres");
  } catch {
    // It has ended, or belongs to a user whose processes nobody else may look at.
    return false;
  }
}
