import type { Compilation } from "../compiler";
import type { LocalLake } from "./lake/lake";
import type { StateFolder } from "./state/state-folder";
import type { LocalWarehouse } from "./warehouse/warehouse";
import type { Sources } from "./sources/sources";

/** One stack on this machine: what every step of a run works with. */
export interface LocalStack {
  readonly compilation: Compilation;
  /** The folder of the spec: samples lie below it. */
  readonly folder: string;
  readonly state: StateFolder;
  readonly lake: LocalLake;
  readonly sources: Sources;
  /** The warehouse, once it has started, with schemas, roles and grants in place. Steps that need it wait for it; the others do not. */
  warehouse(): Promise<LocalWarehouse>;
}
