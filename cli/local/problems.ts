import type { Colors } from "picocolors/types";
import type { Span } from "../../compiler";
import { displayText } from "../../compiler/diagnostics/display-text";
import { frame, shownPath } from "../../compiler/diagnostics/text";
import type { CheckResult, PassResult, StepProblem, StepReport } from "../../local";
import { checkPlace } from "../../local/pass/check-places";
import { counted } from "./quantities";
import { failedChecks, stepText } from "./step-text";
import { formatRows } from "./table";

export interface TextView {
  /** The folder of the spec as the user named it. */
  readonly folder: string;
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly width: number;
}

/** What went wrong in a run, each with its place; empty when nothing did. Steps that were skipped say so in the table. */
export function formatProblems({ compilation, steps, problem }: PassResult, view: TextView): string {
  const blocks = [
    ...(problem ? [formatProblem("warehouse", problem, view)] : []),
    ...steps.flatMap((step) => [
      ...(step.status === "failed" && step.problem ? [formatProblem(stepText(step), step.problem, view)] : []),
      ...failedChecks(step).map((check) => formatCheck(step, check, checkPlace(compilation, step, check), view)),
    ]),
  ];
  return blocks.map((block) => `${block}\n`).join("\n");
}

/** One line, and the lines of the file around its place when that is known. */
export function formatProblem(subject: string | undefined, { message, span }: StepProblem, view: TextView): string {
  const { colors } = view;
  const head = [...place(span, view), colors.red("error"), ...(subject === undefined ? [] : [subject])].join("  ");
  return [head, `  ${displayText(message)}`, ...(span && span.file.text !== "" ? ["", ...codeFrame(span, view)] : [])].join("\n");
}

function formatCheck(step: StepReport, { name, failures, rows, problem }: CheckResult, span: Span | undefined, view: TextView): string {
  const { colors, width } = view;
  const head = [...place(span, view), colors.red("check failed"), name, colors.dim(stepText(step))].join("  ");
  if (problem !== undefined) return [head, `  The check could not run: ${displayText(problem)}`].join("\n");
  const shown = rows.length < failures ? `, ${counted(rows.length, "row")} of them here` : "";
  const names = Object.keys(rows[0] ?? {});
  const table = formatRows(
    names,
    rows.map((row) => names.map((column) => row[column] ?? null)),
    width - 2,
    colors,
  );
  return [head, `  ${counted(failures, "row")} should not be${shown}:`, "", indent(table)].join("\n");
}

function place(span: Span | undefined, { folder, colors }: TextView): readonly string[] {
  if (!span) return [];
  const { line, column } = span.file.position(span.start);
  return [colors.bold(`${shownPath(span.file, folder)}:${line}:${column}`)];
}

function codeFrame(span: Span, { colors, folder }: TextView): readonly string[] {
  const paint = { severity: colors.red, place: colors.bold, quiet: colors.dim };
  return frame({ span, related: [], severity: "error" }, paint, folder);
}

/** Two spaces before every line. */
export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
