import { relative } from "node:path";
import { displayText } from "../../compiler/diagnostics/display-text";
import type { Preview, RunResult, StepReport } from "../../local";
import { psqlLine } from "../../local/warehouse/warehouse";
import { calledAs, shellWord } from "./command-line";
import { formatProblems, indent, type TextView } from "./problems";
import { counted, countText, sizeText, timeText } from "./quantities";
import { marks, paintStatus, stepText } from "./step-text";
import { formatRows, formatTable } from "./table";

/** What a run was called with, and other commands have to be called with. */
export interface CalledRun {
  readonly specPath: string;
  readonly state?: string;
  readonly warehouse?: string;
}

/** How a run ended, as people read it: the steps, what went wrong, the first rows of the results, and how to look around. */
export function formatSummary(result: RunResult, called: CalledRun, milliseconds: number, view: TextView): string {
  const parts = [
    formatHead(result, milliseconds, view),
    formatSteps(result.steps, view),
    formatNotes(result.steps),
    formatProblems(result, view).trimEnd(),
    ...result.previews.map((preview) => formatPreview(preview, view)),
    formatLookAround(result, called, view),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function formatHead({ compilation, status, steps }: RunResult, milliseconds: number, { colors }: TextView): string {
  const { stack } = compilation.graph.identity;
  const counts = (["done", "failed", "skipped"] as const)
    .map((kind) => [steps.filter((step) => step.status === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`);
  const verdict = steps.length === 0 ? "there is nothing to run" : `${counts.join(", ")} in ${timeText(milliseconds)}`;
  return `${paintStatus(marks[status], status, colors)} ${colors.bold(stack)}: ${verdict}`;
}

function formatSteps(steps: readonly StepReport[], view: TextView): string {
  if (steps.length === 0) return "";
  const columns = [
    { head: "step" },
    { head: "dataset" },
    { head: "rows", align: "right" },
    { head: "size", align: "right" },
    { head: "time", align: "right" },
    { head: "" },
  ] as const;
  const rows = steps.map(({ node, dataset, rows, bytes, milliseconds, status }) => [
    node,
    dataset,
    ...(status === "skipped" ? ["", "", ""] : [countText(rows), sizeText(rows, bytes), timeText(milliseconds)]),
    paintStatus(status, status, view.colors),
  ]);
  return indent(formatTable(columns, rows, view.colors));
}

function formatNotes(steps: readonly StepReport[]): string {
  const lines = steps.flatMap((step) => [
    ...step.notes.map((note) => `  note: ${stepText(step)}: ${displayText(note)}`),
    ...(step.status === "skipped" && step.problem ? [`  skipped: ${stepText(step)}: ${step.problem.message}`] : []),
  ]);
  return lines.join("\n");
}

function formatPreview({ dataset, columns, rows, problem }: Preview, { colors, width }: TextView): string {
  if (problem !== undefined) return `${colors.bold(dataset)}${colors.dim(", the first rows")}\n\n${indent(displayText(problem))}`;
  const head = `${colors.bold(dataset)}${colors.dim(rows.length === 0 ? ": no rows" : `, the first ${counted(rows.length, "row")}`)}`;
  return rows.length === 0 ? head : `${head}\n\n${indent(formatRows(columns, rows, width - 2, colors))}`;
}

function formatLookAround({ warehouse, state, previews }: RunResult, called: CalledRun, { colors }: TextView): string {
  const command = calledAs();
  const spec = called.specPath === "-" ? "<spec>" : shellWord(called.specPath);
  const stateOption = called.state === undefined ? "" : ` --state ${shellWord(called.state)}`;
  // The URL may hold a password.
  const options = `${called.warehouse === undefined ? "" : " --warehouse <url>"}${stateOption}`;
  const dataset = previews.at(-1)?.dataset;
  const logins = warehouse
    ? [
        ["everything", psqlLine(warehouse, warehouse.user)],
        ...warehouse.logins.map(({ group, role }) => [group, psqlLine(warehouse, role)]),
      ]
    : [];
  const lines = [
    ...(dataset === undefined ? [] : [["query", `${command} query "select * from ${dataset} limit 5" ${spec}${options}`]]),
    ...logins,
    ["files", shownFolder(state.root)],
    ...(warehouse?.kind === "embedded" ? [["stop", `${command} stop ${spec}${stateOption}`]] : []),
  ];
  const widest = Math.max(...lines.map(([name]) => (name as string).length));
  const rows = lines.map(([name, text]) => `  ${colors.dim((name as string).padEnd(widest))}  ${text as string}`);
  const keeps = warehouse?.kind === "embedded" ? colors.dim(" (the warehouse keeps running until it is stopped)") : "";
  return [`Look around:${keeps}`, ...rows].join("\n");
}

/** Relative where it is below the current folder. */
function shownFolder(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path.startsWith("..") ? folder : path;
}
