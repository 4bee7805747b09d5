import type { ErrorCode } from "yaml";
import type { SourceFile } from "../source/source-file";

/** A YAML error as its author sees it: where the mistake is, and what to write. */
export interface TextMistake {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const strangeSpace = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/;

/** Mistakes that the reader of YAML notices elsewhere, or as something else; undefined where its own words fit. */
export function findMistake(file: SourceFile, code: ErrorCode, start: number): TextMistake | undefined {
  return (
    mergeMarker(file, start) ??
    strangeCharacter(file, start) ??
    template(file, start) ??
    innerQuote(file, start) ??
    indentation(file, code, start)
  );
}

function mergeMarker(file: SourceFile, start: number): TextMistake | undefined {
  const lineStart = startOfLine(file, start);
  const marker = /^(<{7}|={7}|>{7}|\|{7})( |\r?$)/m.exec(file.text.slice(lineStart, endOfLine(file, start)))?.[1];
  if (marker === undefined) return undefined;
  const message = "A merge left both sides here. Keep one, and remove the lines that start with <<<<<<<, ======= and >>>>>>>.";
  return { start: lineStart, end: lineStart + marker.length, message };
}

/** White space that looks like a space and is none. */
function strangeCharacter(file: SourceFile, start: number): TextMistake | undefined {
  const lineStart = startOfLine(file, start);
  const found = strangeSpace.exec(file.text.slice(lineStart, endOfLine(file, start)));
  if (!found) return undefined;
  const at = lineStart + found.index;
  const code = (found[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return {
    start: at,
    end: at + 1,
    message: `The character U+${code} only looks like a space, or like nothing. Write a space.`,
  };
}

function template({ text }: SourceFile, start: number): TextMistake | undefined {
  const opening = text.slice(start - 1, start + 1);
  if (opening !== "{{" && opening !== "${") return undefined;
  const closing = text.indexOf("}", start);
  const end = closing === -1 ? start + 1 : closing + (text.startsWith("}}", closing) ? 2 : 1);
  const form = opening === "{{" ? "{{ … }}" : "${…}";
  return { start: start - 1, end, message: `A spec is no template, and ${form} stands for nothing in it. Write the value itself.` };
}

function innerQuote(file: SourceFile, start: number): TextMistake | undefined {
  const { text } = file;
  const before = text[start - 1];
  if ((before !== "'" && before !== '"') || !/\w/.test(text[start] ?? "")) return undefined;
  const opening = findUnclosedQuote(file, start - 1, before);
  if (opening && opening.end < start - 1) return { ...opening, message: "The closing quote is missing." };
  const advice = before === "'" ? "Inside of single quotes write '' for an apostrophe" : 'Inside of quotes write \\" for a quote';
  return { start: start - 1, end: start, message: `The text in quotes ends here, and more follows. ${advice}.` };
}

/** The last quote before an offset, with what follows it on its line: a text in quotes hardly means to go on behind it. */
export function findUnclosedQuote(
  file: SourceFile,
  offset: number,
  quote: string,
): { readonly start: number; readonly end: number } | undefined {
  const start = file.text.lastIndexOf(quote, offset - 1);
  return start === -1 ? undefined : { start, end: endOfLine(file, start) };
}

const misindented = "The indentation does not fit. Keys of one map start in the same column, to the right of the key that holds them.";

/** The reader points at the line before, or at the white space. */
function indentation(file: SourceFile, code: ErrorCode, start: number): TextMistake | undefined {
  if (code !== "BAD_INDENT" && code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const isColonOnLine = /:(\s|$)/.test(file.text.slice(start, endOfLine(file, start)));
  const isSpace = /\s/.test(file.text[start] ?? "");
  if (code === "BLOCK_AS_IMPLICIT_KEY" && isColonOnLine && !isSpace) return undefined;
  const from = isSpace ? start : endOfLine(file, start);
  const at = from + (/^\s*/.exec(file.text.slice(from))?.[0].length ?? 0);
  const hyphen = /^-[^\s-]/.test(file.text.slice(at, at + 2));
  const message = hyphen ? "An entry of a list starts with a hyphen and a space." : misindented;
  return { start: at, end: hyphen ? at + 1 : endOfWord(file, at), message };
}

function startOfLine({ text }: SourceFile, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function endOfLine({ text }: SourceFile, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

function endOfWord(file: SourceFile, offset: number): number {
  const length = /^[^\s:]*/.exec(file.text.slice(offset, offset + 100))?.[0].length ?? 0;
  return offset + length;
}

/** The bracket that an error says is not closed; quotes and comments are not looked into. */
export function findOpening({ text }: SourceFile, before: number, closing: "}" | "]"): number | undefined {
  let depth = 0;
  for (let at = before - 1; at >= Math.max(0, before - farthest); at--) {
    const character = text[at];
    if (character === "}" || character === "]") depth++;
    else if (character === "{" || character === "[") {
      if (depth === 0) return character === (closing === "}" ? "{" : "[") ? at : undefined;
      depth--;
    }
  }
  return undefined;
}

/** A bracket that stands further away says nothing. */
const farthest = 10_000;
