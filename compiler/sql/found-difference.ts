import type { WordRange } from "./sql-words";

/** A difference between DuckDB and Athena, and the words that make it. */
export interface FoundDifference extends WordRange {
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** What is always answered in another way, or not at all. */
export function difference({ first, last }: WordRange, message: string): FoundDifference {
  return { first, last, message, severity: "error" };
}

/** What is answered in another way for some values. */
export function warning(range: WordRange, message: string): FoundDifference {
  return { ...difference(range, message), severity: "warning" };
}
