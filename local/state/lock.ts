import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RunProblem } from "../problem";
import type { StateFolder } from "./state-folder";
import { stateProblem } from "./state-problem";

/** Held by the one process that may change a stack's state. */
export interface StateLock {
  release(): void;
}

class HeldLock extends RunProblem {}

/** Who holds a lock. A process id alone may belong to somebody else by now: the time of its start tells. */
interface Holder {
  readonly pid: number;
  /** As the operating system counts it; empty where it does not say. */
  readonly started: string;
}

/**
 * Takes the lock of a stack's state. The lock of a process that is gone is taken over.
 *
 * @throws RunProblem - When another run holds it, or the folder cannot be written.
 */
export function lockState(state: StateFolder): StateLock {
  return lockFolder(state.root);
}

/**
 * Takes the lock of a folder as soon as nobody else has it.
 *
 * @throws RunProblem - When somebody else holds it for too long, or the folder cannot be written.
 */
export async function waitForLock(folder: string, milliseconds: number): Promise<StateLock> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (!(error instanceof HeldLock) || Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}

function lockFolder(folder: string): StateLock {
  const path = join(folder, "lock");
  const own = `${path}.${process.pid}`;
  const content = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder);
  try {
    writeFileSync(own, content);
    while (!tryLink(own, path)) takeFromTheDead(path);
  } catch (error) {
    throw error instanceof RunProblem ? error : stateProblem(folder, error);
  } finally {
    rmSync(own, { force: true });
  }
  return {
    release: () => {
      if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead process's lock away; two that try it at once move different files, and one of them finds the other's new lock. */
function takeFromTheDead(path: string): void {
  refuseIfAlive(readHolder(path));
  const moved = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const holder = readHolder(moved);
  if (holder && isAlive(holder)) tryLink(moved, path);
  rmSync(moved, { force: true });
  refuseIfAlive(holder);
}

function refuseIfAlive(holder: Holder | undefined): void {
  if (holder && isAlive(holder))
    throw new HeldLock(`Another run (process ${holder.pid}) works on this stack: wait until it ends, or end it.`);
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    // Gone meanwhile, or cut off by a full disk: nobody holds it.
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startOf(pid) === started;
}

/** Boot and start of a process on Linux (proc(5), "/proc/pid/stat", field 22); empty elsewhere. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19] ?? ""}`;
  } catch {
    return "";
  }
}
