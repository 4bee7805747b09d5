import type { Diagnostic, RelatedSpan } from "../diagnostics/diagnostic";
import type { Span } from "../source/source-file";

/** Something that one environment of a spec has in common with another spec, and should not. */
export interface Clash {
  /** Position of the spec among those that are checked. */
  readonly spec: number;
  readonly environment: string;
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  /** The other ends. */
  readonly related: readonly RelatedSpan[];
}

/** More other ends than these help nobody. */
const mostRelated = 5;

/** The clashes of one spec as diagnostics: each once, with the environments that have it unless all do. */
export function mergeClashes(clashes: readonly Clash[], environments: number): readonly Diagnostic[] {
  const merged = new Map<string, Clash[]>();
  for (const clash of clashes) {
    const identity = JSON.stringify([clash.span.start, clash.span.end, clash.message]);
    merged.set(identity, [...(merged.get(identity) ?? []), clash]);
  }
  return [...merged.values()].map((same) => {
    const { path, span, message } = same[0] as Clash;
    const names = [...new Set(same.map(({ environment }) => environment))];
    return {
      code: "name-collision",
      severity: "error",
      message,
      path,
      span,
      related: withoutRepetition(same.flatMap(({ related }) => related)).slice(0, mostRelated),
      suggestions: [],
      ...(names.length === environments ? {} : { environment: names.join(", ") }),
    };
  });
}

function withoutRepetition(related: readonly RelatedSpan[]): readonly RelatedSpan[] {
  return related.filter(
    ({ span }, index) => related.findIndex((other) => other.span.file === span.file && other.span.start === span.start) === index,
  );
}
