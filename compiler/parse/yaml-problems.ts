import type { ErrorCode, YAMLError } from "yaml";
import type { Problem } from "../diagnostics/diagnostic";
import type { SourceFile } from "../source/source-file";
import { findMistake, findOpening, findUnclosedQuote } from "./misplaced-text";

/** What each error code of the YAML reader means to the author of a spec, and what to write instead. */
const messages: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "An alias (*name) takes no anchor and no tag of its own. Remove what stands before it.",
  BAD_ALIAS: "A text that starts with * needs quotes: without them it is an alias, a * and the name of an anchor.",
  BAD_COLLECTION_TYPE: "The tag does not fit the value. Remove the tag.",
  BAD_DIRECTIVE: "A spec needs no %, --- or ... lines: remove the line.",
  BAD_DQ_ESCAPE: "YAML knows no such escape. Write the backslash twice, or put the text in single quotes.",
  BAD_INDENT: "The indentation does not fit. Keys of one map start in the same column, to the right of the key that holds them.",
  BAD_PROP_ORDER: "An anchor (&name) stands directly before the value that it names.",
  BAD_SCALAR_START: "A text without quotes cannot start with this character. Put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY:
    "A second colon on the line makes a map inside a line. Put a text that contains a colon and a space in quotes; start a map on a new line.",
  BLOCK_IN_FLOW: "A comma is missing between two entries here, or { } around a map inside of { } or [ ].",
  DUPLICATE_KEY: "The key is there twice.",
  IMPOSSIBLE: "This is not YAML.",
  KEY_OVER_1024_CHARS: "A key has at most 1,024 characters.",
  MISSING_CHAR: "A character is missing here.",
  MULTILINE_IMPLICIT_KEY: "A key and its colon stand on one line. Is a colon missing here, or a closing quote before?",
  MULTIPLE_ANCHORS: "A value has at most one anchor (&name).",
  MULTIPLE_DOCS: "A spec is one document. Move what follows --- to a file of its own.",
  MULTIPLE_TAGS: "A value has at most one tag.",
  NON_STRING_KEY: "A key is a plain text, not a list, a map, an alias or a tagged value.",
  RESOURCE_EXHAUSTION: "The document is too complex to be read.",
  TAB_AS_INDENT: "A tab cannot indent YAML. Use spaces.",
  TAG_RESOLVE_FAILED: "Tags (!name) are not part of the language. Write the value itself.",
  UNEXPECTED_TOKEN: "YAML expects something else here. Put the text in quotes if it is a text.",
};

/** The codes that say several things, by what the reader's message begins with. */
const finerMessages: readonly (readonly [RegExp, string])[] = [
  [/^Implicit map keys need/, "A key is followed by a colon and a space: write it as name: value."],
  [/^Missing closing /, "The closing quote is missing."],
  [/^Missing space after :/, "A space is missing after the colon."],
  [/^Missing , /, "A comma is missing between two entries."],
  [/^(Flow map|Expected flow map)/, "The closing } is missing, or what stands inside { } is not indented further than its key."],
  [/^(Flow sequence|Expected flow sequence)/, "The closing ] is missing, or what stands inside [ ] is not indented further than its key."],
  [/^Flow end indicator/, "A closing } or ] is indented further than the key that holds it."],
  [/^Comments must be separated/, "A comment needs a space before its #."],
  [/^Block scalar header/, "Nothing but a comment follows | or > on its line."],
  [/^Sequence item without/, "Every entry of this list starts with a hyphen and a space."],
  [/^Unexpected (,|empty item)/, "A comma stands here without an entry before it."],
  [/^Unexpected flow-(map|seq)-end/, "A bracket closes here that was not opened."],
  [/^Unexpected scalar at node end/, "Something follows the end of the value. Put the whole text in quotes, or start a new line."],
  [/^Tags and anchors must be separated/, "An anchor or a tag needs a space after it."],
  [/^Missing directives-end/, "A spec needs no %, --- or ... lines: remove the line."],
];

/** An error of the reader as a problem of the spec; one of several lines is shown by its first. */
export function explainYamlError(file: SourceFile, { code, message: detail, pos }: Pick<YAMLError, "code" | "message" | "pos">): Problem {
  const start = Math.min(pos[0], file.text.length);
  const closing = /^(Flow|Expected flow) (map|sequence)/.exec(detail)?.[2];
  const mistake = closing === undefined ? findMistake(file, code, start) : undefined;
  if (mistake) return { code: "invalid-yaml", message: mistake.message, span: { file, start: mistake.start, end: mistake.end } };
  const unclosed = /^Missing closing (.)quote/.exec(detail)?.[1];
  const quote = unclosed === undefined ? undefined : findUnclosedQuote(file, start, unclosed);
  if (quote) return { code: "invalid-yaml", message: yamlMessage(code, detail), span: { file, ...quote } };
  const lineEnd = file.text.indexOf("\n", start);
  const colon = code === "BLOCK_AS_IMPLICIT_KEY" ? /:(?=\s|$)/.exec(file.text.slice(start, lineEnd === -1 ? undefined : lineEnd)) : null;
  if (colon)
    return { code: "invalid-yaml", message: messages[code], span: { file, start: start + colon.index, end: start + colon.index + 1 } };
  const end = Math.max(start, Math.min(pos[1], lineEnd === -1 ? file.text.length : lineEnd));
  const opening = closing === undefined ? undefined : findOpening(file, start, closing === "map" ? "}" : "]");
  const related = opening === undefined ? [] : [{ span: { file, start: opening, end: opening + 1 }, message: "it opens here" }];
  return { code: "invalid-yaml", message: yamlMessage(code, detail), span: { file, start, end }, related };
}

/** @param detail - The reader's own words, which tell apart what one code covers. */
export function yamlMessage(code: ErrorCode, detail: string): string {
  return finerMessages.find(([pattern]) => pattern.test(detail))?.[1] ?? messages[code];
}
