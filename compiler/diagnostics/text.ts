import type { SourceFile, Span } from "../source/source-file";
import type { Diagnostic } from "./diagnostic";
import { displayText, displayWidth } from "./display-text";

/** How a formatter stresses parts of a text; none of it unless a terminal asks for it. */
export interface Paint {
  severity(text: string, severity: Diagnostic["severity"]): string;
  place(text: string): string;
  quiet(text: string): string;
}

export interface TextOptions {
  /** The folder of the spec as the user named it, before every path. */
  readonly folder?: string;
  readonly paint?: Paint;
}

const plain: Paint = { severity: (text) => text, place: (text) => text, quiet: (text) => text };

/** Diagnostics as people read them: the place, the reason, the lines of the text with a caret, what it is in conflict with. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: TextOptions = {}): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options)).join("\n");
}

function formatDiagnostic(diagnostic: Diagnostic, { folder, paint = plain }: TextOptions): string {
  const { span, severity, code, path, environment, message } = diagnostic;
  const file = shownPath(span.file, folder);
  const mark = paint.severity(severity, severity);
  if (span.file.text === "") return `${paint.place(file)}  ${mark}  ${code}  ${message}\n`;

  const { line, column } = span.file.position(span.start);
  const header = [
    paint.place(`${file}:${line}:${column}`),
    mark,
    code,
    ...(path ? [displayText(path)] : []),
    ...(environment ? [`(${environment})`] : []),
  ];
  const help = paint.quiet(`  help: datastack explain ${code}`);
  return [header.join("  "), `  ${message}`, "", ...frame(diagnostic, paint, folder), help, ""].join("\n");
}

/** A path with the folder in front, as a terminal can open it. */
export function shownPath(file: SourceFile, folder: string | undefined): string {
  if (folder === undefined || folder === "." || file.path.startsWith("<")) return file.path;
  return folder.endsWith("/") ? folder + file.path : `${folder}/${file.path}`;
}

interface FrameLine {
  readonly number: number;
  readonly text: string;
  readonly note?: string;
}

/** The line of a span with what stands before it, a caret, and the lines that are related. */
export function frame(
  { span, related, severity }: Pick<Diagnostic, "span" | "related" | "severity">,
  paint: Paint,
  folder: string | undefined,
): string[] {
  const { file } = span;
  const { line } = file.position(span.start);
  const window = windowAround(file, span, line);
  const before: FrameLine[] = line > 1 ? [{ number: line - 1, text: cut(displayText(file.line(line - 1)), 0) }] : [];
  const others: FrameLine[] = related.map(({ span: other, message }) => {
    const { line: number } = other.file.position(other.start);
    const text = windowAround(other.file, other, number).text.trimEnd();
    return { number, text, note: other.file === file ? message : `${message} (${shownPath(other.file, folder)})` };
  });

  const lines = [...before, { number: line, text: window.text }, ...others];
  const gutter = Math.max(...lines.map(({ number }) => String(number).length));
  const noteColumn = Math.max(...lines.map(({ text }) => displayWidth(text))) + 4;
  const row = ({ number, text, note }: FrameLine): string => {
    const shown = note === undefined ? text : `${text}${" ".repeat(noteColumn - displayWidth(text))}${note}`;
    return `  ${paint.quiet(`${String(number).padStart(gutter)} |`)} ${shown}`.trimEnd();
  };
  const carets = `  ${" ".repeat(gutter)} ${paint.quiet("|")} ${" ".repeat(window.caretStart)}${paint.severity("^".repeat(window.caretWidth), severity)}`;
  return [...before.map(row), row({ number: line, text: window.text }), carets, ...others.map(row)];
}

const widest = 140;

/** The line of a span, cut to what a terminal shows, and where the span stands in it. */
function windowAround(
  file: SourceFile,
  span: Span,
  number: number,
): { readonly text: string; readonly caretStart: number; readonly caretWidth: number } {
  const source = file.line(number);
  const column = file.position(span.start).column - 1;
  const end = Math.min(source.length, column + Math.max(0, span.end - span.start));
  const from = column > widest / 2 && source.length > widest ? column - widest / 4 : 0;
  const lead = from > 0 ? "…" : "";
  const caretStart = displayWidth(lead + displayText(source.slice(from, column)));
  const text = cut(displayText(source.slice(from, from + widest * 2)), displayWidth(lead));
  const caretWidth = Math.max(1, Math.min(displayWidth(displayText(source.slice(column, end))), widest - caretStart));
  return { text: lead + text, caretStart, caretWidth };
}

function cut(text: string, used: number): string {
  if (displayWidth(text) + used <= widest) return text;
  let kept = "";
  let width = used;
  for (const character of text) {
    width += displayWidth(character);
    if (width >= widest) break;
    kept += character;
  }
  return `${kept}…`;
}
