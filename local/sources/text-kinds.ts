import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier } from "../../compiler/sql/quote";
import { decimalExpression, type TypedColumn } from "./typed-rows";

/** Rows whose values are text, as a csv file has them. */
export interface TextRows {
  /** What stands after `from`. */
  readonly relation: string;
  readonly columns: readonly TextColumn[];
}

export interface TextColumn {
  readonly name: string;
  /** What the values may be, the narrowest first; text in any case. */
  readonly kinds: readonly Kind[];
}

export type Kind = "boolean" | "integer" | "decimal" | "double" | "date" | "timestamp" | "zoned-timestamp";

interface Rule {
  /** Whether a text is a value of the kind, and written in no other way than such values are: `00123` and `+31` are no numbers. */
  fits(text: string): string;
  /** Wide, so that a file that grows keeps its types: the lake does not narrow or change the type of a column. */
  readonly type: string;
  value(text: string): string;
}

const matches = (text: string, pattern: string): string => `regexp_full_match(${text}, '${pattern}')`;
const castsTo = (text: string, type: string): string => `try_cast(${text} as ${type}) is not null`;
const number = "-?(0|[1-9][0-9]{0,28})";
const day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const time = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?";

function rule(type: string, pattern: string): Rule {
  return {
    type,
    fits: (text) => `${matches(text, pattern)} and ${castsTo(text, type)}`,
    value: (text) => `cast(${text} as ${type})`,
  };
}

const rules: Readonly<Record<Kind, Rule>> = {
  // `t` and `f` are what PostgreSQL's COPY writes.
  boolean: rule("BOOLEAN", "(?i:true|false)|t|f"),
  integer: { ...rule("BIGINT", ""), fits: (text) => `coalesce(cast(try_cast(${text} as BIGINT) as VARCHAR) = ${text}, false)` },
  decimal: {
    type: "DECIMAL(38,9)",
    fits: (text) => matches(text, `${number}([.][0-9]{1,9})?`),
    value: (text) => decimalExpression(text, 38, 9),
  },
  double: rule("DOUBLE", `${number}([.][0-9]+)?([eE][-+]?[0-9]+)?|NaN|-?Infinity`),
  date: rule("DATE", day),
  timestamp: rule("TIMESTAMP", `${day}([ T][0-9]{2}:[0-9]{2}|[ T]${time})?`),
  "zoned-timestamp": rule("TIMESTAMP WITH TIME ZONE", `${day}[ T]${time}(Z|[-+][0-9]{2}(:?[0-9]{2})?)`),
};

export const allKinds = Object.keys(rules) as readonly Kind[];

/** So many rows rule out most kinds at little cost; what is left is tried on all rows. */
const firstRows = 10_000;

/** The columns with the narrowest type that holds all their values; one without a value is text. */
export async function typeColumns(connection: DuckDBConnection, rows: TextRows, zoned: ZonedTimestamps): Promise<readonly TypedColumn[]> {
  const left = await kindsOfFirstRows(connection, rows);
  const settled = rows.columns.map(() => false);
  while (settled.includes(false)) {
    const trials = left.map((kinds, index) => (settled[index] ? [] : kinds.slice(0, 1)));
    const answers = await tryKinds(connection, rows.relation, rows.columns, trials);
    for (const [index, [fits]] of answers.entries()) {
      if (settled[index]) continue;
      if (fits === null) left[index] = [];
      else if (fits === false) left[index]?.shift();
      settled[index] = fits !== false;
    }
  }
  return rows.columns.map(({ name }, index) => typeColumn(name, left[index]?.[0], zoned));
}

async function kindsOfFirstRows(connection: DuckDBConnection, { relation, columns }: TextRows): Promise<Kind[][]> {
  const all = columns.map(({ kinds }) => kinds);
  const answers = await tryKinds(connection, `(select * from ${relation} limit ${firstRows})`, columns, all);
  return all.map((kinds, index) => kinds.filter((_, number) => answers[index]?.[number] !== false));
}

/** For each column and each of its kinds whether all values are of it; null without values, undefined without kinds. */
async function tryKinds(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly TextColumn[],
  trials: readonly (readonly Kind[])[],
): Promise<readonly (readonly (boolean | null)[])[]> {
  const tests = columns.flatMap(({ name }, index) =>
    (trials[index] ?? []).map(
      // An aggregate with a filter says the same; of 100 columns it takes a minute.
      (kind) => `bool_and(case when ${quoteIdentifier(name)} is not null then ${rules[kind].fits(quoteIdentifier(name))} end)`,
    ),
  );
  if (tests.length === 0) return columns.map(() => []);
  const answer = await connection.runAndReadAll(`select ${tests.join(", ")} from ${relation}`);
  const values = [...((answer.getRows()[0] ?? []) as (boolean | null)[])];
  return trials.map((kinds) => values.splice(0, kinds.length));
}

/** What becomes of timestamps with a zone: the lake's have none, and are in UTC. */
export type ZonedTimestamps = "in-utc" | "kept";

/** The column of a kind; text without one. */
function typeColumn(name: string, kind: Kind | undefined, zoned: ZonedTimestamps): TypedColumn {
  const text = quoteIdentifier(name);
  if (kind === undefined) return { name, type: "VARCHAR", expression: text };
  const { type, value } = rules[kind];
  if (kind !== "zoned-timestamp" || zoned === "kept") return { name, type, expression: value(text) };
  return { name, type: "TIMESTAMP", expression: `timezone('UTC', ${value(text)})` };
}
