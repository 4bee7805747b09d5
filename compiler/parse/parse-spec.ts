import type { Diagnostics } from "../diagnostics/diagnostic";
import type { SourceFile } from "../source/source-file";
import { readPlainText } from "./plain-text";
import { readYaml } from "./read-yaml";
import type { SpecDocument } from "./spec-document";
import { locateNode } from "./spec-node";
import { findTextProblem } from "./text-limits";

/**
 * Reads the text of a spec as one YAML 1.2 document.
 *
 * The document's value is undefined when an error has been reported.
 */
export function parseSpec(file: SourceFile, diagnostics: Diagnostics): SpecDocument {
  const problem = findTextProblem(file);
  if (problem) diagnostics.report(problem);
  const read = problem ? undefined : (readPlainText(file.text) ?? readYaml(file, diagnostics));
  if (!read) return { file, value: undefined, locate: () => ({ file, start: 0, end: 0 }) };
  return { file, value: read.value, locate: (pointer, part = "value") => locateNode(file, read.root, pointer, part) };
}
