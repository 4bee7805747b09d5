import type { FoundDifference } from "./found-difference";
import { findCall } from "./local-calls";
import { findCast } from "./local-casts";
import { findSyntax } from "./local-syntax";
import { findTimeZone } from "./local-zones";
import { SqlWords } from "./sql-words";

/** A part of a select that DuckDB answers in another way than Athena. */
export interface LocalDifference {
  readonly severity: "error" | "warning";
  /** What is different and what to write instead. */
  readonly message: string;
  /** Offsets into the select; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds what DuckDB, with the macros of a local run, would answer in another way than Athena, or not at all: an error where it does so always, a warning
 * where it depends on values. What only the types of columns tell is not seen; `docs/local-sql.md` lists it.
 */
export function localDifferences(select: string): readonly LocalDifference[] {
  const words = new SqlWords(select, "athena");
  return words.all.flatMap(({ kind, text }, index) => {
    if (kind === "text" || (kind === "symbol" && !/[+-]/.test(text))) return [];
    const found = findSyntax(words, index) ?? findTimeZone(words, index) ?? findCast(words, index) ?? findCall(words, index);
    return found ? [located(words, found)] : [];
  });
}

function located({ all }: SqlWords, { first, last, severity, message }: FoundDifference): LocalDifference {
  return { severity, message, start: all[first]?.start ?? 0, end: all[last]?.end ?? 0 };
}
