import type { SourceFile, Span } from "../source/source-file";
import type { SpecPointer } from "../model/graph";

/** A parsed spec: its value, and where each part of it stands in the text. */
export interface SpecDocument {
  readonly file: SourceFile;
  /** The value as plain data; anchored maps are one shared object, so it is never changed in place. */
  readonly value: unknown;
  /** The span of a node's key or value; of the deepest node found when the pointer leads further. */
  locate(pointer: SpecPointer, part?: "key" | "value"): Span;
}
