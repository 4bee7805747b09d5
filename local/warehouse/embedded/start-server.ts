import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RunProblem } from "../../problem";
import { freePort, loopback } from "./free-port";
import { findPostmaster, takeOverPidFile } from "./postmaster";
import { findPrograms } from "./programs";
import { programEnvironment, programProblem } from "./run-program";
import { lastReason, readLog } from "./server-log";
import { ownerOf } from "./server-user";

export interface ServerToStart {
  readonly data: string;
  readonly log: string;
  /** The port of last time, so that what people wrote down still works. */
  readonly port?: number;
}

/**
 * A laptop's warehouse can be made again, so nothing waits for the disk. Commits reach the operating system, though: what was committed is there after the
 * server was killed.
 */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: loopback,
  unix_socket_directories: "",
  fsync: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  shared_buffers: "128MB",
  max_connections: "50",
  log_checkpoints: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** How long processes of a server that was killed may take to end, and how long a recovery may. */
const millisecondsForOldProcesses = 30_000;
const millisecondsForRecovery = 600_000;
const attemptsForPort = 5;

/**
 * Starts a server that goes on when who started it ends.
 *
 * @returns Its port.
 * @throws RunProblem - When it does not start.
 */
export async function startServer({ data, log, port }: ServerToStart): Promise<number> {
  const deadline = Date.now() + millisecondsForOldProcesses;
  for (let attempt = 1; ;) {
    const chosen = await freePort(attempt === 1 ? port : undefined);
    if (await launch(data, log, chosen)) return chosen;
    const said = readLog(log);
    if (/pre-existing shared memory block/.test(said) && Date.now() < deadline) await sleep(200);
    else if (!/could not bind/.test(said) || attempt++ === attemptsForPort) throw startProblem(said, log);
  }
}

/** Whether the server started; its log says why not. */
async function launch(data: string, log: string, port: number): Promise<boolean> {
  takeOverPidFile(data);
  const child = spawnServer(data, log, port);
  const deadline = Date.now() + millisecondsForRecovery;
  const ended = new Promise<"ended">((resolve, reject) => {
    child.once("exit", () => resolve("ended"));
    child.once("error", (error) => reject(programProblem(error, child.spawnfile)));
  });
  for (;;) {
    if ((await Promise.race([ended, sleep(5, "waited" as const)])) === "ended") return false;
    const found = findPostmaster(data);
    if (found?.pid === child.pid && found?.ready) break;
    if (Date.now() > deadline) throw new RunProblem(`The warehouse's server takes too long to start; ${log} says what it does.`);
  }
  child.removeAllListeners();
  child.unref();
  return true;
}

function spawnServer(data: string, log: string, port: number): ChildProcess {
  const user = ownerOf(data);
  const program = join(findPrograms(user), "postgres");
  const options = Object.entries({ ...settings, port }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = openSync(log, "w", 0o600);
  try {
    return spawn(program, ["-D", data, ...options], {
      ...user,
      cwd: dirname(data),
      detached: true,
      env: programEnvironment(),
      stdio: ["ignore", output, output],
    });
  } finally {
    closeSync(output);
  }
}

function startProblem(said: string, log: string): RunProblem {
  return new RunProblem(`The warehouse's server does not start: ${lastReason(said)}. All that it said is in ${log}; --reset starts over.`);
}
