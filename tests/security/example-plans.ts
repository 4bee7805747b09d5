import * as path from "node:path";
import { checkSpec, compileStack, folderFiles, readSpec, type SpecInput, type StackGraph } from "../../compiler";
import { planStack, type Plan } from "../../plan";
import { exampleInput, exampleNames } from "../harness/examples";

/** One environment of a shipped example, or of the spec with every kind of part that the examples do not have. */
export interface ExampleEnvironment {
  readonly example: string;
  readonly environment: string;
}

const everyKind = "every-kind";

/** All environments of all shipped examples, and of that spec. */
export const exampleEnvironments: readonly ExampleEnvironment[] = [...exampleNames, everyKind].flatMap((example) =>
  checkSpec(inputOf(example)).environments.map((environment) => ({ example, environment })),
);

function inputOf(example: string): SpecInput {
  if (example !== everyKind) return exampleInput(example);
  const spec = path.join(__dirname, everyKind, `${everyKind}.yaml`);
  return { file: readSpec(spec), files: folderFiles(spec) };
}

const plans = new Map<string, Promise<Plan>>();

/** The plan of an example; made once. Callers wait for one before they ask for the next, since the SDK's settings are global. */
export function examplePlan({ example, environment }: ExampleEnvironment): Promise<Plan> {
  const key = `${example} ${environment}`;
  const plan = plans.get(key) ?? planStack(inputOf(example), environment);
  plans.set(key, plan);
  return plan;
}

export function exampleGraph({ example, environment }: ExampleEnvironment): StackGraph {
  return compileStack(inputOf(example), environment).graph;
}
