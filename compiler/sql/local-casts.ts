import { difference, warning, type FoundDifference } from "./found-difference";
import type { SqlWords, WordRange } from "./sql-words";

/** A cast to a type that DuckDB has not, or that means something else there. */
export function findCast(words: SqlWords, index: number): FoundDifference | undefined {
  const cast = words.castAt(index);
  if (!cast) return undefined;
  const type = words.written(cast.type);
  if (/\barray[(<]/.test(type)) return difference(cast.type, arrayAdvice(type));
  if (/^(decimal|numeric)$/.test(type))
    return difference(cast.type, `${type} has no digits after the point on Athena and three in DuckDB: write decimal(38, 0)`);
  if (/^timestamp\(\d+\)with time zone$/.test(type))
    return difference(
      cast.type,
      "DuckDB has no digits for timestamps with a time zone: write cast(at_timezone(…, 'UTC') as timestamp(6)), or timestamp with time zone",
    );
  if (/^(char|character)\(/.test(type)) return difference(cast.type, "DuckDB pads no char: write varchar and rpad(…)");
  if (type === "json")
    return difference(
      cast.type,
      "cast(… as json) makes a JSON text of a varchar on Athena and parses it in DuckDB: write json_parse(…) to parse, and text with concat(…) to make one",
    );
  const length = /^varchar\((\d+)\)$/.exec(type)?.[1];
  if (length !== undefined && words.written(cast.value) !== "null")
    return warning(cast.type, `DuckDB does not cut a varchar(${length}): write substr(cast(… as varchar), 1, ${length})`);
  return type === "varchar" || length !== undefined ? findPrintedValue(words, cast.value) : undefined;
}

function arrayAdvice(type: string): string {
  const items = /^array\((\w+|decimal\(\d+ , \d+\))\)$/.exec(type)?.[1];
  return items === undefined
    ? "DuckDB cannot read this type of arrays: take single values with json_extract_scalar(…) or element_at(…)"
    : `DuckDB cannot read array(…) as a type: write ${items.replace(" ,", ",")} array`;
}

function findPrintedValue(words: SqlWords, value: WordRange): FoundDifference | undefined {
  if (words.isCallOf(value, ["json_extract"]))
    return difference(value, "a JSON text keeps its quotes in DuckDB when it is cast to varchar: write json_extract_scalar(…)");
  if (words.isCallOf(value, ["json_parse"]))
    return difference(value, "DuckDB casts JSON to varchar as it is written: write json_format(…)");
  return isTimestamp(words, value)
    ? difference(value, "DuckDB prints timestamps with other digits than Athena: write date_format(…, '%Y-%m-%d %H:%i:%s')")
    : undefined;
}

function isTimestamp(words: SqlWords, value: WordRange): boolean {
  const { first, last } = value;
  if (words.reads(first, "timestamp") && words.isText(last)) return last === first + 1;
  if (words.reads(first, "current_timestamp") || words.reads(first, "localtimestamp")) return first === last;
  if (words.isCallOf(value, ["now", "from_unixtime", "date_parse", "from_iso8601_timestamp"])) return true;
  const inner = words.castAt(first);
  return inner !== undefined && words.isCallOf(value, ["cast", "try_cast"]) && words.reads(inner.type.first, "timestamp");
}
