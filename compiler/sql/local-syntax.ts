import { difference, type FoundDifference } from "./found-difference";
import type { SqlWords } from "./sql-words";

/** Syntax that DuckDB does not read, or reads as something else. */
export function findSyntax(words: SqlWords, index: number): FoundDifference | undefined {
  const found = syntaxAt(words, index);
  return found && difference({ first: index, last: index + found.length - 1 }, found.message);
}

interface Syntax {
  /** In words. */
  readonly length: number;
  readonly message: string;
}

function syntaxAt(words: SqlWords, index: number): Syntax | undefined {
  const { all } = words;
  const adjoins = all[index]?.end === all[index + 1]?.start;
  if (words.reads(index, "x") && words.isText(index + 1) && adjoins)
    return { length: 2, message: "DuckDB reads this as a text, not as bytes: write from_hex('…')" };
  if (words.reads(index, "u", "&") && words.isText(index + 2) && adjoins)
    return { length: 3, message: "DuckDB has no such texts: write the characters themselves" };
  if (words.reads(index, "decimal") && words.isText(index + 1))
    return { length: 2, message: "DuckDB gives this literal three digits after the point: write the number without decimal and quotes" };
  if (words.reads(index, "interval") && words.isText(index + 1) && words.reads(index + 3, "to"))
    return { length: 5, message: "DuckDB has no intervals of two units: write the smaller one, as in interval '14' month" };
  if (words.reads(index, "values") && !words.reads(index - 1, ".") && startsValue(words, index + 1))
    return { length: 1, message: "DuckDB wants each row of values in parentheses: write values (1), (2)" };
  if (words.reads(index, "tablesample", "bernoulli") || words.reads(index, "tablesample", "system"))
    return { length: 1, message: "DuckDB takes samples in another way: write where rand() < 0.1" };
  if ((words.reads(index, "ignore", "nulls") || words.reads(index, "respect", "nulls")) && words.reads(index - 1, ")"))
    return {
      length: 2,
      message: `DuckDB wants ${words.text(index)} nulls elsewhere: write element_at(array_agg(…) filter (where … is not null) over (…), -1)`,
    };
  if (words.reads(index, "for", "timestamp", "as", "of") || words.reads(index, "for", "version", "as", "of"))
    return { length: 4, message: "the lake on this machine has no former versions of a table: leave it out" };
  if (
    all[index]?.kind === "name" &&
    /^"\$(path|file_size|file_modified_time|partition|bucket)"$|\w\$(snapshots|history|files|manifests|partitions|refs)"$/.test(
      words.text(index),
    )
  )
    return { length: 1, message: "hidden columns and tables exist on Athena only: leave it out" };
  return arrowAt(words, index) ?? unnestAt(words, index) ?? namedDateAt(words, index);
}

function startsValue(words: SqlWords, index: number): boolean {
  const isLiteral = words.isText(index) || /^(\d|(row|cast|date|timestamp|array|map|null|true|false)$)/.test(words.text(index));
  return isLiteral || words.reads(index, "-");
}

function arrowAt(words: SqlWords, index: number): Syntax | undefined {
  if (!words.reads(index, "-", ">")) return undefined;
  return words.callAround(index) === "array_sort" || words.callAround(index) === "regexp_replace"
    ? { length: 2, message: `DuckDB takes no function in ${words.callAround(index)}(…): write cross join unnest(…) and an aggregate` }
    : undefined;
}

/** DuckDB spreads neither maps nor rows nor several arrays over columns. */
function unnestAt(words: SqlWords, index: number): Syntax | undefined {
  if (words.callAt(index) !== "unnest") return undefined;
  if (words.argumentsOf(index).length > 1)
    return {
      length: 1,
      message: "DuckDB unnests one array at a time: write unnest(sequence(1, cardinality(…))) as t(place) and element_at(…, place)",
    };
  const close = words.closeOf(index + 1);
  const isCounted = words.reads(close + 1, "with", "ordinality");
  let name = close + (isCounted ? 3 : 1);
  if (words.reads(name, "as")) name++;
  const columns = words.reads(name + 1, "(") ? words.argumentsOf(name).length : 0;
  return columns > (isCounted ? 2 : 1)
    ? { length: 1, message: "DuckDB spreads no maps and rows over columns: write unnest(map_keys(…)) and element_at(…, key) for a map" }
    : undefined;
}

/** `current_date - interval '1' day as name`: a column that is a timestamp in DuckDB. */
function namedDateAt(words: SqlWords, index: number): Syntax | undefined {
  const isSum = words.reads(index, "+", "interval") || words.reads(index, "-", "interval");
  if (!isSum || !words.isText(index + 2) || !words.reads(index + 4, "as") || !isDate(words, index - 1)) return undefined;
  return ["cast", "try_cast"].includes(words.callAround(index) ?? "")
    ? undefined
    : { length: 4, message: `DuckDB makes a timestamp of a date and an interval: write date_add('${words.text(index + 3)}', …, …)` };
}

function isDate(words: SqlWords, last: number): boolean {
  if (words.reads(last, "current_date") || (words.reads(last - 1, "date") && words.isText(last))) return true;
  const call = words.openOf(last) - 1;
  const cast = words.castAt(call);
  return cast ? words.written(cast.type) === "date" : ["date", "from_iso8601_date"].includes(words.callAt(call) ?? "");
}
