import type { Diagnostics, Problem } from "../diagnostics/diagnostic";
import type { StackSpec } from "../generated/spec";
import validate from "../generated/validator";
import type { SpecDocument } from "../parse/spec-document";
import { explainShapeErrors, inOrder } from "./explain-shape-errors";
import { findVersionProblem } from "./language-version";
import { withMeantTags } from "./meant-tags";
import type { LocatedValue } from "./place";

/**
 * Checks the shape of a spec: known keys, required keys, types, allowed values. What relates parts of a spec to each other is for the rules.
 *
 * @returns The document's value, which is a spec when no error has been reported.
 */
export function validateSpec(document: SpecDocument, diagnostics: Diagnostics): StackSpec {
  const otherVersion = findVersionProblem(document);
  for (const problem of otherVersion ? [otherVersion] : findShapeProblems(document)) diagnostics.report(problem);
  return document.value as StackSpec;
}

/** In what a value is no spec. */
export function findShapeProblems(located: LocatedValue): readonly Problem[] {
  if (validate(located.value)) return [];
  const errors = validate.errors ?? [];
  const problems = explainShapeErrors(errors, located);
  const meant = withMeantTags(errors, located.value);
  if (meant === undefined || validate(meant)) return problems;
  const locate = located.locate.bind(located);
  return inOrder([...problems, ...explainShapeErrors(validate.errors ?? [], { value: meant, locate })]);
}
