import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { RunProblem } from "../../problem";
import { waitForLock } from "../../state/lock";
import type { StateFolder } from "../../state/state-folder";
import { connect } from "../connection";
import { newPassword } from "../login-password";
import { passwordFile, readPasswords, writePasswords } from "../password-file";
import { readRecord, updateRecord } from "../setup-record";
import { administrator, makeData, removeHalfMade } from "./data-folder";
import { loopback } from "./free-port";
import { findPostmaster } from "./postmaster";
import { dataOf, knownFolder, logOf, newHome } from "./server-home";
import { startServer } from "./start-server";
import { stopServer } from "./stop-server";

/** A stack's own server that accepts connections. */
export interface RunningServer {
  readonly port: number;
  /** Of the administrator. */
  readonly password: string;
}

/** How long one waits for a server that was found in the middle of its start or its end. */
const millisecondsForOthers = 60_000;

/** Finds the running server of a stack, or starts it, with new data when it has none. */
export async function ensureServer(state: StateFolder): Promise<RunningServer> {
  const folder = knownFolder(state) ?? (await makeHome(state));
  removeHalfMade(folder);
  const password = readPasswords(state.warehouse).get(administrator);
  if (password === undefined)
    throw new RunProblem(`${passwordFile(state.warehouse)} is gone, and with it the warehouse's passwords: --reset starts over.`);
  const data = dataOf(folder);
  return { port: (await adoptServer(data, password)) ?? (await startAlone(state, data, password)), password };
}

/** A run and queries may find the server stopped at once: one of them starts it. */
async function startAlone(state: StateFolder, data: string, password: string): Promise<number> {
  const lock = await waitForLock(state.warehouse, millisecondsForOthers);
  try {
    const port = (await adoptServer(data, password)) ?? (await startServer({ data, log: logOf(state), ...lastPort(state) }));
    updateRecord(state.warehouse, { port });
    return port;
  } finally {
    lock.release();
  }
}

async function makeHome(state: StateFolder): Promise<string> {
  const home = newHome(state);
  removeHalfMade(home.folder);
  await removeForgotten(home.folder);
  const passwords = readPasswords(state.warehouse);
  const password = passwords.get(administrator) ?? newPassword();
  // Before the data, which nobody could open without it.
  writePasswords(state.warehouse, { host: loopback }, new Map([...passwords, [administrator, password]]));
  await makeData(home, password);
  return home.folder;
}

/** Data outside of the state that belong to a state of the same path that was removed: nobody has their password. */
async function removeForgotten(folder: string): Promise<void> {
  const data = dataOf(folder);
  if (!existsSync(data)) return;
  await stopServer(data);
  rmSync(data, { recursive: true, force: true });
}

function lastPort(state: StateFolder): { readonly port?: number } {
  const { port } = readRecord(state.warehouse);
  return port === undefined ? {} : { port };
}

/** The port of the server that runs on the data; undefined when none does. */
async function adoptServer(data: string, password: string): Promise<number | undefined> {
  const deadline = Date.now() + millisecondsForOthers;
  for (;;) {
    const found = findPostmaster(data);
    if (!found) return undefined;
    if (found.ready && (await answers(found.port, password))) return found.port;
    // There the process may be any that got the number of one that is gone; PostgreSQL itself finds out.
    if (found.ready && process.platform === "win32") return undefined;
    if (Date.now() > deadline)
      throw new RunProblem(`The warehouse's server (process ${found.pid}) neither answers nor ends: end it, and run again.`);
    await sleep(10);
  }
}

/** Whether connections get an answer, if only a refusal: not from a server that is being killed, ends or recovers. */
async function answers(port: number, password: string): Promise<boolean> {
  try {
    const client = await connect({ host: loopback, port, user: administrator, password, database: "postgres", ssl: false });
    await client.end();
    return true;
  } catch (error) {
    const { code = "" } = error as { readonly code?: string };
    // PostgreSQL documentation, "Error Codes": class 28 is a refused login, 53300 too many connections.
    return code.startsWith("28") || code === "53300";
  }
}
