import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { folderFiles, readSpec, type SpecInput } from "../compiler";
import { UsageError } from "./exit-codes";

/**
 * The spec of a path, or of standard input.
 *
 * @throws SpecError - When it cannot be read.
 */
export function openSpec(path: string): SpecInput {
  return { file: readSpec(path), files: folderFiles(path) };
}

/** The folder of a spec as the user named it, with forward slashes. */
export function folderOf(path: string): string {
  return dirname(path).replaceAll("\\", "/");
}

/** The one spec of the current folder. */
export function onlySpecHere(): string {
  const specs = readdirSync(".", { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => entry.name)
    .filter((name) => /^["']?apiVersion["']?\s*:\s*["']?datastack\//m.test(readFileSync(name, "utf8")))
    .sort();
  const [only, ...others] = specs;
  if (only === undefined)
    throw new UsageError(
      "There is no spec in this folder (a .yaml file with apiVersion: datastack/v1). Name one: datastack validate <spec>",
    );
  if (others.length > 0) throw new UsageError(`There are several specs in this folder. Name one of them: ${specs.join(", ")}`);
  return only;
}
