import type { Diagnostic } from "../../compiler";
import { shownPath, type SpecFolder } from "../../compiler/diagnostics/text";

/**
 * Diagnostics as workflow commands, which GitHub Actions shows as annotations of a pull request (GitHub Docs, "Workflow commands for GitHub Actions",
 * "Setting an error message"). One line each.
 */
export function formatGithub(diagnostics: readonly Diagnostic[], folder: SpecFolder): string {
  return diagnostics.map((diagnostic) => `${command(diagnostic)}\n`).join("");

  function command({ severity, code, message, path, environment, span, related }: Diagnostic): string {
    const { file } = span;
    const first = file.position(span.start);
    const last = file.position(span.end);
    const title = [code, ...(path ? [path] : []), ...(environment ? [`(${environment})`] : [])].join(" ");
    const properties = {
      file: shownPath(file, folder),
      ...(file.text === "" ? {} : { line: first.line, endLine: last.line }),
      // The runner drops the columns of several lines.
      ...(file.text === "" || first.line !== last.line ? {} : { col: first.column, endColumn: last.column }),
      title,
    };
    const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    const others = related.map(({ span: other, message: note }) => {
      const { line, column } = other.file.position(other.start);
      return `${shownPath(other.file, folder)}:${line}:${column}: ${note}`;
    });
    return `::${severity} ${shown.join(",")}::${escapeData([message, ...others].join("\n"))}`;
  }
}

/** As `escapeData` of the toolkit of GitHub Actions. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As `escapeProperty` of the toolkit of GitHub Actions. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
