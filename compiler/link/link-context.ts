import type { DiagnosticCode } from "../diagnostics/codes";
import type { Diagnostics, RelatedSpan } from "../diagnostics/diagnostic";
import { nearest } from "../diagnostics/did-you-mean";
import type { ResolvedSpec } from "../generated/resolved-spec";
import type { SpecPointer } from "../model/graph";
import type { ResolvedStack } from "../resolve/resolved-stack";
import { dottedPath } from "../source/pointer";
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

  report({ code, pointer, message, severity, span, related, alternatives }: LinkProblem): void {
    const place = span ?? this.stack.locate(pointer);
    const meant = alternatives && this.#suggestions++ < mostSuggestions ? nearest(alternatives.word, alternatives.candidates) : undefined;
    const replacement = meant === undefined ? undefined : (alternatives?.replacement?.(meant) ?? meant);
    const declaration = meant === undefined ? undefined : alternatives?.declaration?.(meant);
    const shown = declaration ? [declaration] : related;
    this.diagnostics.report({
      code,
      message: meant === undefined ? message : `${message} Did you mean "${meant}"?`,
      span: place,
      path: dottedPath(pointer),
      ...(severity ? { severity } : {}),
      ...(shown ? { related: shown } : {}),
      ...(replacement === undefined ? {} : { suggestions: [{ message: `write ${replacement}`, span: place, replacement }] }),
    });
  }

  /** Where a text stands inside the value of a node: without its quotes, when it is written as it is. */
  textSpan(pointer: SpecPointer, text: string): Span {
    return narrowSpan(this.stack.locate(pointer), text);
  }

  keySpan(pointer: SpecPointer): Span {
    return this.stack.locate(pointer, "key");
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
