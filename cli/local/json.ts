import type { Compilation, Span } from "../../compiler";
import { shownPath } from "../../compiler/diagnostics/text";
import type { LocalWarehouse, RunResult, StepProblem, StepReport } from "../../local";
import { checkPlace } from "../../local/pass/check-places";
import { psqlLine } from "../../local/warehouse/warehouse";

/** How a run ended, as data: `datastack.run/v1`. */
export function formatRunJson(result: RunResult, folder: string): string {
  const { compilation, status, state, warehouse, steps, previews, problem } = result;
  const document = {
    format: "datastack.run/v1",
    stack: compilation.graph.identity.stack,
    status,
    state: state.root,
    warehouse: warehouse && warehouseJson(warehouse),
    steps: steps.map((step) => stepJson(step, compilation, folder)),
    results: previews,
    problem: problem && problemJson(problem, folder),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function warehouseJson(warehouse: LocalWarehouse) {
  const { host, port, database, user, passwordFile, logins } = warehouse;
  return {
    host,
    port,
    database,
    user,
    passwordFile,
    logins: logins.map(({ group, role }) => ({ group, user: role, psql: psqlLine(warehouse, role) })),
    psql: psqlLine(warehouse, user),
  };
}

function stepJson(step: StepReport, compilation: Compilation, folder: string) {
  const { node, dataset, status, rows, bytes, milliseconds, origin, notes, checks, problem } = step;
  return {
    node,
    dataset,
    status,
    rows,
    bytes,
    milliseconds,
    origin,
    notes,
    checks: checks.map((check) => ({ ...check, place: placeJson(checkPlace(compilation, step, check), folder) })),
    problem: problem && problemJson(problem, folder),
  };
}

function problemJson({ message, span }: StepProblem, folder: string) {
  return { message, place: placeJson(span, folder) };
}

function placeJson(span: Span | undefined, folder: string) {
  return span && { file: shownPath(span.file, folder), ...span.file.position(span.start) };
}
