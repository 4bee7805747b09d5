import type { SourceFile } from "./source-file";

/** Reads the files that a spec names. Paths are relative to the spec's folder; the compiler knows no other way to a file. */
export interface SpecFiles {
  /** The file, or why it cannot be used, in words that end a sentence: `is a directory`, `leads out of the spec's folder`. */
  read(path: string): { readonly file: SourceFile } | { readonly problem: string };
}
