import type { TableRequest } from "../table-request";
import { decimalColumn } from "./decimal-column";
import type { DatabaseColumn } from "./staged-rows";
import { dialects } from "./table-name";

/** A column as PostgreSQL's catalog has it; of a domain its base type. */
export interface CatalogColumn {
  readonly name: string;
  /** `numeric(10,2)`, as `format_type` writes it. */
  readonly type: string;
  /** False for enumerations, composites and types of extensions. */
  readonly isBuiltin: boolean;
  readonly isArray: boolean;
}

const plainTypes: Readonly<Record<string, string>> = {
  smallint: "SMALLINT",
  integer: "INTEGER",
  bigint: "BIGINT",
  real: "FLOAT",
  "double precision": "DOUBLE",
  boolean: "BOOLEAN",
};

/** Types that a lake has not and DuckDB has. */
const warehouseTypes: Readonly<Record<string, string>> = {
  uuid: "UUID",
  json: "JSON",
  jsonb: "JSON",
  "time without time zone": "TIME",
};

const mostDigits = 38;

/** How a column gets into a lake or a warehouse, by the rules of the cloud's jobs: what Parquet has no type for is text. */
export function postgresColumn(column: CatalogColumn, store: TableRequest["store"]): DatabaseColumn {
  const name = column.name;
  const selected = dialects.postgresql.identifier(name);
  if (column.isArray) return { name, selected: `to_json(${selected})::text`, type: store === "lake" ? "VARCHAR" : "JSON" };
  if (!column.isBuiltin) return { name, selected: `${selected}::text`, type: "VARCHAR" };
  const base = column.type.replace(/\([^)]*\)/, "");
  const plain = plainTypes[base];
  if (plain !== undefined) return { name, selected, type: plain };
  const asText = { name, selected: `${selected}::text`, type: (store === "warehouse" ? warehouseTypes[base] : undefined) ?? "VARCHAR" };
  switch (base) {
    case "numeric":
      return numericColumn(name, selected, column.type) ?? asText;
    case "date":
      return datedColumn(name, selected, "DATE", ["0001-01-01", "9999-12-31"]);
    case "timestamp without time zone":
      return timestampColumn(name, selected, "TIMESTAMP");
    case "timestamp with time zone":
      return store === "lake"
        ? timestampColumn(name, `(${selected} at time zone 'UTC')`, "TIMESTAMP")
        : timestampColumn(name, selected, "TIMESTAMP WITH TIME ZONE");
    case "bytea":
      return { name, selected: `encode(${selected}, 'hex')`, type: "BLOB", value: (text) => `unhex(${text})` };
    default:
      return asText;
  }
}

/** Undefined for more digits than a lake has: they are text. */
function numericColumn(name: string, selected: string, type: string): DatabaseColumn | undefined {
  const [precision, scale = 0] =
    /\((-?\d+),?(-?\d+)?\)/
      .exec(type)
      ?.slice(1)
      .map((size) => Number(size ?? 0)) ?? [];
  // Digits beyond the 18th after the point are rounded, as the cloud's jobs do.
  if (precision === undefined) return decimalColumn(name, `${selected}::numeric(38,18)`, mostDigits, 18);
  if (precision > mostDigits || scale > mostDigits || scale < 0) return undefined;
  // PostgreSQL 15 allows more decimals than digits.
  return decimalColumn(name, selected, Math.max(precision, scale), scale);
}

function timestampColumn(name: string, selected: string, type: string): DatabaseColumn {
  return datedColumn(name, selected, type, ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"]);
}

/**
 * Infinity is the last and the first day of what Parquet's readers know, as in the cloud. DuckDB writes years before Christ as `0044-03-15 (BC)`. The
 * database only writes the text: what it does for each row is what one waits for.
 */
function datedColumn(name: string, selected: string, type: string, [first, last]: readonly [string, string]): DatabaseColumn {
  const value = (text: string): string =>
    `case when suffix(${text}, ' BC') then cast(system.main.regexp_replace(${text}, '^(\\S+)(.*) BC$', '\\1 (BC)\\2') as ${type})` +
    ` when ${text} = 'infinity' then cast('${last}' as ${type}) when ${text} = '-infinity' then cast('${first}' as ${type})` +
    ` else cast(${text} as ${type}) end`;
  return { name, selected, type, value };
}
