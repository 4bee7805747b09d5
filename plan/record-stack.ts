import * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../compiler/model/graph";
import { stackPrefix } from "../compiler/model/names";
import { runStack } from "../stacks/run-stack";
import { StackRecorder, type RecordedResource } from "./stack-recorder";

/** The project's name in Pulumi.yaml: a part of every URN. */
const project = "datastack";

export interface Recording {
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs the Pulumi program of a graph without an engine, a provider, credentials or a network, and records what it registers.
 *
 * Runs must not overlap in one process: the SDK's settings are global.
 */
export async function recordStack(graph: StackGraph): Promise<Recording> {
  const stack = stackPrefix(graph.identity);
  const recorder = new StackRecorder(graph.identity, project, stack);
  const restore = quietStackTraces();
  const failures = watchRejections();
  try {
    await pulumi.runtime.setMocks({ newResource: unreachable, call: unreachable }, project, stack, true);
    recorder.attach(pulumi.runtime.getMonitor() as object);
    const outputs = await pulumi.runtime.runInPulumiStack(() => runStack(graph));
    await pulumi.runtime.disconnect();
    failures.throwFirst();
    return { resources: [...recorder.resources.values()], outputs: await resolved(outputs) };
  } finally {
    failures.stop();
    restore();
  }
}

function unreachable(): never {
  throw new Error("The recorder answers every call of the program.");
}

/**
 * Every output captures a stack, which costs two thirds of the time of a plan, and every resource one without a limit, which it sets for that moment: hence
 * a limit that cannot be set. Bugs are reported after the limit is back.
 *
 * Returns what brings it back.
 */
export function quietStackTraces(): () => void {
  const limit = Error.stackTraceLimit;
  Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => undefined, configurable: true });
  return () => {
    Object.defineProperty(Error, "stackTraceLimit", { value: limit, writable: true, enumerable: true, configurable: true });
  };
}

/** A throw inside an `apply` is an unhandled rejection and would not fail the run. */
function watchRejections(): { throwFirst(): void; stop(): void } {
  const rejections: unknown[] = [];
  const listener = (reason: unknown): void => {
    rejections.push(reason);
  };
  process.on("unhandledRejection", listener);
  return {
    throwFirst: () => {
      if (rejections.length > 0) throw rejections[0];
    },
    stop: () => {
      process.off("unhandledRejection", listener);
    },
  };
}

/** The values of outputs, secrets and all: the caller hides them. */
async function resolved(outputs: unknown): Promise<Record<string, unknown>> {
  return (await pulumi.runtime.serializeProperties("outputs", outputs as pulumi.Inputs)) as Record<string, unknown>;
}
