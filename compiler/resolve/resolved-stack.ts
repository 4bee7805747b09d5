import type { StackSpec } from "../generated/spec";
import type { ResolvedSpec } from "../generated/resolved-spec";
import type { SpecPointer } from "../model/graph";
import type { Span } from "../source/source-file";

/** The spec of one environment: overrides merged, defaults filled in, keys sorted. */
export interface ResolvedStack {
  readonly environment: string;
  readonly spec: ResolvedSpec;
  /** The spec as written, before any override. */
  readonly base: StackSpec;
  /** Where a node of the resolved spec stands: in the environment's overrides when they set it, else in the base. */
  locate(pointer: SpecPointer, part?: "key" | "value"): Span;
  /** Where the base says what an override changed; undefined where nothing was overridden. */
  locateBase(pointer: SpecPointer): Span | undefined;
  /** Whether the environment's overrides say what stands there. */
  isOverridden(pointer: SpecPointer): boolean;
}
