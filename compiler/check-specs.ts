import { checkSpec, type SpecInput } from "./compile";
import type { Diagnostic } from "./diagnostics/diagnostic";
import { findClashes } from "./several/find-clashes";

/** A spec's problems, and the environments in which it was checked. */
export interface CheckedSpec {
  readonly diagnostics: readonly Diagnostic[];
  readonly environments: readonly string[];
}

/**
 * Checks several specs, each by itself and then against each other: no two are the same stack, and no two things of them get the same physical name.
 * What they have in common is reported in each.
 *
 * One after the other: a thread that has loaded the compiler costs as much as about ten whole stacks, so that only the folders of few would gain.
 */
export function checkSpecs(inputs: readonly SpecInput[]): readonly CheckedSpec[] {
  const checked = inputs.map(checkSpec);
  if (inputs.length < 2) return checked;
  const clashes = findClashes(inputs);
  return checked.map(({ diagnostics, environments }, index) => ({
    diagnostics: [...(clashes[index] ?? []), ...diagnostics],
    environments,
  }));
}
