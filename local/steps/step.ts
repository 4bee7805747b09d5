import type { LocalStack } from "../local-stack";

/** What a step may use while it runs. */
export interface StepContext {
  readonly stack: LocalStack;
  /** Id of the run: 16 characters of `[a-z0-9]`, later runs sort after earlier ones. */
  readonly run: string;
  /** The day of the run in UTC, `2026-01-31`. */
  readonly loadDate: string;
  /** Tells how far the step is. */
  progress(update: { readonly rows?: number; readonly bytes?: number }): void;
}

/** What a step did. */
export interface StepResult {
  /** Rows that it added or made. */
  readonly rows: number;
  /** Bytes that it wrote, or read where that says more. */
  readonly bytes: number;
  /** Where its rows came from, of an ingestion. */
  readonly origin?: string;
  /** What people should know: `the source is another one than before: all rows are taken anew`. */
  readonly notes?: readonly string[];
  readonly checks?: readonly CheckResult[];
}

export interface CheckResult {
  /** As people know it: `not_null day`. */
  readonly name: string;
  /** Rows that should not be. */
  readonly failures: number;
  /** Up to five of them: column to value as text; null is NULL. */
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  /** The check itself could not run: why. */
  readonly problem?: string;
}

/** Offending rows that are shown. */
export const shownRows = 5;
