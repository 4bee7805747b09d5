import { SpecError, type Diagnostic, type SourceFile, type SpecInput } from "../compiler";
import { checkSpecs, type CheckedSpec } from "../compiler/check-specs";
import { folderOf, openSpec } from "./spec-argument";

/** A spec as it was named, and what is wrong in it. */
export interface CheckedPath extends CheckedSpec {
  readonly path: string;
}

/** Checks the specs of paths, also against each other; one that cannot be read has that as its problem. */
export function checkPaths(paths: readonly string[]): readonly CheckedPath[] {
  const opened = paths.map((path) => ({ path, ...open(path) }));
  const readable = opened.flatMap(({ input }) => (input ? [input] : []));
  const checked = new Map(checkSpecs(readable).map((result, index) => [readable[index], result]));
  return opened.map(({ path, input, diagnostics }) => ({
    path,
    ...((input && checked.get(input)) ?? { diagnostics, environments: [] }),
  }));
}

function open(path: string): { readonly input?: SpecInput; readonly diagnostics: readonly Diagnostic[] } {
  try {
    return { input: openSpec(path), diagnostics: [] };
  } catch (error) {
    if (error instanceof SpecError) return { diagnostics: error.diagnostics };
    throw error;
  }
}

/** For each file that diagnostics point into, the folder of its spec; a clash of two specs points into both. */
export function folderOfFiles(specs: readonly CheckedPath[]): (file: SourceFile) => string {
  const folders = new Map<SourceFile, string>();
  for (const { path, diagnostics } of specs) for (const { span } of diagnostics) folders.set(span.file, folderOf(path));
  for (const { path, diagnostics } of specs) {
    for (const { span } of diagnostics.flatMap(({ related, suggestions }) => [...related, ...suggestions]))
      if (!folders.has(span.file)) folders.set(span.file, folderOf(path));
  }
  return (file) => folders.get(file) ?? ".";
}
