import { difference, warning, type FoundDifference } from "./found-difference";
import type { SqlWords } from "./sql-words";

/**
 * DuckDB's timestamps with a time zone are instants that are read in UTC; Athena's keep the zone that they came with. What prints one, or takes a part of
 * it, is alike after at_timezone(…), whose result must go nowhere else.
 */
export function findTimeZone(words: SqlWords, index: number): FoundDifference | undefined {
  if (words.reads(index, "at", "time", "zone"))
    return difference(
      { first: index, last: index + 2 },
      "at time zone answers another time in DuckDB: write cast(at_timezone(…, 'Europe/Amsterdam') as timestamp)",
    );
  if (words.reads(index, "timestamp") && words.isText(index + 1) && hasZone(words.text(index + 1)))
    return difference({ first: index, last: index + 1 }, "DuckDB reads no time zone here: write cast('…' as timestamp with time zone)");
  const name = words.callAt(index);
  const range = { first: index, last: index };
  const isRead = isReadByClock(words, index);
  if (name === "at_timezone" && !isRead)
    return difference(range, "DuckDB keeps no time zone: write cast(at_timezone(…) as timestamp), or date_format(at_timezone(…), …)");
  if (name === "with_timezone" && isRead)
    return difference(range, "DuckDB keeps no time zone: write at_timezone(with_timezone(…), 'UTC') here");
  if (name === "from_iso8601_timestamp" && isRead)
    return warning(range, "DuckDB keeps no time zone of such a text: write at_timezone(from_iso8601_timestamp(…), 'UTC') here");
  return undefined;
}

function hasZone(literal: string): boolean {
  return /\d:\d+(:[\d.]+)?\s*[A-Za-z+-]/.test(literal);
}

const clockReaders = [
  ...[
    "date",
    "date_format",
    "year",
    "quarter",
    "month",
    "week",
    "week_of_year",
    "day",
    "day_of_month",
    "day_of_week",
    "dow",
    "day_of_year",
    "doy",
  ],
  ...["year_of_week", "yow", "hour", "minute", "second", "millisecond", "last_day_of_month"],
];

/** Whether what is called here is cast to a type without a zone, or a part is taken of it. */
function isReadByClock(words: SqlWords, index: number): boolean {
  const around = words.callAround(index) ?? "";
  if (words.reads(index - 1, "from")) return around === "extract";
  if (!words.reads(index - 1, "(")) return false;
  if (clockReaders.includes(around)) return true;
  const cast = words.castAt(index - 2);
  return cast?.value.last === words.closeOf(index + 1) && /^(date|time|timestamp)(\(\d\))?$/.test(words.written(cast.type));
}
