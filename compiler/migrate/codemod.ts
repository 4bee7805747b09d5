import type { SpecDocument } from "../parse/spec-document";
import type { SpecFiles } from "../source/spec-files";
import type { TextEdit } from "./text-edits";

/** A spec that a codemod rewrites, and the way to the files that it names. */
export interface CodemodInput {
  readonly document: SpecDocument;
  readonly files: SpecFiles;
}

/** Edits by path of the file; those of the spec itself under its own path. */
export type FileEdits = ReadonlyMap<string, readonly TextEdit[]>;

/** Rewrites specs of one version of the language, in the author's own text: what it does not name keeps its comments and its layout. */
export interface Codemod {
  readonly name: string;
  /** The `apiVersion` that it reads, as `datastack/v1`. */
  readonly from: string;
  /** The `apiVersion` of what it leaves; the same for a change within a version. */
  readonly to: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** @throws MigrationError - When it cannot be done. */
  edit(input: CodemodInput): FileEdits;
}

/** What was asked for cannot be done with this spec; the message says why, and what to write instead. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}
