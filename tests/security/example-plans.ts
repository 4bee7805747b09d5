import { checkSpec, compileStack, type StackGraph } from "../../compiler";
import { planStack, type Plan } from "../../plan";
import { exampleInput, stackNames } from "../harness/examples";

/** One environment of a shipped example, or of a stack of another shape that only tests know. */
export interface ExampleEnvironment {
  readonly example: string;
  readonly environment: string;
}

/** All environments of all stacks. */
export const exampleEnvironments: readonly ExampleEnvironment[] = stackNames.flatMap((example) =>
  checkSpec(exampleInput(example)).environments.map((environment) => ({ example, environment })),
);

const plans = new Map<string, Promise<Plan>>();

/** The plan of an example; made once. Callers wait for one before they ask for the next, since the SDK's settings are global. */
export function examplePlan({ example, environment }: ExampleEnvironment): Promise<Plan> {
  const key = `${example} ${environment}`;
  const plan = plans.get(key) ?? planStack(exampleInput(example), environment);
  plans.set(key, plan);
  return plan;
}

export function exampleGraph({ example, environment }: ExampleEnvironment): StackGraph {
  return compileStack(exampleInput(example), environment).graph;
}
