import type { SqlDialect } from "./scan";
import { SqlWords } from "./sql-words";
import { isPlainName } from "./syntax/plain-words";

/** A table that a select reads. */
export interface NamedTable {
  /** The parts of its name, without quotes; those that were written without are in lower case. */
  readonly parts: readonly string[];
  /** Offsets into the select; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

const afterTables = /^(where|group|having|window|union|except|intersect|order|limit|offset|fetch)$/;

/** The tables that a select reads by their names, without those that it makes itself by `with`. */
export function namedTables(select: string, dialect: SqlDialect): readonly NamedTable[] {
  const words = new SqlWords(select, dialect);
  const made = namedQueries(words, dialect);
  const tables: NamedTable[] = [];
  // For each parenthesis in which a select stands: whether its tables are being listed.
  const listing = new Map<number, boolean>();
  words.all.forEach(({ kind, text, open }, index) => {
    const isClause = kind === "word" && !words.reads(index - 1, ".") && !words.reads(index - 1, "as");
    if (isClause && text === "select") listing.set(open, false);
    if (!listing.has(open)) return;
    if (isClause && afterTables.test(text)) listing.set(open, false);
    const begins = isClause && (text === "join" || (text === "from" && !words.reads(index - 1, "distinct")));
    if (begins) listing.set(open, true);
    if (!begins && !(listing.get(open) && words.reads(index, ","))) return;
    const table = tableAt(words, index + 1);
    if (table && !(table.parts.length === 1 && made.has(folded(table.parts[0] ?? "", dialect)))) tables.push(table);
  });
  return tables;
}

/** The table whose name stands here; undefined where a function or a query stands. */
function tableAt(words: SqlWords, first: number): NamedTable | undefined {
  const parts: string[] = [];
  let index = first;
  for (; ; index += 2) {
    const word = words.all[index];
    const part = word?.kind === "name" ? word.text.slice(1, -1).replaceAll('""', '"') : word?.text;
    if (part === undefined || !(word?.kind === "name" || (word?.kind === "word" && isPlainName(part)))) return undefined;
    parts.push(part);
    if (!words.reads(index + 1, ".")) break;
  }
  const [start, end] = [words.all[first]?.start, words.all[index]?.end];
  return words.reads(index + 1, "(") || start === undefined || end === undefined ? undefined : { parts, start, end };
}

/** `name as (select …)`, also with names of columns. */
function namedQueries(words: SqlWords, dialect: SqlDialect): ReadonlySet<string> {
  const names = new Set<string>();
  words.all.forEach((_, index) => {
    if (!words.reads(index, "as")) return;
    const open = index + (words.reads(index + 1, "materialized") ? 2 : words.reads(index + 1, "not", "materialized") ? 3 : 1);
    if (!words.reads(open, "(")) return;
    const name = words.all[words.reads(index - 1, ")") ? words.openOf(index - 1) - 1 : index - 1];
    if (name) names.add(folded(name.kind === "name" ? name.text.slice(1, -1).replaceAll('""', '"') : name.text, dialect));
  });
  return names;
}

/** Athena does not tell capitals from small letters, whether in quotes or not. */
function folded(name: string, dialect: SqlDialect): string {
  return dialect === "athena" ? name.toLowerCase() : name;
}
