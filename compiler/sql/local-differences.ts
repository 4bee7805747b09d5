/** A part of a select that DuckDB answers in another way than Athena. */
export interface LocalDifference {
  readonly severity: "error" | "warning";
  /** What is different and what to write instead. */
  readonly message: string;
  /** Offsets into the select; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Finds what DuckDB, with the macros of a local run, would answer in another way than Athena, or not at all. */
export function localDifferences(_select: string): readonly LocalDifference[] {
  return [];
}
