import { setTimeout as sleep } from "node:timers/promises";
import { RunProblem } from "../../problem";
import { findPostmaster, isServerOf } from "./postmaster";

const millisecondsToStop = 30_000;

/**
 * Stops the server that runs on a data folder, as `pg_ctl stop` does: open transactions are rolled back.
 *
 * @returns Whether one was running.
 */
export async function stopServer(data: string): Promise<boolean> {
  const found = findPostmaster(data);
  if (!found) return false;
  send(found.pid);
  const deadline = Date.now() + millisecondsToStop;
  // Its file goes before the process does, which has the port until then.
  while (isServerOf(found.pid, data)) {
    if (Date.now() > deadline) throw new RunProblem(`The warehouse's server (process ${found.pid}) does not end: end it yourself.`);
    await sleep(10);
  }
  return true;
}

function send(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return;
    throw new RunProblem(`The warehouse's server (process ${pid}) belongs to another user: stop it as that user.`, undefined, {
      cause: error,
    });
  }
}
