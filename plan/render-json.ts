import type { Plan } from "./plan";

/** The plan as JSON text: the same bytes for the same plan. */
export function renderPlanJson(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
