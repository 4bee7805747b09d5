import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunProblem } from "../problem";
import type { StateFolder } from "./state-folder";
import { stateProblem } from "./state-problem";

/** What the files of a state folder mean; another format cannot be read. */
const stateFormat = "datastack.local/v1";

/**
 * Makes the folder of a stack, so that it can be locked.
 *
 * @throws RunProblem - When it cannot be made.
 */
export function makeState(state: StateFolder): void {
  try {
    makeFolder(state.root);
  } catch (error) {
    throw stateProblem(state.root, error);
  }
}

/**
 * Makes the folder of a stack ready for a run, and empties its scratch. Git ignores it by a file of its own.
 *
 * @throws RunProblem - When it cannot be written, or another version of datastack made it.
 */
export function openState(state: StateFolder): void {
  try {
    for (const folder of [state.lake, state.catalog, state.streams, state.warehouse]) mkdirSync(folder, { recursive: true });
    rmSync(state.scratch, { recursive: true, force: true });
    mkdirSync(state.scratch);
    writeFileSync(join(dirname(state.root), ".gitignore"), "*\n");
    checkFormat(join(state.root, "format"));
  } catch (error) {
    throw error instanceof RunProblem ? error : stateProblem(state.root, error);
  }
}

/** Removes all that a stack has on this machine, but for the lock, which the caller holds; its server must not run. */
export function removeState(state: StateFolder): void {
  try {
    for (const name of readdirSync(state.root))
      if (!name.startsWith("lock")) rmSync(join(state.root, name), { recursive: true, force: true });
  } catch (error) {
    throw stateProblem(state.root, error);
  }
}

/** Node's recursive form never returns where an existing parent answers ENOENT, as /proc does. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return;
    if (code !== "ENOENT" || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    makeFolder(path);
  }
}

function checkFormat(path: string): void {
  const found = readIfThere(path)?.trim();
  if (found === undefined || found === "") writeFileSync(path, `${stateFormat}\n`);
  else if (found !== stateFormat)
    throw new RunProblem(`${dirname(path)} holds the state of another version of datastack (${found.slice(0, 40)}): --reset starts over.`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
