import { visible } from "./quote";

/** A line of a file as a terminal can show it without moving, hiding or colouring anything: tabs are two spaces, control characters are spelled out. */
export function displayText(line: string): string {
  return visible(line.replaceAll("\t", "  "));
}

/** The columns that a text takes: two for the wide characters of East Asia and emoji, none for marks that combine. */
export function displayWidth(text: string): number {
  // Most lines of a spec are plain.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
