import { Composer, type CST, isScalar, Parser, type Document, type ErrorCode, type Node } from "yaml";
import type { Diagnostics } from "../diagnostics/diagnostic";
import type { SourceFile } from "../source/source-file";
import { toPlainDocument } from "./plain-value";
import type { ReadText } from "./spec-node";
import { findStructureProblem } from "./text-limits";
import { explainYamlError, yamlMessage } from "./yaml-problems";

/** Reads a text as one YAML 1.2 document; undefined when an error has been reported. */
export function readYaml(file: SourceFile, diagnostics: Diagnostics): ReadText | undefined {
  const tokens = [...new Parser().parse(file.text)];
  const structureProblem = findStructureProblem(file, tokens);
  if (structureProblem) return void diagnostics.report(structureProblem);

  const documents = compose(file, tokens);
  reportYamlProblems(file, documents, diagnostics);
  const [document] = documents;
  if (diagnostics.hasErrors || !document) return undefined;
  if (!document.contents || isEmpty(document.contents)) {
    diagnostics.report({
      code: "invalid-yaml",
      message: "The file is empty. A spec starts with apiVersion: datastack/v1 and names a stack, its owner and its environments.",
      span: { file, start: 0, end: 0 },
    });
    return undefined;
  }

  const plain = toPlainDocument(file, document.contents);
  for (const problem of plain.problems) diagnostics.report(problem);
  return plain.problems.length > 0 ? undefined : plain;
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
