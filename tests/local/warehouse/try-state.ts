import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compileLocal, type StackGraph, type Warehouse } from "../../../compiler";
import { stateFolder, type StateFolder } from "../../../local/state/state-folder";
import { parseServerUrl } from "../../../local/warehouse/server-url";
import { removeWarehouse } from "../../../local/warehouse/stop-warehouse";
import { exampleInput } from "../../harness/examples";

/** A state in a temporary folder that everybody may go into, and what ends all of it. */
export function makeState(mode = 0o755): { readonly state: StateFolder; remove(): Promise<void> } {
  const parent = mkdtempSync(path.join(tmpdir(), "datastack-warehouse-"));
  chmodSync(parent, mode);
  const state = stateFolder(parent, "shop");
  mkdirSync(state.warehouse, { recursive: true });
  return {
    state,
    remove: async () => {
      await removeWarehouse(state);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** The example shop on this machine. */
export function shopGraph(server?: string): StackGraph & { readonly warehouse: Warehouse } {
  const { graph } = compileLocal(exampleInput("shop"), server === undefined ? undefined : parseServerUrl(server));
  if (!graph.warehouse) throw new Error("The shop has a warehouse.");
  return { ...graph, warehouse: graph.warehouse };
}

/** The warehouse without one of its groups. */
export function withoutGroup(warehouse: Warehouse, group: string): Warehouse {
  const { grants } = warehouse;
  const role = grants.groups.find((found) => found.group === group)?.role;
  return {
    ...warehouse,
    grants: {
      ...grants,
      groups: grants.groups.filter((found) => found.group !== group),
      schemaGrants: grants.schemaGrants.filter((grant) => grant.role !== role),
      tableGrants: grants.tableGrants.filter((grant) => grant.role !== role),
    },
  };
}
