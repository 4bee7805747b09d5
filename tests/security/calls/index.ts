import type { StackGraph } from "../../../compiler";
import { StackCalls, type RoleCalls } from "./call";
import { groupCalls } from "./group-calls";
import { jobCalls } from "./job-calls";
import { networkRoleCalls, runCalls } from "./run-calls";
import { streamCalls } from "./stream-calls";

export { callKey, isPartOf, type Call, type RoleCalls } from "./call";

/** What every role of a stack does at run time: from what the stack means, and not from its policies. */
export function roleCalls(graph: StackGraph): readonly RoleCalls[] {
  const stack = new StackCalls(graph);
  return [groupCalls, jobCalls, streamCalls, runCalls, networkRoleCalls].flatMap((calls) => calls(stack));
}
