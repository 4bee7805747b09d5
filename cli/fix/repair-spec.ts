import type { Diagnostic, SourceFile, Span, SpecInput, Suggestion } from "../../compiler";
import { editSpec, uneditedSpec, type EditedSpec } from "./edited-spec";
import { editedPlace, errorsMadeBy, identityOf, type EditedPlace } from "./new-errors";
import { safeSuggestion } from "./safe-suggestion";

/** One edit, at its place in the text as it was then. */
export interface Change {
  readonly path: string | undefined;
  readonly span: Span;
  readonly replacement: string;
}

export interface Repair {
  readonly spec: EditedSpec;
  readonly changes: readonly Change[];
}

/** A problem and the suggestion that is to be tried. */
interface Fix {
  readonly problem: Diagnostic;
  readonly suggestion: Suggestion;
}

/** Checks that one spec may cost: most need one for each phase, and each suggestion that is undone needs some. */
const mostChecks = 300;

/** How often what an edit brings to light may be mended before the edit counts as wrong: a key, its value, what that refers to. */
const mostFollowing = 3;

/**
 * Applies the safe suggestions of a spec, in memory: all at once, and by ever smaller parts where that makes new errors, so that the one that does is
 * undone. What a suggestion brings to light in its own place may be mended by further suggestions.
 *
 * @param mayEdit - Whether a file of the spec may be edited.
 */
export function repairSpec(input: SpecInput, mayEdit: (file: SourceFile) => boolean): Repair {
  const refused = new Set<string>();
  let repair: Repair = { spec: uneditedSpec(input), changes: [] };
  let size = Infinity;
  for (let checks = 0; checks < mostChecks; checks += 1) {
    const fixes = selectFixes(repair.spec.diagnostics, mayEdit).filter(({ problem }) => !refused.has(identityOf(problem)));
    if (fixes.length === 0) break;
    const part = fixes.slice(0, size);
    const tried = tryFixes(repair.spec, repair, part, [], mostFollowing);
    if (tried) {
      repair = tried;
      size *= 2;
    } else if (part.length === 1) refused.add(identityOf((part[0] as Fix).problem));
    else size = Math.ceil(part.length / 2);
  }
  return repair;

  /** The spec with the edits; undefined when they make it worse than it was before all of them. */
  function tryFixes(
    before: EditedSpec,
    current: Repair,
    fixes: readonly Fix[],
    places: readonly EditedPlace[],
    following: number,
  ): Repair | undefined {
    const edited = [...places, ...fixes.map(({ problem, suggestion }) => editedPlace(problem, suggestion.replacement))];
    const changes = fixes.map(({ problem: { path, span }, suggestion: { replacement } }) => ({ path, span, replacement }));
    const next: Repair = {
      spec: editSpec(
        current.spec,
        fixes.map(({ suggestion }) => suggestion),
        input.files,
      ),
      changes: [...current.changes, ...changes],
    };
    const made = errorsMadeBy(edited, before.diagnostics, next.spec.diagnostics);
    if (made.length === 0) return next;
    const mending = selectFixes(made, mayEdit);
    return following > 0 && mending.length === made.length ? tryFixes(before, next, mending, edited, following - 1) : undefined;
  }
}

/** The safe suggestions of problems, in the order of the text; none of two that differ about one place. */
function selectFixes(problems: readonly Diagnostic[], mayEdit: (file: SourceFile) => boolean): readonly Fix[] {
  const safe = problems.flatMap((problem): readonly Fix[] => {
    const suggestion = safeSuggestion(problem);
    return suggestion && mayEdit(suggestion.span.file) ? [{ problem, suggestion }] : [];
  });
  return safe.filter((fix, index) =>
    safe.every(
      (other, position) => position === index || !overlap(fix.suggestion, other.suggestion) || (isSame(fix, other) && position > index),
    ),
  );
}

function overlap({ span: one }: Suggestion, { span: other }: Suggestion): boolean {
  return one.file === other.file && one.start < other.end && other.start < one.end;
}

function isSame({ suggestion: one }: Fix, { suggestion: other }: Fix): boolean {
  return one.span.start === other.span.start && one.span.end === other.span.end && one.replacement === other.replacement;
}
