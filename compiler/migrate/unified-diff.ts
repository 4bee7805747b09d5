import type { Line } from "./text-edits";

const context = 3;

/** One line of a diff. */
interface Step {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/**
 * The difference of two versions of a file as `diff -u` prints it and `patch` reads it.
 *
 * @param lines - The lines of the later version, with their origins in the earlier one.
 */
export function unifiedDiff(path: string, before: string, lines: readonly Line[]): string {
  const steps = stepsOf(before.match(/[^\n]*\n|[^\n]+$/g) ?? [], lines);
  const hunks = hunksOf(steps).map(({ from, to }) => hunk(steps, from, to));
  return hunks.length === 0 ? "" : `--- ${path}\n+++ ${path}\n${hunks.join("")}`;
}

/** Line for line: what goes before what comes. */
function stepsOf(before: readonly string[], lines: readonly Line[]): readonly Step[] {
  const steps: Step[] = [];
  let added: Step[] = [];
  let next = 0;
  const removeUntil = (end: number): void => {
    for (; next < end; next++) steps.push({ mark: "-", text: before[next] as string });
    steps.push(...added);
    added = [];
  };
  for (const { text, origin } of lines) {
    if (origin === undefined) added.push({ mark: "+", text });
    else {
      removeUntil(origin);
      steps.push({ mark: " ", text });
      next = origin + 1;
    }
  }
  removeUntil(before.length);
  return steps;
}

/** Ranges of steps that belong together: changes with what stands around them. */
function hunksOf(steps: readonly Step[]): readonly { readonly from: number; readonly to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  steps.forEach(({ mark }, index) => {
    if (mark === " ") return;
    const last = hunks.at(-1);
    const to = Math.min(index + context + 1, steps.length);
    if (last && index - context <= last.to) last.to = to;
    else hunks.push({ from: Math.max(index - context, 0), to });
  });
  return hunks;
}

function hunk(steps: readonly Step[], from: number, to: number): string {
  const shown = steps.slice(from, to);
  const range = (mark: "-" | "+"): string => {
    const other = mark === "-" ? "+" : "-";
    const count = shown.filter((step) => step.mark !== other).length;
    const start = steps.slice(0, from).filter((step) => step.mark !== other).length;
    return `${mark}${count === 0 ? start : start + 1},${count}`;
  };
  const lines = shown.map(({ mark, text }) => (text.endsWith("\n") ? mark + text : `${mark}${text}\n\\ No newline at end of file\n`));
  return `@@ ${range("-")} ${range("+")} @@\n${lines.join("")}`;
}
