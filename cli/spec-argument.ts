import { closeSync, lstatSync, openSync, readdirSync, readSync, realpathSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";
import { folderFiles, readSpec, type SpecInput } from "../compiler";
import { nearest } from "../compiler/diagnostics/did-you-mean";
import { quote, visible } from "../compiler/diagnostics/quote";
import { openProblem, standardInput } from "../compiler/source/read-spec";
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
  const specs = eachOnce(
    readdirSync(".", { withFileTypes: true })
      .filter((entry) => isFile(entry, entry.name) && isSpec(entry.name))
      .map((entry) => entry.name),
  ).toSorted();
  const [only, ...others] = specs;
  if (only === undefined)
    throw new UsageError(
      "There is no spec in this folder (a .yaml file with apiVersion: datastack/v1). Name one: datastack validate <spec>",
    );
  if (others.length > 0) throw new UsageError(`There are several specs in this folder. Name one of them: ${specs.join(", ")}`);
  return only;
}

/**
 * The specs that paths lead to, each once: files as they are named, and of a folder all specs below it, sorted.
 *
 * @throws UsageError - When a path leads nowhere, or to a folder without a spec.
 */
export function findSpecs(paths: readonly string[]): readonly string[] {
  return eachOnce(paths.flatMap(specsOf));
}

/** One name of each file: the first that is no link, since the files that a spec names lie beside it. */
function eachOnce(specs: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  for (const spec of specs) {
    const identity = orElse(spec, () => realpathSync(spec));
    const known = found.get(identity);
    if (known === undefined || (isLink(known) && !isLink(spec))) found.set(identity, spec);
  }
  return [...found.values()];
}

function isLink(path: string): boolean {
  return orElse(false, () => lstatSync(path).isSymbolicLink());
}

function specsOf(path: string): readonly string[] {
  if (path === standardInput) return [path];
  // What cannot be looked at is told when it is read.
  const kind = orElse("file", () => kindOf(path));
  if (kind === "nothing")
    throw new UsageError(`${quote(path)} ${isLink(path) ? "is a link to what does not exist." : `does not exist.${didYouMean(path)}`}`);
  if (kind === "file") return [path];
  const specs = eachOnce([...specsBelow(path)]).toSorted();
  if (specs.length === 0)
    throw new UsageError(`There is no spec in the folder ${quote(path)} or below it (a .yaml file with apiVersion: datastack/v1).`);
  return specs;
}

function kindOf(path: string): "nothing" | "folder" | "file" {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? "nothing" : status.isDirectory() ? "folder" : "file";
}

/** Links to folders are not followed: they may lead in a circle, or out of what was named. */
function* specsBelow(folder: string): Iterable<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules") yield* specsBelow(path);
    } else if (isFile(entry, path) && isSpec(path)) yield path;
  }
}

function isFile(entry: Dirent, path: string): boolean {
  return entry.isFile() || (entry.isSymbolicLink() && orElse("nothing", () => kindOf(path)) === "file");
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`The folder ${quote(folder)} ${openProblem(error)}.`);
  }
}

/** Bytes in which a spec says its apiVersion. */
const headLength = 65_536;

/** A file that cannot be read may be one: whoever checks a folder has to know of it. */
function isSpec(path: string): boolean {
  return (
    /\.ya?ml$/.test(path) &&
    orElse(true, () => /^\{?\s*["']?apiVersion["']?\s*:\s*["']?datastack\//m.test(readHead(path).replace(/^\ufeff/, "")))
  );
}

function readHead(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const head = Buffer.alloc(headLength);
    return head.toString("utf8", 0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}

function didYouMean(path: string): string {
  const folder = dirname(path);
  const meant = nearest(
    basename(path),
    orElse([], () => readdirSync(folder)),
  );
  return meant === undefined ? "" : ` Did you mean ${visible(join(folder, meant))}?`;
}

function orElse<Value>(otherwise: Value, run: () => Value): Value {
  try {
    return run();
  } catch {
    return otherwise;
  }
}
