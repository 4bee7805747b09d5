import type { Diagnostic, Span } from "../../compiler";
import { shownPath, type SpecFolder } from "../../compiler/diagnostics/text";

/** Diagnostics as data, for editors and for CI: `datastack.diagnostics/v1`. */
export function formatJson(diagnostics: readonly Diagnostic[], folder: SpecFolder): string {
  return `${JSON.stringify({ format: "datastack.diagnostics/v1", diagnostics: diagnostics.map(toJson) }, undefined, 2)}\n`;

  function toJson({ code, severity, message, path, environment, span, related, suggestions }: Diagnostic) {
    return {
      code,
      severity,
      message,
      path,
      environment,
      ...place(span),
      related: related.map((other) => ({ message: other.message, ...place(other.span) })),
      suggestions: suggestions.map((suggestion) => ({
        message: suggestion.message,
        replacement: suggestion.replacement,
        ...place(suggestion.span),
      })),
    };
  }

  function place({ file, start, end }: Span) {
    const first = file.position(start);
    const last = file.position(end);
    return { file: shownPath(file, folder), line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
  }
}
