/** Replace this range of a text by that text; the end is exclusive. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** The text after all edits, which do not overlap; two edits of one place are one. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, replacement } of inOrder(edits)) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** A line with its end, and where it stood in the text that was first. */
export interface Line {
  readonly text: string;
  /** Counted from 0; undefined for a line that is new or changed. */
  readonly origin?: number;
}

/** The lines of a text that nothing has changed yet. */
export function linesOf(text: string): readonly Line[] {
  return split(text).map((line, origin) => ({ text: line, origin }));
}

/** The lines after some edits of their text: each that stays as it is keeps its origin. */
export function editLines(lines: readonly Line[], edits: readonly TextEdit[]): readonly Line[] {
  const result: Line[] = [];
  const pending = [...inOrder(edits)];
  let start = 0;
  for (let index = 0; index < lines.length;) {
    const first = index;
    let end = start + (lines[index++] as Line).text.length;
    const own: TextEdit[] = [];
    for (let edit = pending[0]; edit && (edit.start < end || index === lines.length); edit = pending[0]) {
      own.push(edit);
      pending.shift();
      while (edit.end > end) end += (lines[index++] as Line).text.length;
    }
    const before = lines.slice(first, index);
    result.push(...(own.length === 0 ? before : keepEqual(before, editedLines(before, start, own))));
    start = end;
  }
  return result;
}

function editedLines(lines: readonly Line[], start: number, edits: readonly TextEdit[]): readonly string[] {
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return split(applyEdits(lines.map(({ text }) => text).join(""), shifted));
}

/** Lines at the beginning and the end that are the same as before are not new. */
function keepEqual(before: readonly Line[], after: readonly string[]): readonly Line[] {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head]?.text === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail)?.text === after.at(-1 - tail)) tail++;
  return [
    ...before.slice(0, head),
    ...after.slice(head, after.length - tail).map((text) => ({ text })),
    ...before.slice(before.length - tail),
  ];
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const places = new Map(edits.map((edit) => [`${edit.start}-${edit.end}`, edit]));
  return [...places.values()].sort((left, right) => left.start - right.start || left.end - right.end);
}

function split(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
