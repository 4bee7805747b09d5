import { join, resolve } from "node:path";
import { checkSpec, SpecError, type SourceFile, type SpecInput } from "../../compiler";
import { visible } from "../../compiler/diagnostics/quote";
import { shownPath } from "../../compiler/diagnostics/text";
import { replaceFiles } from "../replace-files";
import { folderOf, openSpec } from "../spec-argument";
import { repairSpec, type Change } from "./repair-spec";
import { writeProblem } from "./write-problem";

interface OpenedSpec {
  /** The spec's folder as the user named it. */
  readonly folder: string;
  readonly input: SpecInput;
}

/**
 * Applies the safe suggestions of specs to their files. A file that several of the specs read stays as it is, since what mends one could break another.
 *
 * @returns What was changed and what could not be, a line each.
 */
export function fixSpecs(paths: readonly string[]): string {
  const opened = paths.flatMap(openReadable);
  const shared = opened.length > 1 ? filesOfSeveral(opened) : new Set<string>();
  return opened
    .flatMap((spec) => fixSpec(spec, shared))
    .map((line) => `${line}\n`)
    .join("");
}

/** What cannot be read is told when it is checked. */
function openReadable(path: string): readonly OpenedSpec[] {
  try {
    return [{ folder: folderOf(path), input: openSpec(path) }];
  } catch (error) {
    if (error instanceof SpecError) return [];
    throw error;
  }
}

function fixSpec({ folder, input }: OpenedSpec, shared: ReadonlySet<string>): readonly string[] {
  const { spec, changes } = repairSpec(input, (file) => !shared.has(resolve(folder, file.path)));
  const pairs = [...spec.edited].map(([path, after]) => ({ before: unedited(input, path), after }));
  if (spec.file !== input.file) pairs.push({ before: input.file, after: spec.file });

  const problems = pairs.flatMap(({ before }) => {
    const problem = writeProblem(folder, before);
    return problem === undefined ? [] : [`${visible(shownPath(before, folder))} ${problem}: nothing was corrected.`];
  });
  if (problems.length > 0) return problems;
  replaceFiles(pairs.map(({ after }) => ({ path: join(folder, after.path), text: after.text })));
  return changes.map((change) => changeLine(change, folder));
}

/** A file of a spec as it is on the disk; what was edited could be read. */
function unedited({ files }: SpecInput, path: string): SourceFile {
  return (files.read(path) as { readonly file: SourceFile }).file;
}

function changeLine({ path, span, replacement }: Change, folder: string): string {
  const { line, column } = span.file.position(span.start);
  const place = `${visible(shownPath(span.file, folder))}:${line}:${column}`;
  const written = visible(span.file.text.slice(span.start, span.end));
  return [place, "fixed", ...(path ? [visible(path)] : []), `${written} → ${visible(replacement)}`].join("  ");
}

/** The files that more than one of the specs read, by whole path. */
function filesOfSeveral(specs: readonly OpenedSpec[]): ReadonlySet<string> {
  const readers = new Map<string, number>();
  for (const { folder, input } of specs) {
    for (const file of new Set(filesOf(input))) readers.set(resolve(folder, file), (readers.get(resolve(folder, file)) ?? 0) + 1);
  }
  return new Set([...readers].filter(([, count]) => count > 1).map(([file]) => file));
}

/** The files that a spec reads, by their paths from its folder. */
function filesOf({ file, files }: SpecInput): readonly string[] {
  const paths: string[] = [];
  checkSpec({
    file,
    files: {
      read: (path) => {
        const read = files.read(path);
        if ("file" in read) paths.push(read.file.path);
        return read;
      },
    },
  });
  return paths;
}
