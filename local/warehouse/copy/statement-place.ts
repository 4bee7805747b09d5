import type { DatabaseError } from "pg";

/** A part of a transform's select, by offsets. */
export interface SelectRange {
  readonly start: number;
  readonly end: number;
}

/** Where in the select an error of the statement around it is; undefined when PostgreSQL does not say, or it is elsewhere. */
export function placeInSelect(statement: string, select: string, { position }: DatabaseError): SelectRange | undefined {
  const selectStart = statement.indexOf(select);
  if (position === undefined || selectStart === -1) return undefined;
  const start = offsetOf(statement, Number(position)) - selectStart;
  if (start < 0 || start > select.length) return undefined;
  const [word = ""] = /^([\w$]+|"[^"]*"|.?)/u.exec(select.slice(start)) ?? [];
  return { start, end: start + word.length };
}

/** PostgreSQL counts characters from 1; strings here are made of units of 16 bits, of which some characters have two. */
function offsetOf(text: string, position: number): number {
  let offset = 0;
  for (let count = 1; count < position; count++) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}
