import type { Diagnostic } from "../../compiler";
import { visible } from "../../compiler/diagnostics/quote";
import type { CheckedPath } from "../check-paths";

/** A line for each spec that says whether it is valid, and of several one for all. */
export function formatSummary(specs: readonly CheckedPath[]): string {
  const lines = specs.map(verdict);
  if (specs.length < 2) return `${lines.join("\n")}\n`;
  const wrong = specs.filter(({ diagnostics }) => hasErrors(diagnostics)).length;
  const counts = countProblems(specs.flatMap(({ diagnostics }) => diagnostics));
  const all =
    wrong === 0
      ? `${specs.length} specs are valid${counts ? ` (${counts})` : ""}`
      : `${wrong} of ${specs.length} specs ${wrong === 1 ? "is" : "are"} not valid: ${counts}`;
  return `${[...lines, all].join("\n")}\n`;
}

function verdict({ path, diagnostics, environments }: CheckedPath): string {
  const name = path === "-" ? "<stdin>" : visible(path);
  const counts = countProblems(diagnostics);
  if (hasErrors(diagnostics)) return `${name} is not valid: ${counts}`;
  return `${name} is valid: ${environments.join(", ")}${counts ? ` (${counts})` : ""}`;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

function countProblems(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return [count(errors, "error"), count(diagnostics.length - errors, "warning")].filter((text) => text !== "").join(", ");
}

function count(number: number, noun: string): string {
  if (number === 0) return "";
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
