import type { StreamColumn, StreamIngestion } from "../../compiler";

/** A column of a stream's table, and how a field's text becomes its value. */
export interface TypedColumn {
  readonly name: string;
  /** As the spec spells it. */
  readonly type: StreamColumn["type"];
  /** As DuckDB spells it. */
  readonly lakeType: string;
  /**
   * The value of a field's text in SQL; NULL for one that does not fit.
   *
   * @param text - SQL of the field's text: of a string what it says, else its JSON; NULL for null.
   */
  value(text: string): string;
}

/** The columns of a stream's table: its own, then the declared ones, or `payload`, the event's JSON as text, without any. */
export function streamColumns({ source }: StreamIngestion): readonly TypedColumn[] {
  const declared = source.columns ?? [{ name: "payload", type: "string" } as const];
  const own = [{ name: "event_id", type: "string" } as const, { name: "received_at", type: "timestamp" } as const];
  return [...own, ...declared].map(({ name, type }) => ({ name, type, ...types[type] }));
}

/**
 * What the OpenX JSON SerDe reads (Amazon Data Firehose Developer Guide, "Convert input data format"): times as `2017-02-07T15:13:01.39256Z`,
 * `2017-02-07 15:13:01.14`, seconds or milliseconds (13 digits) since 1970, seconds with a fraction; numbers also from strings.
 */
const types: Readonly<Record<StreamColumn["type"], Pick<TypedColumn, "lakeType" | "value">>> = {
  string: { lakeType: "VARCHAR", value: (text) => text },
  integer: { lakeType: "INTEGER", value: (text) => matching(text, wholeNumber, `try_cast(${text} as INTEGER)`) },
  bigint: { lakeType: "BIGINT", value: (text) => matching(text, wholeNumber, `try_cast(${text} as BIGINT)`) },
  double: {
    lakeType: "DOUBLE",
    value: (text) => matching(text, String.raw`[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`, finite(`try_cast(${text} as DOUBLE)`)),
  },
  boolean: { lakeType: "BOOLEAN", value: (text) => `case lower(${text}) when 'true' then true when 'false' then false end` },
  date: { lakeType: "DATE", value: (text) => matching(text, dayText, `try_cast(${text} as DATE)`) },
  timestamp: { lakeType: "TIMESTAMP", value: timestampValue },
};

const wholeNumber = String.raw`[+-]?\d+`;
const dayText = String.raw`\d{4}-\d{1,2}-\d{1,2}`;
const clockText = String.raw`\d{1,2}:\d{2}:\d{2}(\.\d{1,9})?`;

function timestampValue(text: string): string {
  const seconds = `try(make_timestamp(cast(try_cast(${text} as DECIMAL(38,6)) * 1000000 as BIGINT)))`;
  return [
    "case",
    `when ${matches(text, String.raw`-?\d{13,}`)} then try(epoch_ms(try_cast(${text} as BIGINT)))`,
    `when ${matches(text, String.raw`-?\d+(\.\d+)?`)} then ${seconds}`,
    `when ${matches(text, String.raw`\d{4}-\d{2}-\d{2}T${clockText}Z`)} then try_cast(replace(rtrim(${text}, 'Z'), 'T', ' ') as TIMESTAMP)`,
    `when ${matches(text, `${dayText} ${clockText}`)} then try_cast(${text} as TIMESTAMP)`,
    "end",
  ].join(" ");
}

function matching(text: string, pattern: string, value: string): string {
  return `case when ${matches(text, pattern)} then ${value} end`;
}

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, '${pattern}')`;
}

function finite(value: string): string {
  return `case when isfinite(${value}) then ${value} end`;
}
