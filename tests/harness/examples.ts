import { readdirSync } from "node:fs";
import * as path from "node:path";
import { checkSpec, folderFiles, readSpec, type SpecInput } from "../../compiler";
import type { Plan } from "../../plan/plan";

const examples = path.join(__dirname, "..", "..", "specs", "examples");
const fixtures = path.join(__dirname, "..", "fixtures", "stacks");

/** Names of the shipped examples. */
export const exampleNames: readonly string[] = foldersOf(examples);

/** Names of the shipped examples and of the stacks of other shapes that only tests know. */
export const stackNames: readonly string[] = [...exampleNames, ...foldersOf(fixtures)];

function foldersOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Path of a file of a stack; of its spec without a file. */
export function examplePath(name: string, file = `${name}.yaml`): string {
  return path.join(exampleNames.includes(name) ? examples : fixtures, name, file);
}

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
