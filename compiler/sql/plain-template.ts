/** A part of a template that is copied, or a reference that stands for a text. */
export interface PlainPiece {
  /** Where it stands in the template. */
  readonly start: number;
  readonly text: string;
  /** The argument of `ref`, and where it stands. */
  readonly reference?: { readonly value: string; readonly start: number; readonly end: number };
}

const reference = /\{\{[ \n]*ref(\((["']))([^"'\\{}\r\n]*)\2\)[ \n]*\}\}/y;

/** Longer texts are counted while they are rendered. */
const longest = 50_000;

/**
 * The parts of a template that has nothing but text and references, as in `from {{ ref("lake.raw.orders") }}`: nearly all SQL files, for which the reader
 * of templates need not be loaded.
 *
 * @returns Undefined when there is anything else in the template.
 */
export function plainPieces(template: string): readonly PlainPiece[] | undefined {
  if (/\{[%#]/.test(template)) return undefined;
  const pieces: PlainPiece[] = [];
  let at = 0;
  for (let open = template.indexOf("{{"); open !== -1; open = template.indexOf("{{", at)) {
    reference.lastIndex = open;
    const [text, parenthesis, , value] = reference.exec(template) ?? [];
    if (text === undefined || parenthesis === undefined || value === undefined || template.length > longest) return undefined;
    if (open > at) pieces.push({ start: at, text: template.slice(at, open) });
    const call = template.indexOf(parenthesis, open);
    const start = call + parenthesis.length;
    pieces.push({ start: call, text, reference: { value, start, end: start + value.length } });
    at = open + text.length;
  }
  if (at < template.length) pieces.push({ start: at, text: template.slice(at) });
  return pieces;
}
