import type { Client } from "pg";
import type { StackGraph, Warehouse } from "../../compiler";
import type { LocalOptions } from "../open-stack";
import { RunProblem } from "../problem";
import { lockState } from "../state/lock";
import type { StateFolder } from "../state/state-folder";
import { openConnection } from "../warehouse/connection";
import { administrator } from "../warehouse/embedded/data-folder";
import { ensureServer } from "../warehouse/embedded/embedded-server";
import { loopback } from "../warehouse/embedded/free-port";
import { knownFolder } from "../warehouse/embedded/server-home";
import { groupLogins, loginOf } from "../warehouse/group-logins";
import { openWarehouse } from "../warehouse/open-warehouse";
import { readPasswords } from "../warehouse/password-file";
import { setupProblem } from "../warehouse/setup-problem";

/** A connection to the warehouse as it is; a server of the stack's own is started when it was stopped. */
export async function connectForQuery(
  { warehouse }: StackGraph,
  state: StateFolder,
  { warehouse: server, group }: LocalOptions & { readonly group?: string },
): Promise<Client> {
  if (!warehouse) throw new Error("A query reads the warehouse of a stack that has none.");
  if (server === undefined)
    return connectToEmbedded(warehouse, state, group).catch((error: unknown) => {
      throw setupProblem(error, state);
    });
  const lock = lockState(state);
  try {
    const opened = await openWarehouse({ state, warehouse, server });
    return await (group === undefined ? opened.connect() : opened.connectAs(group));
  } finally {
    lock.release();
  }
}

async function connectToEmbedded(warehouse: Warehouse, state: StateFolder, group: string | undefined): Promise<Client> {
  if (knownFolder(state) === undefined)
    throw new RunProblem("The warehouse has not been made on this machine yet: datastack run makes it.");
  const { port, password } = await ensureServer(state);
  const user = group === undefined ? administrator : loginOf(groupLogins(warehouse), group).role;
  const secret = group === undefined ? password : readPasswords(state.warehouse).get(user);
  if (secret === undefined) throw new RunProblem(`The group ${group} has no login yet: datastack run makes it.`);
  return openConnection({ host: loopback, port, database: warehouse.database, ssl: false, user, password: secret });
}
