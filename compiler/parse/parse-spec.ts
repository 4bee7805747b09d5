import { Composer, type CST, isAlias, isMap, isScalar, isSeq, Parser, type Document, type ErrorCode, type Node, type Pair } from "yaml";
import type { Diagnostics } from "../diagnostics/diagnostic";
import type { SpecPointer } from "../model/graph";
import { pointerSegments } from "../source/pointer";
import type { SourceFile, Span } from "../source/source-file";
import { spanOf, toPlainDocument, type PlainDocument } from "./plain-value";
import type { SpecDocument } from "./spec-document";
import { findStructureProblem, findTextProblem } from "./text-limits";
import { explainYamlError, yamlMessage } from "./yaml-problems";

/**
 * Reads the text of a spec as one YAML 1.2 document.
 *
 * The document's value is undefined when an error has been reported.
 */
export function parseSpec(file: SourceFile, diagnostics: Diagnostics): SpecDocument {
  const unreadable: SpecDocument = { file, value: undefined, locate: () => ({ file, start: 0, end: 0 }) };

  const textProblem = findTextProblem(file);
  if (textProblem) {
    diagnostics.report(textProblem);
    return unreadable;
  }
  const tokens = [...new Parser().parse(file.text)];
  const structureProblem = findStructureProblem(file, tokens);
  if (structureProblem) {
    diagnostics.report(structureProblem);
    return unreadable;
  }

  const documents = compose(file, tokens);
  reportYamlProblems(file, documents, diagnostics);
  const [document] = documents;
  if (diagnostics.hasErrors || !document) return unreadable;
  if (!document.contents || isEmpty(document.contents)) {
    diagnostics.report({
      code: "invalid-yaml",
      message: "The file is empty. A spec starts with apiVersion: datastack/v1 and names a stack, its owner and its environments.",
      span: { file, start: 0, end: 0 },
    });
    return unreadable;
  }

  const plain = toPlainDocument(file, document.contents);
  for (const problem of plain.problems) diagnostics.report(problem);
  if (plain.problems.length > 0) return unreadable;
  const root = document.contents;
  return { file, value: plain.value, locate: (pointer, part = "value") => locate(file, root, plain, pointer, part) };
}

/** Keys are compared later, since the reader compares each with each; errors go without stacks, which cost more than all the rest. */
function compose(file: SourceFile, tokens: readonly CST.Token[]): readonly Document.Parsed[] {
  const composer = new Composer({
    version: "1.2",
    stringKeys: true,
    uniqueKeys: false,
    merge: false,
    resolveKnownTags: false,
    logLevel: "silent",
  });
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return [...composer.compose(tokens, true, file.text.length)];
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Errors that mostly follow from one before. */
const followers: readonly ErrorCode[] = [
  "UNEXPECTED_TOKEN",
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "MULTILINE_IMPLICIT_KEY",
  "MISSING_CHAR",
];

/** One problem a line, and of what may follow from another problem none. */
function reportYamlProblems(file: SourceFile, documents: readonly Document[], diagnostics: Diagnostics): void {
  const lines = new Set<number>();
  const found = documents
    .flatMap((document) => [...document.errors, ...document.warnings])
    .sort((left, right) => left.pos[0] - right.pos[0]);
  for (const error of found) {
    const noticedOn = file.position(Math.min(error.pos[0], file.text.length)).line;
    if (lines.has(noticedOn) || (lines.size > 0 && followers.includes(error.code))) continue;
    const problem = explainYamlError(file, error);
    const { line } = file.position(problem.span.start);
    if (!lines.has(line)) diagnostics.report(problem);
    lines.add(noticedOn).add(line);
  }
  const [first, second] = documents;
  if (first && second) {
    const start = file.text.indexOf("---", first.range?.[1] ?? 0);
    const marker = start === -1 ? { start: second.range?.[0] ?? 0, end: second.range?.[0] ?? 0 } : { start, end: start + 3 };
    diagnostics.report({ code: "invalid-yaml", message: yamlMessage("MULTIPLE_DOCS", ""), span: { file, ...marker } });
  }
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "";
}

function locate(file: SourceFile, root: Node, plain: PlainDocument, pointer: SpecPointer, part: "key" | "value"): Span {
  let node: Node | null = root;
  let key: Node | undefined;
  for (const segment of pointerSegments(pointer)) {
    const container: Node | null = isAlias(node) ? (plain.targets.get(node) ?? null) : node;
    if (isMap(container)) {
      const pair: Pair | undefined = plain.entries.get(container)?.get(segment);
      if (!pair) break;
      key = pair.key as Node;
      node = pair.value as Node | null;
    } else if (isSeq(container)) {
      const item = container.items[Number(segment)];
      if (item === undefined) break;
      key = undefined;
      node = item as Node;
    } else break;
  }
  const value = spanOf(file, node);
  if (key && (part === "key" || value.end === value.start)) return spanOf(file, key);
  return value;
}
