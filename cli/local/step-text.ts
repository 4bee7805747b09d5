import type { Colors } from "picocolors/types";
import type { CheckResult, StepName, StepReport } from "../../local";

/** How each end of a step is marked. */
export const marks: Readonly<Record<StepReport["status"], string>> = { done: "✓", failed: "✗", skipped: "–" };

/** `ingestion.orders → lake.raw.orders` */
export function stepText({ node, dataset }: StepName): string {
  return `${node} → ${dataset}`;
}

/** In the colour of how the step ended. */
export function paintStatus(text: string, status: StepReport["status"], { green, red, dim }: Colors): string {
  return { done: green, failed: red, skipped: dim }[status](text);
}

/** Those that found rows, or that could not run. */
export function failedChecks({ checks }: StepReport): readonly CheckResult[] {
  return checks.filter(({ failures, problem }) => failures > 0 || problem !== undefined);
}
