import { resolve } from "node:path";
import { compileLocal, type Compilation, type SpecInput } from "../compiler";
import { openLake } from "./lake/open-lake";
import type { LocalStack } from "./local-stack";
import { createSources } from "./sources/create-sources";
import { lockState } from "./state/lock";
import { makeState, openState, removeState } from "./state/open-state";
import { stateFolder, type StateFolder } from "./state/state-folder";
import { openWarehouse } from "./warehouse/open-warehouse";
import { parseServerUrl } from "./warehouse/server-url";
import { removeWarehouse } from "./warehouse/stop-warehouse";
import type { LocalWarehouse } from "./warehouse/warehouse";

/** Where a stack's parts are on this machine. */
export interface LocalOptions {
  /** The folder of the spec: samples lie below it. */
  readonly folder: string;
  /**
   * The folder in which `.datastack/<stack>/` lies.
   *
   * @default the folder of the spec
   */
  readonly stateParent?: string;
  /** Name of a source to the place that its data comes from, instead of its samples. */
  readonly places: ReadonlyMap<string, string>;
  /** `postgresql://…` of a server that runs already; one of the stack's own without it. */
  readonly warehouse?: string;
  /** Whether everything that the stack has on this machine is removed first. */
  readonly reset?: boolean;
}

/** A stack that nobody else works with until it is closed. */
export interface OpenedStack extends LocalStack {
  /** Lets others work with the stack. Its server keeps running. */
  close(): Promise<void>;
}

/**
 * Compiles a spec and opens its stack on this machine.
 *
 * @throws SpecError - When the spec has problems.
 * @throws RunProblem - When another run works on the stack, or its state cannot be used.
 */
export async function openStack(input: SpecInput, options: LocalOptions): Promise<OpenedStack> {
  return openCompiled(compileFor(input, options), options);
}

/** Compiles a spec for this machine. */
export function compileFor(input: SpecInput, { warehouse }: LocalOptions): Compilation {
  return compileLocal(input, warehouse === undefined ? undefined : parseServerUrl(warehouse));
}

/** Opens the stack of a compilation: see `openStack`. */
export async function openCompiled(compilation: Compilation, options: LocalOptions): Promise<OpenedStack> {
  const { folder, places } = options;
  const { graph } = compilation;
  const state = stateFolder(resolve(options.stateParent ?? folder), graph.identity.stack);
  const sources = createSources({ compilation, folder, places, scratch: state.scratch });
  makeState(state);
  const lock = lockState(state);
  let warehouse: Promise<LocalWarehouse> | undefined;
  try {
    if (options.reset === true) await reset(state);
    openState(state);
    warehouse = startWarehouse();
    const lake = await openLake(graph, state);
    return {
      compilation,
      folder,
      state,
      lake,
      sources,
      warehouse: () => warehouse ?? noWarehouse(),
      close: () => close(() => lake.close()),
    };
  } catch (error) {
    await close();
    throw error;
  }

  /** It takes a second, in which lake steps already run. */
  function startWarehouse(): Promise<LocalWarehouse> | undefined {
    if (!graph.warehouse) return undefined;
    const server = options.warehouse === undefined ? {} : { server: options.warehouse };
    const started = openWarehouse({ state, warehouse: graph.warehouse, ...server });
    // Whoever asks for the warehouse gets the failure.
    started.catch(() => undefined);
    return started;
  }

  async function close(closeLake?: () => void): Promise<void> {
    await warehouse?.catch(() => undefined);
    closeLake?.();
    lock.release();
  }
}

async function reset(state: StateFolder): Promise<void> {
  await removeWarehouse(state);
  removeState(state);
}

function noWarehouse(): never {
  throw new Error("A step asked for a warehouse that the stack does not have.");
}
