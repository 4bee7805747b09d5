import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import { nearest } from "../diagnostics/did-you-mean";
import { decodeText } from "./decode";
import { openProblem, standardInput } from "./read-spec";
import { SourceFile } from "./source-file";
import type { SpecFiles } from "./spec-files";

const mostBytes = 256 * 1024;

type ReadResult = ReturnType<SpecFiles["read"]>;

/** The files beside a spec: only those below its folder, whatever path or symbolic link leads elsewhere. */
export function folderFiles(specPath: string): SpecFiles {
  const folder = specPath === standardInput ? process.cwd() : dirname(specPath);
  const read = new Map<string, ReadResult>();
  const realPaths = new Map<string, string>();
  return {
    read(path) {
      const known = read.get(path);
      if (known) return known;
      const result = readBelow(folder, path, realPath);
      read.set(path, result);
      return result;
    },
  };

  /** Folders are looked up once: most of the time would go into following the same ones for each file. */
  function realPath(directory: string): string {
    const known = realPaths.get(directory);
    if (known !== undefined) return known;
    const found = realpathSync(directory);
    realPaths.set(directory, found);
    return found;
  }
}

function readBelow(folder: string, path: string, realPath: (directory: string) => string): ReadResult {
  const problem = pathProblem(path);
  if (problem !== undefined) return { problem };
  const normalized = posix.normalize(path);
  try {
    const named = join(folder, normalized);
    const own = lstatSync(named);
    const target = own.isSymbolicLink() ? realpathSync(named) : join(realPath(dirname(named)), basename(named));
    const inside = relative(realPath(folder), target);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
      return { problem: "leads out of the spec's folder through a symbolic link; name a file in the folder" };
    const status = own.isSymbolicLink() ? statSync(target) : own;
    if (status.isDirectory()) return { problem: "is a directory; name a file in it" };
    if (!status.isFile()) return { problem: "is not a regular file" };
    if (status.size > mostBytes) return { problem: `has ${Math.ceil(status.size / 1024)} KiB; a file has at most ${mostBytes / 1024} KiB` };
    const decoded = decodeText(readFileSync(target));
    return "problem" in decoded ? decoded : { file: new SourceFile(normalized, decoded.text) };
  } catch (error) {
    const reason = openProblem(error);
    return { problem: reason === "does not exist" ? missing(folder, normalized) : reason };
  }
}

/** What can be said of a path without looking at the disk. */
function pathProblem(path: string): string | undefined {
  if (/^\s*(select|with)\s/i.test(path)) return "is a statement and no path; put it into a file, and name that, as in sql/orders.sql";
  if (/[\0-\x1f\x7f]/.test(path)) return "contains control characters";
  if (/^[a-zA-Z][a-zA-Z0-9+.-]+:/.test(path)) return "is a URL; name a file in the spec's folder";
  if (path.includes("\\")) return "contains a backslash; separate folders with /";
  if (isAbsolute(path) || /^([a-zA-Z]:|~)/.test(path)) return "is an absolute path; write it relative to the spec's folder";
  const normalized = posix.normalize(path);
  if (normalized === ".." || normalized.startsWith("../")) return "leads out of the spec's folder; name a file in it";
  return undefined;
}

function missing(folder: string, path: string): string {
  const directory = posix.dirname(path);
  const meant = nearest(posix.basename(path), namesIn(join(folder, directory)));
  if (meant === undefined) return "does not exist";
  const near = posix.join(directory, meant);
  return near === path ? "is a symbolic link to a file that does not exist" : `does not exist; the nearest name is "${near}"`;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
