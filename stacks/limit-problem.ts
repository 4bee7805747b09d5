import type { SpecPointer } from "../compiler/model/graph";

/** Something that a service would refuse, though the spec is right: a policy or a definition over its limit. */
export interface LimitProblem {
  /** The node of the spec that it comes from. */
  readonly pointer: SpecPointer;
  /** What is too large, and what to do about it. */
  readonly message: string;
}

/** What a builder says when it cannot keep within a limit. */
export function messageOf(build: () => unknown): readonly string[] {
  try {
    build();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
