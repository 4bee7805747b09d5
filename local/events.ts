import type { DatasetId, Span } from "../compiler";
import type { CheckResult } from "./steps/step";

/** A step of a run, as people see it. */
export interface StepName {
  /** `ingestion.orders`, `transforms.daily_revenue`, or `load` for a lake table that is copied into the warehouse. */
  readonly node: string;
  /** What it makes; of a load the lake dataset that it copies. */
  readonly dataset: DatasetId;
}

export type StepStatus = "done" | "failed" | "skipped";

/** How a step ended. */
export interface StepReport extends StepName {
  readonly status: StepStatus;
  readonly rows: number;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly origin?: string;
  readonly notes: readonly string[];
  readonly checks: readonly CheckResult[];
  /** Why it failed, or which step it waited for in vain; a run that was stopped skips the rest without a problem. */
  readonly problem?: StepProblem;
}

export interface StepProblem {
  /** One line. */
  readonly message: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  /** The same place, for who shows the text around it. */
  readonly span?: Span;
}

/** What a run tells while it goes on. */
export type RunEvent =
  /** The steps that follow, in data order. */
  | { readonly kind: "pass-started"; readonly steps: readonly StepName[] }
  | { readonly kind: "step-started"; readonly step: StepName }
  | { readonly kind: "step-progress"; readonly step: StepName; readonly rows?: number; readonly bytes?: number }
  | { readonly kind: "step-ended"; readonly report: StepReport }
  /** The warehouse has started, or was found running. */
  | { readonly kind: "warehouse-ready"; readonly host: string; readonly port: number; readonly milliseconds: number }
  /** Of `--serve`: what begins, is skipped or comes next, with the time. */
  | { readonly kind: "notice"; readonly message: string };
