import { createColors } from "picocolors";
import { formatDiagnostics, type Diagnostic } from "../../compiler";
import type { Paint, SpecFolder } from "../../compiler/diagnostics/text";

/**
 * Diagnostics for a terminal or a log.
 *
 * @param width - Columns of the terminal; undefined where there is none.
 */
export function formatText(diagnostics: readonly Diagnostic[], folder: SpecFolder, colors: boolean, width?: number): string {
  const options = { folder, ...(width === undefined ? {} : { width }) };
  if (!colors) return formatDiagnostics(diagnostics, options);
  const { bold, dim, red, yellow } = createColors(true);
  const paint: Paint = {
    severity: (text, severity) => (severity === "error" ? red(text) : yellow(text)),
    place: bold,
    quiet: dim,
  };
  return formatDiagnostics(diagnostics, { ...options, paint });
}
