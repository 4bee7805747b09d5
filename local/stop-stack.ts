import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { lockState } from "./state/lock";
import { stateFolder } from "./state/state-folder";
import { stopWarehouse } from "./warehouse/stop-warehouse";

/**
 * Stops the server of a stack's own.
 *
 * @param parent - The folder in which `.datastack/<stack>/` lies.
 * @returns Whether one was running.
 * @throws RunProblem - When a run works on the stack.
 */
export async function stopStack(parent: string, stack: string): Promise<boolean> {
  const state = stateFolder(resolve(parent), stack);
  if (!existsSync(state.root)) return false;
  const lock = lockState(state);
  try {
    return await stopWarehouse(state);
  } finally {
    lock.release();
  }
}
