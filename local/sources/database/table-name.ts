import type { DatabaseSource } from "../../../compiler";
import { nearest } from "../../../compiler/diagnostics/did-you-mean";
import { quote } from "../../../compiler/diagnostics/quote";
import { RunProblem } from "../../problem";
import type { TableRequest } from "../table-request";

/** A table as the source's catalog knows it. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** What stands before the first dot is the schema, as for the cloud's jobs. */
export function splitTable(table: string, defaultSchema: string): TableName {
  const dot = table.indexOf(".");
  return dot === -1 ? { schema: defaultSchema, name: table } : { schema: table.slice(0, dot), name: table.slice(dot + 1) };
}

/** Identifiers and literals as the engine writes them. */
export const dialects: Readonly<Record<DatabaseSource["engine"], { identifier(name: string): string; literal(text: string): string }>> = {
  postgresql: {
    identifier: (name) => `"${name.replaceAll('"', '""')}"`,
    literal: (text) => `'${text.replaceAll("'", "''")}'`,
  },
  mysql: {
    identifier: (name) => `\`${name.replaceAll("`", "``")}\``,
    literal: (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
  },
};

/** @param tables - Those that the user may see, as a spec would spell them. */
export function noSuchTable({ table, place }: TableRequest, server: string, tables: readonly string[]): RunProblem {
  const meant = nearest(table.sourceTable, tables);
  const advice = meant === undefined ? "Check its name, and that this user may see it." : `Did you mean ${quote(meant)}?`;
  return new RunProblem(`${server} has no table ${quote(table.sourceTable)} that this user may see. ${advice}`, place);
}
