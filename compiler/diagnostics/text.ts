import type { SourceFile, Span } from "../source/source-file";
import { hideCredentials } from "./credentials";
import type { Diagnostic } from "./diagnostic";
import { cutEnd, displayText, displayWidth, lastColumns, leftToRight, wrapWords } from "./display-text";
import { visible } from "./quote";

/** How a formatter stresses parts of a text; none of it unless a terminal asks for it. */
export interface Paint {
  severity(text: string, severity: Diagnostic["severity"]): string;
  place(text: string): string;
  quiet(text: string): string;
}

/** The folder of a spec as the user named it, before every path; of several specs the one that a file belongs to. */
export type SpecFolder = string | ((file: SourceFile) => string);

export interface TextOptions {
  readonly folder?: SpecFolder;
  readonly paint?: Paint;
  /** Columns of the terminal; undefined where nobody sits in front of one, and nothing is wrapped. */
  readonly width?: number;
}

const plain: Paint = { severity: (text) => text, place: (text) => text, quiet: (text) => text };

/** Columns for a line of a file where nothing else is known, and on a terminal however narrow. */
const [widest, narrowest] = [140, 20];

/** Diagnostics as people read them: the place, the reason, the lines of the text with a caret, what it is in conflict with. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: TextOptions = {}): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options)).join("\n");
}

function formatDiagnostic(diagnostic: Diagnostic, { folder, paint = plain, width }: TextOptions): string {
  const { span, severity, code, path, environment, message } = diagnostic;
  const file = visible(shownPath(span.file, folder));
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
  const reason = (width === undefined ? [message] : wrapWords(message, Math.max(narrowest, width - 2))).map((text) => `  ${text}`);
  const help = paint.quiet(`  help: datastack explain ${code}`);
  return [header.join("  "), ...reason, "", ...frame(diagnostic, paint, folder, width), help, ""].join("\n");
}

/** A path with the folder in front, as a terminal can open it. */
export function shownPath(file: SourceFile, specFolder: SpecFolder | undefined): string {
  const folder = typeof specFolder === "function" ? specFolder(file) : specFolder;
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
  folder: SpecFolder | undefined,
  width?: number,
): string[] {
  const { file } = span;
  const { line } = file.position(span.start);
  const relatedLines = related.map(({ span: other, message }) => ({ other, message, number: other.file.position(other.start).line }));
  const gutter = Math.max(...[line, ...relatedLines.map(({ number }) => number)].map((number) => String(number).length));
  const room = width === undefined ? widest : Math.max(narrowest, Math.min(widest, width - gutter - 5));

  const window = windowAround(file, span, line, room);
  const before: FrameLine[] =
    line > 1 ? [{ number: line - 1, text: cutEnd(displayText(hideCredentials(file.line(line - 1).slice(0, room * 2))), room) }] : [];
  const others: FrameLine[] = relatedLines.map(({ other, message, number }) => ({
    number,
    text: windowAround(other.file, other, number, room).text.trimEnd(),
    note: other.file === file ? message : `${message} (${visible(shownPath(other.file, folder))})`,
  }));
  const noteColumn = Math.max(...[...before, window, ...others].map(({ text }) => displayWidth(text))) + 4;

  const carets = " ".repeat(window.caretStart) + paint.severity("^".repeat(window.caretWidth), severity);
  return [...before.flatMap(rows), ...rows({ number: line, text: window.text }), row("", carets), ...others.flatMap(rows)];

  function rows({ number, text, note }: FrameLine): string[] {
    const shown = width === undefined ? text : leftToRight(text);
    if (note === undefined) return [row(number, shown)];
    if (width === undefined || noteColumn + displayWidth(note) <= room)
      return [row(number, `${shown}${" ".repeat(noteColumn - displayWidth(text))}${note}`)];
    const indent = " ".repeat(Math.min(text.search(/\S|$/), room / 2));
    return [row(number, shown), ...wrapWords(note, room - indent.length).map((part) => row("", indent + part))];
  }

  function row(number: number | "", text: string): string {
    return `  ${paint.quiet(`${String(number).padStart(gutter)} |`)} ${text}`.trimEnd();
  }
}

/** The line of a span, cut to what a terminal shows, and where the span stands in it. */
function windowAround(
  file: SourceFile,
  span: Span,
  number: number,
  room: number,
): { readonly text: string; readonly caretStart: number; readonly caretWidth: number } {
  const source = hideCredentials(file.line(number));
  const column = Math.min(source.length, file.position(span.start).column - 1);
  const end = Math.min(source.length, column + Math.max(0, span.end - span.start));
  const before = displayText(source.slice(Math.max(0, column - room), column));
  const following = displayText(source.slice(column, column + room * 2));
  const isLong = column > room || displayWidth(before + following) > room;
  const lead = isLong && displayWidth(before) > room / 2 ? `…${lastColumns(before, room / 4)}` : before;
  const text = cutEnd(lead + following, room);
  const caretStart = displayWidth(lead);
  const marked = displayWidth(displayText(source.slice(column, Math.min(end, column + room))));
  return { text, caretStart, caretWidth: Math.max(1, Math.min(marked, displayWidth(text) - caretStart)) };
}
