import type { TextRange } from "../sql/template";

/** What a backslash and a letter stand for, where both are one character. Those that are blank are left out. */
const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/" };
const blankEscapes = /^[ntr\s]$/;

/** A character that is not blank, and where it is written. */
interface Written {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds where parts of a text stand in the scalar of the spec that says it, whatever the scalar's style: indentation and folding change blanks only, so
 * the other characters are counted. Undefined where escapes of other kinds, or an alias, make the two differ.
 */
export function placesInScalar(scalar: string, text: string): ((range: TextRange) => TextRange) | undefined {
  if (scalar === text) return (range) => range;
  const written = writtenCharacters(scalar);
  if (written?.map(({ character }) => character).join("") !== text.replaceAll(/\s/g, "")) return undefined;
  const countsBefore = [0];
  for (let offset = 0, count = 0; offset < text.length; offset++) countsBefore.push(/\s/.test(text.charAt(offset)) ? count : ++count);
  return ({ start, end }) => {
    const first = written[countsBefore[start] ?? 0] ?? written.at(-1);
    const last = written[(countsBefore[end] ?? 0) - 1];
    return { start: first?.start ?? 0, end: Math.max(last?.end ?? 0, first?.end ?? 0) };
  };
}

function writtenCharacters(scalar: string): readonly Written[] | undefined {
  const style = scalar.charAt(0);
  const isQuoted = style === '"' || style === "'";
  const header = style === "|" || style === ">" ? scalar.search(/[\r\n]|$/) : 0;
  const written: Written[] = [];
  for (let start = isQuoted ? 1 : header, end; start < scalar.length - (isQuoted ? 1 : 0); start = end) {
    const isEscape = (style === '"' && scalar[start] === "\\") || (style === "'" && scalar[start] === "'");
    end = start + (isEscape ? 2 : 1);
    const [letter, isBackslash] = [scalar.charAt(end - 1), isEscape && style === '"'];
    const character = isBackslash ? escapes[letter] : letter;
    if (character === undefined && !blankEscapes.test(letter)) return undefined;
    if (character !== undefined && /\S/.test(character)) written.push({ character, start, end });
  }
  return written;
}
