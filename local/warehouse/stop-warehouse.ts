import { existsSync, rmSync } from "node:fs";
import { RunProblem } from "../problem";
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
  const folder = existsSync(state.warehouse) ? folderToRemove(state) : undefined;
  if (folder !== undefined) {
    await stopServer(dataOf(folder));
    if (folder !== state.warehouse) rmSync(folder, { recursive: true, force: true });
  }
  rmSync(state.warehouse, { recursive: true, force: true });
}

/** A damaged record is no reason to keep the rest; where it says that the data are elsewhere, a next server there removes them. */
function folderToRemove(state: StateFolder): string | undefined {
  try {
    return knownFolder(state);
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    return state.warehouse;
  }
}
