import type { Warehouse } from "../../compiler";
import type { StateFolder } from "../state/state-folder";
import { openEmbedded } from "./embedded/open-embedded";
import { openExistingServer } from "./existing-server";
import { setupProblem } from "./setup-problem";
import type { LocalWarehouse } from "./warehouse";

export interface WarehouseOptions {
  readonly state: StateFolder;
  /** Of the graph of `compileLocal`. */
  readonly warehouse: Warehouse;
  /** URL of a database on a server that runs already; a server of the stack's own without it. */
  readonly server?: string;
}

/**
 * Opens the warehouse of a stack with schemas, roles, privileges and logins as the spec says. A server of the stack's own keeps running when the run ends,
 * and the next run finds it. Only one process may do this for a state at a time.
 *
 * @throws RunProblem - When there is no server to be had, or it cannot be set up.
 */
export async function openWarehouse({ state, warehouse, server }: WarehouseOptions): Promise<LocalWarehouse> {
  try {
    return server === undefined ? await openEmbedded(state, warehouse) : await openExistingServer(state, warehouse, server);
  } catch (error) {
    throw setupProblem(error, state);
  }
}
