import { plainPieces, type PlainPiece } from "./plain-template";
import { TemplateError, TemplateEvaluator, type Piece } from "./template-evaluator";
import type { TemplateValue } from "./template-filters";
import { plainTemplateMessage, tagsLike, unknownTag } from "./template-messages";
import { parseTemplate, type ListNode, type TemplateNode, type ValueNode } from "./template-syntax";

/** What a template can use. */
export interface TemplateScope {
  /** The text that stands for a dataset. It reports a reference that it cannot resolve, and then answers anything. */
  ref(reference: string, range: TextRange): string;
  /** Name of the environment. */
  readonly env: string;
  readonly vars: Readonly<Record<string, string | number | boolean>>;
}

/** Offsets into the template's text; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface TemplateProblem extends TextRange {
  readonly message: string;
  /** Names that may have been meant. */
  readonly candidates: readonly string[];
}

export interface RenderedTemplate {
  readonly text: string;
  /** Where in the template a place of the rendered text comes from. */
  sourceOffset(offset: number): number;
}

/**
 * Renders a Jinja template that knows `ref("…")`, `env` and `vars` and nothing else: no files, no code, no other functions.
 *
 * Unknown references are all reported through the scope; anything else that is wrong is the one problem that is returned.
 */
export function renderTemplate(text: string, scope: TemplateScope): { rendered: RenderedTemplate } | { problem: TemplateProblem } {
  const plain = plainPieces(text);
  if (plain) return { rendered: withSourceOffsets(plain.map((piece) => renderPiece(piece, scope))) };
  const lines = new LineOffsets(text);
  try {
    const evaluator = new TemplateEvaluator(globals(scope), (argument) =>
      scope.ref(argument.value, literalRange(text, lines.of(argument), argument.value)),
    );
    evaluator.run(parse(text));
    return { rendered: withSourceOffsets(evaluator.pieces.map((piece) => sourcePiece(text, piece, lines))) };
  } catch (error) {
    return { problem: toProblem(error, text, lines) };
  }
}

function parse(text: string): ListNode {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxProblem("the template is nested too deeply");
    const { message, lineno, colno } = error as { message: string; lineno?: number; colno?: number };
    const place = lineno === undefined || colno === undefined ? undefined : { lineno: lineno - 1, colno: colno - 1 };
    throw new SyntaxProblem(plainTemplateMessage(message), place, unknownTag(message));
  }
}

/** What nunjucks' parser says. */
class SyntaxProblem extends Error {
  constructor(
    message: string,
    /** Undefined at the end of the text. */
    readonly place?: { readonly lineno: number; readonly colno: number },
    readonly unknownTag?: string,
  ) {
    super(message);
  }
}

function globals(scope: TemplateScope): ReadonlyMap<string, TemplateValue> {
  return new Map<string, TemplateValue>([
    ["env", scope.env],
    ["vars", new Map(Object.entries(scope.vars))],
  ]);
}

function toProblem(error: unknown, text: string, lines: LineOffsets): TemplateProblem {
  if (error instanceof SyntaxProblem) {
    const start = error.place ? Math.min(lines.of(error.place), text.length) : Math.max(text.lastIndexOf("{{"), text.lastIndexOf("{%"), 0);
    const length = error.unknownTag?.length ?? (error.place ? 1 : 2);
    const candidates = error.unknownTag === undefined ? [] : tagsLike(error.unknownTag);
    return { message: error.message, start, end: Math.min(start + length, text.length), candidates };
  }
  if (error instanceof TemplateError)
    return { message: error.message, candidates: error.candidates, ...nodeRange(text, lines, error.node) };
  if (error instanceof RangeError) return { message: "the template is nested too deeply", start: 0, end: 1, candidates: [] };
  throw error;
}

function nodeRange(text: string, lines: LineOffsets, node: TemplateNode): TextRange {
  const start = Math.min(lines.of(node), text.length);
  const value = node.typename === "Symbol" || node.typename === "Literal" ? (node as ValueNode).value : undefined;
  if (typeof value === "string" && text.startsWith(value, start)) return { start, end: start + value.length };
  return typeof value === "string" ? literalRange(text, start, value) : { start, end: Math.min(start + 1, text.length) };
}

/** The text of a literal without its quotes, or the whole of it when it is written with escapes. */
function literalRange(text: string, start: number, value: string): TextRange {
  if (text.startsWith(value, start + 1)) return { start: start + 1, end: start + 1 + value.length };
  const close = text.indexOf(text.charAt(start), start + 1);
  return { start, end: close === -1 ? start + 1 : close + 1 };
}

function renderPiece({ start, text, reference }: PlainPiece, scope: TemplateScope): SourcePiece {
  if (!reference) return { text, isCopied: true, start: () => start };
  const { value, ...range } = reference;
  return { text: scope.ref(value, range), isCopied: false, start: () => start };
}

/** A piece of the result; what is copied stands in the template as it is. */
interface SourcePiece {
  readonly text: string;
  readonly isCopied: boolean;
  start(): number;
}

function sourcePiece(template: string, { text, node }: Piece, lines: LineOffsets): SourcePiece {
  const isCopied = node.typename === "TemplateData";
  const start = () => lines.of(node);
  return { text, isCopied, start: isCopied ? () => Math.max(template.indexOf(text, start()), start()) : start };
}

function withSourceOffsets(pieces: readonly SourcePiece[]): RenderedTemplate {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    starts.push(length);
    length += text.length;
  }
  const sourceOffset = (offset: number): number => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = pieces[low];
    if (!piece) return 0;
    return piece.isCopied ? piece.start() + offset - (starts[low] as number) : piece.start();
  };
  return { text: pieces.map((piece) => piece.text).join(""), sourceOffset };
}

/** Turns lines and columns, both from 0, into offsets. */
class LineOffsets {
  readonly #starts = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  of({ lineno, colno }: { readonly lineno: number; readonly colno: number }): number {
    return (this.#starts[lineno] ?? 0) + colno;
  }
}
