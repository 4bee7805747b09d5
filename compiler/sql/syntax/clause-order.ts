import type { SqlDialect } from "../scan";
import type { StatementWords } from "./statement-words";

const clauses: Readonly<Record<SqlDialect, readonly string[]>> = {
  athena: ["from", "where", "group by", "having", "window", "order by", "offset", "limit"],
  postgresql: ["from", "where", "group by", "having", "window", "order by", "limit"],
};

/** Says that a clause stands after one that it should stand before. */
export function explainClauseOrder(words: StatementWords, at: number, dialect: SqlDialect): string | undefined {
  const order = clauses[dialect];
  const clauseAt = (index: number): string | undefined => order.find((clause) => words.reads(index, ...clause.split(" ")));
  const late = clauseAt(at);
  if (late === undefined) return undefined;
  for (let index = at - 1, depth = 0; index >= 0; index--) {
    if (words.text(index) === ")") depth++;
    if (words.text(index) === "(" && --depth < 0) return undefined;
    if (depth > 0) continue;
    if (words.reads(index, "select")) return undefined;
    const before = clauseAt(index);
    if (before !== undefined && order.indexOf(before) > order.indexOf(late)) return `"${late}" comes too late: write it before "${before}"`;
  }
  return undefined;
}
