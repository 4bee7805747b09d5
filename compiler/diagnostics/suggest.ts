import type { Span } from "../source/source-file";
import type { Suggestion } from "./diagnostic";

/**
 * The suggestion to write another text in a place. What stands in quotes stays in them: without, YAML may read what follows in another way, as in
 * `{ "fromat":iceberg }`.
 */
export function suggest(replacement: string, span: Span): Suggestion {
  const mark = /^(["']).*\1$/.exec(span.file.text.slice(span.start, span.end))?.[1];
  const isQuoted = mark !== undefined && !/["'\\]/.test(replacement);
  return { message: `write ${replacement}`, span, replacement: isQuoted ? `${mark}${replacement}${mark}` : replacement };
}
