import { checkSpec, type SpecInput } from "../compile";
import { Diagnostics, SpecError, type Diagnostic } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import { parseSpec } from "../parse/parse-spec";
import { isMap, ownValue } from "../schema/language";
import { pointerTo } from "../source/pointer";
import { SourceFile } from "../source/source-file";
import type { Codemod, CodemodInput, FileEdits } from "./codemod";
import { versionCodemods } from "./codemods";
import { applyEdits, editLines, linesOf, type Line, type TextEdit } from "./text-edits";
import { unifiedDiff } from "./unified-diff";

/** A file that a migration rewrites. */
export interface FileChange {
  /** As diagnostics name it: relative to the spec's folder. */
  readonly path: string;
  readonly text: string;
  /** As `diff -u` prints it. */
  readonly diff: string;
}

export interface Migration {
  readonly changes: readonly FileChange[];
  /** What was applied, in this order. */
  readonly codemods: readonly Codemod[];
}

/** The result of a migration would have problems that the spec does not have. */
export class MigrationResultError extends Error {
  override readonly name = "MigrationResultError";

  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super("the result has problems");
  }
}

/**
 * Rewrites a spec for the newest version of the language, and then as the codemods say.
 *
 * @param versions - What leads from one version to the next.
 * @throws SpecError - When the spec cannot be read, or has problems of its own before the first of the codemods.
 * @throws MigrationError - When a codemod cannot be applied.
 * @throws MigrationResultError - When what comes out has problems.
 */
export function migrateSpec(input: SpecInput, codemods: readonly Codemod[], versions: readonly Codemod[] = versionCodemods): Migration {
  const rewriting = new Rewriting(input);
  const applied: Codemod[] = [];
  for (let next = stepFrom(rewriting, versions); next; next = stepFrom(rewriting, versions)) applied.push(rewriting.apply(next));
  refuseProblems(rewriting, applied.length === 0 ? SpecError : MigrationResultError);
  for (const codemod of codemods) applied.push(rewriting.apply(codemod));
  if (codemods.length > 0) refuseProblems(rewriting, MigrationResultError);
  return { changes: rewriting.changes(), codemods: applied };
}

function stepFrom(rewriting: Rewriting, versions: readonly Codemod[]): Codemod | undefined {
  const version = rewriting.apiVersion();
  return versions.find(({ from }) => from === version);
}

function refuseProblems(rewriting: Rewriting, Problems: new (diagnostics: readonly Diagnostic[]) => Error): void {
  const { diagnostics } = checkSpec(rewriting.input);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Problems(diagnostics);
}

/** The texts of a spec and of its files, while codemods rewrite them. */
class Rewriting {
  readonly #before = new Map<string, string>();
  readonly #lines = new Map<string, readonly Line[]>();
  readonly #after = new Map<string, SourceFile>();

  constructor(private readonly original: SpecInput) {}

  get input(): SpecInput {
    const { file, files } = this.original;
    return {
      file: this.#after.get(file.path) ?? file,
      files: {
        read: (path) => {
          const result = files.read(path);
          return "file" in result ? { file: this.#after.get(result.file.path) ?? result.file } : result;
        },
      },
    };
  }

  apiVersion(): unknown {
    const { value } = this.parsed().document;
    return isMap(value) ? ownValue(value, "apiVersion") : undefined;
  }

  apply(codemod: Codemod): Codemod {
    const input = this.parsed();
    const edits = codemod.from === codemod.to ? codemod.edit(input) : withVersion(codemod, input);
    for (const [path, own] of edits) if (own.length > 0) this.edit(path, own);
    return codemod;
  }

  changes(): readonly FileChange[] {
    return [...this.#after.values()].map(({ path, text }) => ({
      path,
      text,
      diff: unifiedDiff(path, this.#before.get(path) ?? "", this.#lines.get(path) ?? []),
    }));
  }

  private edit(path: string, edits: readonly TextEdit[]): void {
    const { file, files } = this.input;
    const found = path === file.path ? { file } : files.read(path);
    if (!("file" in found)) throw new Error(`a codemod edits ${quote(path)}, which cannot be read`);
    const { text } = found.file;
    if (!this.#before.has(path)) this.#before.set(path, text);
    this.#lines.set(path, editLines(this.#lines.get(path) ?? linesOf(text), edits));
    this.#after.set(path, new SourceFile(path, applyEdits(text, edits)));
  }

  private parsed(): CodemodInput {
    const diagnostics = new Diagnostics();
    const { file, files } = this.input;
    const document = parseSpec(file, diagnostics);
    diagnostics.stopOnErrors();
    return { document, files };
  }
}

/** A step to another version also says so. */
function withVersion(codemod: Codemod, input: CodemodInput): FileEdits {
  const { file, start, end } = input.document.locate(pointerTo("apiVersion"));
  const edits = codemod.edit(input);
  return new Map([...edits, [file.path, [...(edits.get(file.path) ?? []), { start, end, replacement: codemod.to }]]]);
}
