export type { Plan, PlannedResource, PlanSource, PlanValue } from "./plan";
export { planStack } from "./plan-stack";
export { renderPlanJson } from "./render-json";
export { renderPlanText } from "./render-text";
