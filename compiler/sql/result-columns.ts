import { isBareAlias, isPlainName } from "./syntax/plain-words";
import type { SqlDialect } from "./scan";
import { SqlWords } from "./sql-words";

/** Ends the list of a select's columns. */
const afterColumns = /^(from|where|group|having|window|union|except|intersect|order|limit|offset|fetch)$/;

/** The names of the columns that a select answers, as its engine has them; undefined when its text does not tell all of them. */
export function resultColumns(select: string, dialect: SqlDialect): readonly string[] | undefined {
  const words = new SqlWords(select, dialect);
  const start = words.all.findIndex((word, index) => word.open === -1 && words.reads(index, "select"));
  // The first select may stand in parentheses, or be no select: then this is the second.
  if (start === -1 || isSecond(words, start)) return undefined;
  const columns: string[] = [];
  let first = start + (words.reads(start + 1, "distinct") ? 2 : 1);
  for (let index = first; ; index++) {
    const isEnd = index >= words.all.length || isEndOfColumns(words, index);
    if (!isEnd && !(words.all[index]?.open === -1 && words.reads(index, ","))) continue;
    const name = columnName(words, first, index - 1);
    if (name === undefined) return undefined;
    columns.push(isQuoted(words, index - 1) && dialect === "postgresql" ? name : name.toLowerCase());
    if (isEnd) return columns;
    first = index + 1;
  }
}

function isSecond(words: SqlWords, select: number): boolean {
  return ["union", "intersect", "except", "all", "distinct"].some((word) => words.reads(select - 1, word));
}

function isEndOfColumns(words: SqlWords, index: number): boolean {
  const word = words.all[index];
  if (word?.open !== -1 || word.kind !== "word" || !afterColumns.test(word.text)) return false;
  return !(words.reads(index - 2, "is", "distinct", "from") || words.reads(index - 3, "is", "not", "distinct", "from"));
}

/** The name of a column: its alias, or that of the column that it is and nothing more. */
function columnName(words: SqlWords, first: number, last: number): string | undefined {
  const name = isQuoted(words, last) ? words.text(last).slice(1, -1).replaceAll('""', '"') : words.text(last);
  if (!isQuoted(words, last) && !(words.all[last]?.kind === "word" && isPlainName(name))) return undefined;
  if (words.reads(last - 1, "as") || isColumn(words, first, last)) return name;
  return isAliasAfter(words, first, last) ? name : undefined;
}

/** `day`, `o.day` or `raw.orders.day`. */
function isColumn(words: SqlWords, first: number, last: number): boolean {
  for (let index = last; index > first; index -= 2) if (!words.reads(index - 1, ".")) return false;
  return (last - first) % 2 === 0;
}

/** Whether a word follows something that is whole without it. */
function isAliasAfter(words: SqlWords, first: number, last: number): boolean {
  const before = words.all[last - 1];
  if (last === first || !before) return false;
  if (!isQuoted(words, last) && !isBareAlias(words.text(last))) return false;
  if (words.reads(words.openOf(last - 1) - 1, "operator")) return false;
  if (before.kind === "word") return isPlainName(before.text) || before.text === "end" || /^\d/.test(before.text);
  return before.kind === "name" || before.kind === "text" || before.text === ")" || before.text === "]";
}

function isQuoted(words: SqlWords, index: number): boolean {
  return words.all[index]?.kind === "name";
}
