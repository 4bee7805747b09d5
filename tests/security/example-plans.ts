import { checkSpec } from "../../compiler";
import { planStack, type Plan } from "../../plan";
import { exampleInput, exampleNames } from "../harness/examples";

/** A shipped example in one of its environments. */
export interface ExamplePlan {
  readonly name: string;
  readonly plan: Plan;
}

/** The plans of all shipped examples in all their environments; one after another, since the SDK's settings are global. */
export async function examplePlans(): Promise<readonly ExamplePlan[]> {
  const plans: ExamplePlan[] = [];
  for (const example of exampleNames) {
    const input = exampleInput(example);
    for (const environment of checkSpec(input).environments) {
      plans.push({ name: `${example} ${environment}`, plan: await planStack(input, environment) });
    }
  }
  return plans;
}
