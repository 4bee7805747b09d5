import { visible } from "./quote";

/**
 * A line of a file as a terminal can show it without moving, hiding or colouring anything: tabs are two spaces, and characters that cannot be seen or
 * that only look like a space are spelled out.
 */
export function displayText(line: string): string {
  const text = visible(line.replaceAll("\t", "  "));
  if (isPlain(text)) return text;
  return text.replace(unseen, (character) => `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, "0")}`);
}

/** Spaces other than the space, fillers, and selectors of a variant that follow no emoji. */
const unseen = /(?! )\p{Zs}|\u2800|(?<!\p{Emoji})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/** The columns that a text takes: two for the wide characters of East Asia and emoji, none for marks that combine. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const [character] of text.matchAll(characters)) width += widthOf(character);
  return width;
}

/** A text cut to so many columns, with an ellipsis when something is missing. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const [character] of text.matchAll(characters)) {
    used += widthOf(character);
    if (used >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The last part of a text, of so many columns at most. */
export function lastColumns(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const [character] of [...text.matchAll(characters)].reverse()) {
    used += widthOf(character);
    if (used > width) break;
    kept = character + kept;
  }
  return kept.replace(/^\p{M}+/u, "");
}

/** A text in lines of so many columns, broken between words; a longer word has a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    if (line !== undefined && displayWidth(line) + 1 + displayWidth(word) <= width) line += ` ${word}`;
    else {
      if (line !== undefined) lines.push(line);
      line = word;
    }
  }
  return [...lines, line ?? ""];
}

/** Keeps a terminal that reorders letters written from right to left from moving them away from their columns. */
export function leftToRight(text: string): string {
  return rightToLeft.test(text) ? `\u202d${text}\u202c` : text;
}

/** Most lines of a spec are. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function widthOf(character: string): number {
  if (character.length > 1 && pairs.test(character)) return 2;
  if (/^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff]/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** What a terminal shows as one character: flags, emoji with a selector or a skin, any other character. */
const characters = /\p{RI}\p{RI}|\p{Emoji}\ufe0f\u20e3?|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|./gsu;
const pairs = /^(\p{RI}\p{RI}|\p{Emoji}\ufe0f|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})/u;

const wide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
