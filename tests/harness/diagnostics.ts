import { Diagnostics, type Diagnostic } from "../../compiler/diagnostics/diagnostic";
import type { StackSpec } from "../../compiler/generated/spec";
import { parseSpec } from "../../compiler/parse/parse-spec";
import type { SpecDocument } from "../../compiler/parse/spec-document";
import { resolveStack } from "../../compiler/resolve/resolve-stack";
import type { ResolvedStack } from "../../compiler/resolve/resolved-stack";
import { SourceFile, type Span } from "../../compiler/source/source-file";
import { validateSpec } from "../../compiler/validate/validate-spec";

/** The shortest spec but for the lake: what a test adds its own sections to. */
export const head = `apiVersion: datastack/v1
name: shop
owner: data@shop.example
environments:
  dev: { account: "111111111111", region: eu-west-1 }
`;

/** A text as a spec's file. */
export function specFile(text: string): SourceFile {
  return new SourceFile("spec.yaml", text);
}

export function parseText(text: string): { readonly document: SpecDocument; readonly problems: readonly string[] } {
  const diagnostics = new Diagnostics();
  const document = parseSpec(specFile(text), diagnostics);
  return { document, problems: summarize(diagnostics.all) };
}

/** Problems of the shape of a spec, which must be readable as YAML. */
export function validateText(text: string): readonly string[] {
  const diagnostics = new Diagnostics();
  const document = parseSpec(specFile(text), diagnostics);
  diagnostics.stopOnErrors();
  validateSpec(document, diagnostics);
  return summarize(diagnostics.all);
}

/** The spec of one environment, and the problems of its overrides. */
export function resolveText(text: string, environment: string): { readonly stack: ResolvedStack; readonly problems: readonly string[] } {
  const diagnostics = new Diagnostics();
  const document = parseSpec(specFile(text), diagnostics);
  diagnostics.stopOnErrors();
  const spec: StackSpec = validateSpec(document, diagnostics);
  diagnostics.stopOnErrors();
  const stack = resolveStack(spec, document, environment, diagnostics);
  return { stack, problems: summarize(diagnostics.all) };
}

/** `line:column code path: message`, and the text that it points at; then what it relates to and what to write instead. */
export function summarize(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ span, code, severity, path, message, related, suggestions, environment }) => {
    const { line, column } = span.file.position(span.start);
    const parts = [
      `${line}:${column} ${severity === "warning" ? "warning " : ""}${code}${path === undefined || path === "" ? "" : ` ${path}`} <${textOf(span)}> ${message}`,
      ...related.map((other) => `[${other.span.file.position(other.span.start).line}: ${other.message}]`),
      ...suggestions.map(({ replacement }) => `=> ${replacement}`),
      ...(environment === undefined ? [] : [`(${environment})`]),
    ];
    return parts.join(" ");
  });
}

/** What a span covers, on one line. */
export function textOf({ file, start, end }: Span): string {
  return file.text.slice(start, end).replaceAll("\n", "\\n");
}
