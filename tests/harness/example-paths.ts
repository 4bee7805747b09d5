import { readdirSync } from "node:fs";
import * as path from "node:path";

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
