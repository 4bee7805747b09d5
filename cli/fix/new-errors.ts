import type { Diagnostic, DiagnosticCode } from "../../compiler";

/**
 * The codes of the phases that stop the later ones, in their order; the rules are last. An error of a later phase was there before, unseen; one of the
 * same or of an earlier phase comes from the edit.
 */
const phases: readonly (readonly DiagnosticCode[])[] = [
  ["invalid-yaml"],
  ["unknown-key", "missing-key", "wrong-type", "invalid-value", "invalid-name"],
  ["unknown-override"],
  [
    "dropped-store",
    "unreadable-file",
    "unknown-reference",
    "wrong-reference",
    "duplicate-dataset",
    "reference-cycle",
    "unreachable-dataset",
    "unsupported-target",
    "missing-schedule",
    "invalid-schedule",
    "invalid-template",
    "invalid-statement",
  ],
];

/** The errors that edits have made: new ones that are no matter of a later phase, or that stand where something was edited. */
export function errorsMadeBy(
  edited: readonly EditedPlace[],
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): readonly Diagnostic[] {
  const known = new Map<string, number>();
  for (const problem of before) known.set(identityOf(problem), (known.get(identityOf(problem)) ?? 0) + 1);
  const lastPhase = Math.max(...edited.map(({ code }) => phaseOf(code)));
  return after.filter((problem) => {
    if (problem.severity !== "error") return false;
    const left = known.get(identityOf(problem)) ?? 0;
    known.set(identityOf(problem), left - 1);
    if (left > 0) return false;
    return phaseOf(problem.code) <= lastPhase || edited.some(({ path }) => isBelow(problem.path ?? "", path));
  });
}

/** A node of the spec that was edited. */
export interface EditedPlace {
  /** Of the problem that was there. */
  readonly code: DiagnosticCode;
  /** As it is now. */
  readonly path: string;
}

/** Where a problem stood, after its suggestion; a key has got another name. */
export function editedPlace({ code, path = "" }: Diagnostic, replacement: string): EditedPlace {
  if (code !== "unknown-key" && code !== "unknown-override") return { code, path };
  const parent = path.replace(/(^|\.)[^.[\]]+$|\["(?:[^"\\]|\\.)*"\]$/, "");
  const key = replacement.replace(/^(["'])(.*)\1$/, "$2");
  return { code, path: parent === "" ? key : `${parent}.${key}` };
}

/** What stays of a problem while text around it is edited: offsets move, and messages name what is near. */
export function identityOf({ code, path, span }: Diagnostic): string {
  return JSON.stringify([code, path, span.file.path, span.file.text.slice(span.start, span.end)]);
}

function phaseOf(code: DiagnosticCode): number {
  const index = phases.findIndex((codes) => codes.includes(code));
  return index === -1 ? phases.length : index;
}

function isBelow(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}
