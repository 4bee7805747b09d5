import { createColors } from "picocolors";
import { queryStack, type QueryResult } from "../../local";
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
    const left = result.rows.length - rows.length;
    if (options.quiet !== true)
      stderr.write(
        left === 0
          ? `(${counted(rows.length, "row")})\n`
          : `(${counted(rows.length, "row")} of ${counted(result.rows.length, "row")}: --limit shows more)\n`,
      );
  }
  return exitCodes.fine;
}

/** `datastack.query/v1`. Numbers that JavaScript holds exactly are numbers, all else is text. */
function formatJson({ columns, rows }: QueryResult): string {
  const value = (text: string | null, isNumber: boolean): string | number | null =>
    text !== null && isNumber && String(Number(text)) === text ? Number(text) : text;
  const document = {
    format: "datastack.query/v1",
    columns: columns.map(({ name }) => name),
    rows: rows.map((row) => row.map((text, index) => value(text, columns[index]?.isNumber === true))),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** RFC 4180, with a line of names; NULL is nothing, an empty text is `""`. */
function formatCsv({ columns, rows }: QueryResult): string {
  const field = (text: string | null): string => {
    if (text === null) return "";
    return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(field).join(",")}\n`).join("");
}
