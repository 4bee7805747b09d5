import { createColors } from "picocolors";
import { queryStack, type ColumnKind, type QueryResult } from "../../local";
import { exitCodes, type ExitCode } from "../exit-codes";
import { useColors } from "../output-options";
import { folderOf, openSpec } from "../spec-argument";
import { counted } from "./quantities";
import type { QueryCommandOptions } from "./query-options";
import { formatRows } from "./table";

/** Answers a select over the stack of a spec on this machine. */
export async function queryLocal(sql: string, specPath: string, options: QueryCommandOptions): Promise<ExitCode> {
  const { as: group, warehouse, state, format } = options;
  const result = await queryStack(openSpec(specPath), {
    sql,
    // One more than is shown says that there are more.
    ...(format === "text" ? { limit: options.limit + 1 } : {}),
    folder: folderOf(specPath),
    places: new Map(),
    ...(group === undefined ? {} : { group }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(state === undefined ? {} : { stateParent: state }),
  });
  const { stdout, stderr } = process;
  if (format === "json") stdout.write(formatJson(result));
  else if (format === "csv") stdout.write(formatCsv(result));
  else {
    const rows = result.rows.slice(0, options.limit);
    const names = result.columns.map(({ name }) => name);
    stdout.write(`${formatRows(names, rows, stdout.columns || 160, createColors(useColors(options.color, stdout)))}\n`);
    const told =
      result.rows.length === rows.length ? counted(rows.length, "row") : `the first ${counted(rows.length, "row")}; --limit shows more`;
    if (options.quiet !== true) stderr.write(`(${told})\n`);
  }
  return exitCodes.fine;
}

/** `datastack.query/v1`, a row a line. Numbers with more digits than JavaScript holds are text. */
function formatJson({ columns, rows }: QueryResult): string {
  const names = JSON.stringify(columns.map(({ name }) => name));
  const lines = rows.map((row) => `    ${JSON.stringify(row.map((text, index) => jsonValue(text, columns[index]?.kind)))}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "format": "datastack.query/v1",\n  "columns": ${names},\n  "rows": ${list}\n}\n`;
}

const exactDigits = 15;

function jsonValue(text: string | null, kind: ColumnKind | undefined): string | number | boolean | null {
  if (text === null) return null;
  if (kind === "boolean") return text === "true";
  if (kind !== "number" || !Number.isFinite(Number(text))) return text;
  const digits = text.replace(/e.*/i, "").replaceAll(/\D/g, "").replace(/^0+/, "");
  return digits.length <= exactDigits || String(Number(text)) === text ? Number(text) : text;
}

/** RFC 4180, with a line of names; NULL is nothing, an empty text is `""`. */
function formatCsv({ columns, rows }: QueryResult): string {
  const field = (text: string | null): string => {
    if (text === null) return "";
    return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(field).join(",")}\n`).join("");
}
