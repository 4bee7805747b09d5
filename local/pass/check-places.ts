import type { Compilation, Span } from "../../compiler";
import type { StepName } from "../events";
import type { CheckResult } from "../steps/step";

/** Where the spec declares a check of a step. */
export function checkPlace({ graph, stack }: Compilation, { dataset }: StepName, { name }: CheckResult): Span | undefined {
  const check = graph.transforms.find((transform) => transform.dataset === dataset)?.checks.find((one) => one.name === name);
  return check && stack.locate(check.pointer);
}
