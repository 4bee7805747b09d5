import CliTable from "cli-table3";
import type { Colors } from "picocolors/types";
import { displayText, displayWidth } from "../../compiler/diagnostics/display-text";

export interface Column {
  readonly head: string;
  /** @default left */
  readonly align?: "left" | "right";
}

const gap = "  ";
const noBorders = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .map((name) => [name, ""]),
);

/** A table of texts that have been made fit to show, without borders; lines end in no space. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], { dim }: Colors): string {
  const table = new CliTable({
    chars: { ...noBorders, "left-mid": "", "mid-mid": "", "right-mid": "", middle: gap },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    colAligns: columns.map(({ align = "left" }) => align),
    head: columns.map(({ head }) => (head === "" ? "" : dim(head))),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const widestValue = 40;

/** Rows of data: long values are cut, columns that do not fit into the width are counted. */
export function formatRows(names: readonly string[], rows: readonly (readonly (string | null)[])[], width: number, colors: Colors): string {
  const shown = rows.map((row) => row.map((value) => (value === null ? "NULL" : cutText(displayText(value), widestValue))));
  const heads = names.map((name) => cutText(displayText(name), widestValue));
  const widths = heads.map((head, index) => Math.max(...[head, ...shown.map((row) => row[index] as string)].map(displayWidth)));
  const fitting = fittingColumns(widths, width);
  const left = names.length - fitting;
  const columns = heads.slice(0, fitting).map((head, index): Column => {
    const values = rows.map((row) => row[index] as string | null);
    return { head, align: values.every((value) => value === null || isNumber(value)) ? "right" : "left" };
  });
  const cells = shown.map((row, line) =>
    row.slice(0, fitting).map((text, index) => (rows[line]?.[index] === null ? colors.dim(text) : text)),
  );
  if (left === 0) return formatTable(columns, cells, colors);
  const more = { head: `and ${left} more ${left === 1 ? "column" : "columns"}` };
  return formatTable(
    [...columns, more],
    cells.map((row) => [...row, ""]),
    colors,
  );
}

/** One at least; with room for the count of the others. */
function fittingColumns(widths: readonly number[], width: number): number {
  const room = (count: number): number => (count === widths.length ? width : width - "and 100 more columns".length - gap.length);
  const needed = (count: number): number => widths.slice(0, count).reduce((sum, one) => sum + one, gap.length * (count - 1));
  let fitting = widths.length;
  while (fitting > 1 && needed(fitting) > room(fitting)) fitting--;
  return fitting;
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
}

/** A text of at most this many columns. */
export function cutText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (displayWidth(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}
