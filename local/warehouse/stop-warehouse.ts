import { existsSync, rmSync } from "node:fs";
import type { StateFolder } from "../state/state-folder";
import { dataOf, knownFolder } from "./embedded/server-home";
import { stopServer } from "./embedded/stop-server";

/**
 * Stops the server of a stack's own.
 *
 * @returns Whether one was running.
 * @throws RunProblem - When it cannot be stopped.
 */
export async function stopWarehouse(state: StateFolder): Promise<boolean> {
  const folder = existsSync(state.warehouse) ? knownFolder(state) : undefined;
  return folder !== undefined && stopServer(dataOf(folder));
}

/** Stops the server of a stack's own and removes its data, also where they are not in the state folder. */
export async function removeWarehouse(state: StateFolder): Promise<void> {
  const folder = existsSync(state.warehouse) ? knownFolder(state) : undefined;
  if (folder !== undefined) {
    await stopServer(dataOf(folder));
    if (folder !== state.warehouse) rmSync(folder, { recursive: true, force: true });
  }
  rmSync(state.warehouse, { recursive: true, force: true });
}
