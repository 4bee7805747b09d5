import { createColors } from "picocolors";
import { formatDiagnostics, type Diagnostic } from "../../compiler";
import type { Paint } from "../../compiler/diagnostics/text";

/** Diagnostics for a terminal or a log. */
export function formatText(diagnostics: readonly Diagnostic[], folder: string, colors: boolean): string {
  if (!colors) return formatDiagnostics(diagnostics, { folder });
  const { bold, dim, red, yellow } = createColors(true);
  const paint: Paint = {
    severity: (text, severity) => (severity === "error" ? red(text) : yellow(text)),
    place: bold,
    quiet: dim,
  };
  return formatDiagnostics(diagnostics, { folder, paint });
}
