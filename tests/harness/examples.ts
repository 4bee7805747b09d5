import { checkSpec, folderFiles, readSpec, type SpecInput } from "../../compiler";
import type { Plan } from "../../plan/plan";
import { examplePath } from "./example-paths";

export { exampleNames, examplePath, stackNames } from "./example-paths";

/** A stack as the compiler takes it. */
export function exampleInput(name: string): SpecInput {
  const spec = examplePath(name);
  return { file: readSpec(spec), files: folderFiles(spec) };
}

/** The environment of an example that its committed plan is of: its first. */
export function exampleEnvironment(name: string): string {
  const environment = checkSpec(exampleInput(name)).environments[0];
  if (environment === undefined) throw new Error(`The example ${name} has problems.`);
  return environment;
}

/** A plan without the places in the spec: what must not change when only its layout does. */
export function withoutPlaces(plan: Plan): unknown {
  return { ...plan, resources: plan.resources.map(({ source, ...resource }) => ({ ...resource, pointer: source.pointer })) };
}
