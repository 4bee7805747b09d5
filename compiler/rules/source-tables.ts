import { quote } from "../diagnostics/quote";
import { entriesByName, type LinkContext } from "../link/link-context";
import type { DatabaseSource } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A table of a source has a name that its server can have. */
export const sourceTablesArePossible: Rule = ({ ingestions }, context) => {
  for (const ingestion of ingestions) {
    if (ingestion.kind !== "database") continue;
    for (const [table] of entriesByName(context.spec.ingestion[ingestion.name]?.tables ?? {})) {
      const problem = tableProblem(table, ingestion.source.engine);
      if (problem !== undefined) report(context, pointerTo("ingestion", ingestion.name, "tables", table), table, problem);
    }
  }
};

function report(context: LinkContext, pointer: string, table: string, problem: string): void {
  context.report({ code: "invalid-name", pointer, span: context.keySpan(pointer), message: `${quote(table)} is no table: ${problem}.` });
}

function tableProblem(table: string, engine: DatabaseSource["engine"]): string | undefined {
  if (/\p{Cc}/u.test(table)) return "a name has no control characters";
  const dot = table.indexOf(".");
  const parts = dot === -1 ? [table] : [table.slice(0, dot), table.slice(dot + 1)];
  if (parts.includes("")) return "write it as table or schema.table";
  if (parts.includes("*")) return "there are no wildcards; name each table";
  const long = parts.find((part) => lengthIn(engine, part) > nameLengths[engine].most);
  const { most, unit, server } = nameLengths[engine];
  return long === undefined ? undefined : `names in ${server} have ${most} ${unit} at most`;
}

/** PostgreSQL documentation, "Identifiers and Key Words"; MySQL Reference Manual, "Identifier Length Limits". */
const nameLengths = {
  postgresql: { most: 63, unit: "bytes", server: "PostgreSQL" },
  mysql: { most: 64, unit: "characters", server: "MySQL" },
} as const;

function lengthIn(engine: DatabaseSource["engine"], name: string): number {
  return engine === "postgresql" ? Buffer.byteLength(name) : [...name].length;
}
