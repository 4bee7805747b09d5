import type { DiagnosticCode } from "../diagnostics/codes";
import type { Diagnostics, RelatedSpan } from "../diagnostics/diagnostic";
import { nearest } from "../diagnostics/did-you-mean";
import { suggest } from "../diagnostics/suggest";
import type { ResolvedSpec } from "../generated/resolved-spec";
import type { SpecPointer } from "../model/graph";
import type { ResolvedStack } from "../resolve/resolved-stack";
import { dottedPath, pointerSegments } from "../source/pointer";
import type { Span } from "../source/source-file";

/** What may have been meant instead of a word, and what then to write. */
export interface Alternatives {
  readonly word: string;
  readonly candidates: Iterable<string>;
  /** What stands instead of the whole span; the candidate itself unless said. */
  replacement?(candidate: string): string;
  /** Where a candidate is declared, which is shown in the place of what else is related. */
  declaration?(candidate: string): RelatedSpan;
}

/** A problem of a node of the spec, or of a file that it names. */
export interface LinkProblem {
  readonly code: DiagnosticCode;
  /** The node that has the problem. */
  readonly pointer: SpecPointer;
  /** A sentence, without the suggestion. */
  readonly message: string;
  readonly severity?: "error" | "warning";
  /** Where, when it is not the value of the node. */
  readonly span?: Span;
  readonly related?: readonly RelatedSpan[];
  readonly alternatives?: Alternatives;
  /** What the node is in conflict with: when an override says it, and not the node, the problem stands there. */
  readonly cause?: SpecPointer;
}

interface Blame {
  readonly isOverridden: boolean;
  readonly start: number;
}

/** Looking for near names costs time for each problem: a spec with more of them is broken in another way than by typing errors. */
const mostSuggestions = 100;

/** What every part of linking needs: the spec and a way to report. */
export class LinkContext {
  readonly spec: ResolvedSpec;
  #suggestions = 0;

  constructor(
    readonly stack: ResolvedStack,
    readonly diagnostics: Diagnostics,
  ) {
    this.spec = stack.spec;
  }

  report({ cause, ...problem }: LinkProblem): void {
    if (cause === undefined || !this.stack.isOverridden(cause) || this.stack.isOverridden(problem.pointer)) return this.reportNode(problem);
    const place = problem.span ?? this.stack.locate(problem.pointer);
    this.reportNode({
      ...problem,
      pointer: cause,
      span: this.keySpan(cause),
      related: [{ span: place, message: "beside what the base says" }],
    });
  }

  private reportNode({ code, pointer, message, severity, span, related = [], alternatives }: Omit<LinkProblem, "cause">): void {
    const place = span ?? this.stack.locate(pointer);
    const meant = alternatives && this.#suggestions++ < mostSuggestions ? nearest(alternatives.word, alternatives.candidates) : undefined;
    const replacement = meant === undefined ? undefined : (alternatives?.replacement?.(meant) ?? meant);
    const declaration = meant === undefined ? undefined : alternatives?.declaration?.(meant);
    const others = declaration ? [declaration] : related;
    this.diagnostics.report({
      code,
      message: meant === undefined ? message : `${message} Did you mean "${meant}"?`,
      span: place,
      path: dottedPath(pointer),
      ...(severity ? { severity } : {}),
      related: [...others, ...this.baseOf(pointer, place, others)],
      ...(replacement === undefined ? {} : { suggestions: [suggest(replacement, place)] }),
    });
  }

  /** Where a text stands inside the value of a node: without its quotes, when it is written as it is. */
  textSpan(pointer: SpecPointer, text: string): Span {
    return narrowSpan(this.stack.locate(pointer), text);
  }

  keySpan(pointer: SpecPointer): Span {
    return this.stack.locate(pointer, "key");
  }

  /** Whether the spec says it, so that it is no default. */
  isWritten(pointer: SpecPointer): boolean {
    const { file, start, end } = this.keySpan(pointer);
    return file.text.slice(start, end).replaceAll(/["']/g, "") === pointerSegments(pointer).at(-1);
  }

  /** Of two nodes in conflict the one that is to blame: what an override says, else what was written later; and the other one. */
  blamedFirst<Node extends { readonly pointer: SpecPointer }>(one: Node, other: Node): readonly [Node, Node] {
    const [first, second] = [one, other].map(({ pointer }) => ({
      isOverridden: this.stack.isOverridden(pointer),
      start: this.keySpan(pointer).start,
    })) as [Blame, Blame];
    const isFirst = first.isOverridden === second.isOverridden ? first.start >= second.start : first.isOverridden;
    return isFirst ? [one, other] : [other, one];
  }

  /** What the base says in the place of an override that has a problem, unless the problem shows it already. */
  private baseOf(pointer: SpecPointer, place: Span, related: readonly RelatedSpan[]): readonly RelatedSpan[] {
    const base = this.stack.locateBase(pointer);
    if (base?.file !== place.file || related.some(({ span }) => span.file === base.file && span.start === base.start)) return [];
    return [{ span: base, message: "what the base says" }];
  }
}

/** The part of a span that is a text; all of it when the text is not written there as it is. */
export function narrowSpan(span: Span, text: string): Span {
  const at = span.file.text.slice(span.start, span.end).indexOf(text);
  return at === -1 ? span : { file: span.file, start: span.start + at, end: span.start + at + text.length };
}

/** A message as a sentence: a capital at its beginning, a full stop at its end. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
}

/** The entries of a map of the spec by name. */
export function entriesByName<Value>(map: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(map).sort(([left], [right]) => compareNames(left, right));
}

/** By code points, on every machine alike. */
export function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
