import type { Span } from "../../source/source-file";
import type { TextEdit } from "../text-edits";

/**
 * Adds an entry at the beginning of a map, in the layout that the map has.
 *
 * @param map - Where the map stands.
 * @param entry - A key and its value on one line.
 * @returns Undefined when the value is no map, but an alias.
 */
export function insertEntry({ file, start, end }: Span, entry: string): TextEdit | undefined {
  const written = file.text.slice(start, end);
  const lead = /^(?:&[^\s{]+\s+)?/.exec(written)?.[0].length ?? 0;
  const value = written.slice(lead);
  if (value.startsWith("*")) return undefined;
  if (value.startsWith("{")) return insertInFlow(start + lead, value, entry);
  const at = start + lead;
  const line = file.text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = file.text.includes("\r\n") ? "\r\n" : "\n";
  return { start: at, end: at, replacement: `${entry}${lineEnd}${" ".repeat(at - line)}` };
}

function insertInFlow(start: number, value: string, entry: string): TextEdit {
  const space = /^\{(\s*)/.exec(value)?.[1] ?? "";
  const isEmpty = value.startsWith("}", 1 + space.length);
  if (isEmpty) return { start, end: start + space.length + 2, replacement: `{ ${entry} }` };
  const at = start + 1 + space.length;
  return { start: at, end: at, replacement: space.includes("\n") ? `${entry},${space}` : `${entry}, ` };
}
