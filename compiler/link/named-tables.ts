import { quote } from "../diagnostics/quote";
import { namedTables, type NamedTable } from "../sql/named-tables";
import { quoteTable } from "../sql/quote";
import type { LinkContext } from "./link-context";
import type { References } from "./references";
import type { LocateSql, SqlSource } from "./sql-file";

/** Catalogs that every database has, and the tables of PostgreSQL's that are read without its name. */
const catalogs = /^(information_schema$|pg_)/;

/** What `ref` renders is in quotes: a select that has nothing else after these words, and no list of what is in quotes, need not be looked at. */
const mayNameTable = /\b(?:from|join)\s+(?!["(\s])|"[\w\s]*,/i;

/** Warns of each table that a select reads by its name: the graph does not know of it. */
export function reportNamedTables(
  context: LinkContext,
  references: References,
  { pointer, dialect }: Pick<SqlSource, "pointer" | "dialect">,
  { select, locate }: { readonly select: string; readonly locate: LocateSql },
  rendered: ReadonlySet<string>,
): void {
  if (!mayNameTable.test(select)) return;
  for (const { parts, start, end } of namedTables(select, dialect)) {
    if (catalogs.test(parts[0] ?? "") || rendered.has(tableName(parts))) continue;
    const dataset = references.datasetOfTable(parts.at(-1) ?? "");
    context.report({
      code: "named-table",
      pointer,
      severity: "warning",
      message:
        `${quote(parts.join("."))} is read by its name, so the stack does not know that it is read: no run waits for it, and nobody gets the right` +
        ` to read it. Write {{ ref("${dataset ?? "…"}") }}.`,
      span: locate({ start, end }),
    });
  }
}

function tableName(parts: NamedTable["parts"]): string {
  return parts.length === 2 ? quoteTable(parts[0] ?? "", parts[1] ?? "") : "";
}
