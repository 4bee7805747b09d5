import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { SourceFile } from "../../compiler";
import { decodeText } from "../../compiler/source/decode";
import { openProblem } from "../../compiler/source/read-spec";

/** Why a file of a spec is not to be replaced, in words that end a sentence; undefined when nothing speaks against it. */
export function writeProblem(folder: string, file: SourceFile): string | undefined {
  try {
    const target = realpathSync(join(folder, file.path));
    const inside = relative(realpathSync(folder), target);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return "lies outside of the spec's folder";
    // A rename would replace also what may only be read.
    accessSync(target, constants.W_OK);
    const decoded = decodeText(readFileSync(target));
    return "text" in decoded && decoded.text === file.text ? undefined : "has changed meanwhile";
  } catch (error) {
    return openProblem(error).replace("cannot be read", "cannot be written");
  }
}
