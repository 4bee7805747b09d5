import { difference, type FoundDifference } from "./found-difference";
import { insteadOfFunction } from "./local-functions";
import type { SqlWords, WordRange } from "./sql-words";

/** A function that DuckDB lacks, or a form of one that it lacks or reads otherwise. */
export function findCall(words: SqlWords, index: number): FoundDifference | undefined {
  const name = words.callAt(index);
  if (name === undefined) return undefined;
  const instead = insteadOfFunction(name);
  if (instead !== undefined) return differenceAt(index, `DuckDB has no ${name}(…) that answers as Athena's does: ${instead}`);
  const values = words.argumentsOf(index);
  return (
    findNumberOfArguments(index, name, values.length) ??
    findFormat(words, name, values) ??
    findPattern(words, name, values) ??
    findPath(words, name, values) ??
    findAggregate(words, index, name)
  );
}

const numbersOfArguments: Readonly<Record<string, { readonly count: number; readonly message: string }>> = {
  if: { count: 2, message: "DuckDB has no if(…) with two arguments: write case when … then … end" },
  concat_ws: { count: 2, message: "DuckDB joins no array with concat_ws(…): write array_join(…, ',')" },
  normalize: { count: 2, message: "DuckDB knows one form of normalize(…): write normalize(…) without a form" },
  from_unixtime: {
    count: 2,
    message: "DuckDB keeps no time zone: write cast(at_timezone(from_unixtime(…), 'Europe/Amsterdam') as timestamp)",
  },
  strpos: { count: 3, message: "DuckDB finds the first place only: write strpos(…) with two arguments" },
  approx_percentile: { count: 3, message: "DuckDB has no approx_percentile(…) with weights or an accuracy: write approx_percentile(…, …)" },
};

function findNumberOfArguments(index: number, name: string, count: number): FoundDifference | undefined {
  const known = numbersOfArguments[name];
  return known?.count === count ? differenceAt(index, known.message) : undefined;
}

function findFormat(words: SqlWords, name: string, [, format]: readonly WordRange[]): FoundDifference | undefined {
  if (!["date_parse", "date_format"].includes(name) || !format) return undefined;
  if (!/^('([^']|'')*'[ |]*)+$/.test(words.written(format)))
    return difference(format, `DuckDB needs the format of ${name}(…) as a text: write '%Y-%m-%d'`);
  const unknown = /%(?![abcdefHhIijklMmprSsTvWxYy])[A-Za-z]/.exec(words.texts(format).replaceAll("%%", ""))?.[0];
  if (unknown !== undefined)
    return difference(format, `Athena has no ${unknown} in ${name}(…): write one of its letters, as in '%x-%v' for a year and its week`);
  return name === "date_parse" && !/%[Yyx]/.test(words.texts(format))
    ? difference(format, "a date without a year is of 1970 on Athena and of 1900 in DuckDB: write a year and %Y")
    : undefined;
}

function findPattern(words: SqlWords, name: string, [, pattern, replacement]: readonly WordRange[]): FoundDifference | undefined {
  if (!name.startsWith("regexp_")) return undefined;
  if (pattern && /\(\?<?[=!]/.test(words.texts(pattern)))
    return difference(pattern, "DuckDB's patterns cannot look ahead or behind: write groups and regexp_extract(…, …, 1)");
  return name === "regexp_replace" && replacement && words.texts(replacement).includes("${")
    ? difference(replacement, "DuckDB knows groups of a replacement by number: write $1")
    : undefined;
}

function findPath(words: SqlWords, name: string, [, path]: readonly WordRange[]): FoundDifference | undefined {
  return ["json_extract", "json_extract_scalar", "json_size"].includes(name) && path && /\*|\.\.|\?\(/.test(words.texts(path))
    ? difference(path, "DuckDB answers a list for this path: write a path to one value, as in '$.items[0].price'")
    : undefined;
}

/** Aggregates that are macros in DuckDB. */
const aggregates = [
  ...["avg", "approx_distinct", "approx_percentile", "arbitrary", "every", "count_if", "max_by", "min_by", "map_agg", "histogram"],
  ...["bitwise_and_agg", "bitwise_or_agg", "bitwise_xor_agg"],
];

function findAggregate(words: SqlWords, index: number, name: string): FoundDifference | undefined {
  if (!aggregates.includes(name)) return undefined;
  const after = words.closeOf(index + 1) + 1;
  if (words.reads(after, "filter", "(")) {
    const moved = /^(max|min)_by$/.test(name) ? `${name}(…, case when … then … end)` : `${name}(case when … then … end)`;
    return difference({ first: after, last: after }, `DuckDB takes no filter for ${name}(…) here: write ${moved}`);
  }
  if (words.reads(index + 2, "distinct"))
    return difference(
      { first: index + 2, last: index + 2 },
      `DuckDB takes no distinct in ${name}(…) here: write ${name}(…) of a select distinct`,
    );
  if (!words.reads(after, "over")) return undefined;
  if (name === "avg")
    return differenceAt(
      index,
      "DuckDB answers no decimal for avg(…) over (…): write sum(…) over (…) / count(…) over (…), of integers sum(cast(… as double))",
    );
  return ["map_agg", "histogram"].includes(name)
    ? differenceAt(index, `DuckDB has no ${name}(…) over (…): write ${name}(…) in a with query and join it`)
    : undefined;
}

function differenceAt(index: number, message: string): FoundDifference {
  return difference({ first: index, last: index }, message);
}
