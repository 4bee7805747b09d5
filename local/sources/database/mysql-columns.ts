import type { TableRequest } from "../table-request";
import { decimalColumn } from "./decimal-column";
import type { DatabaseColumn } from "./staged-rows";
import { dialects } from "./table-name";

/** A column as MySQL's catalog has it. */
export interface CatalogColumn {
  readonly name: string;
  /** `int unsigned`, `decimal(10,2)`. */
  readonly type: string;
}

/** The type, and that of unsigned values. */
const integers: Readonly<Record<string, readonly [signed: string, unsigned: string]>> = {
  tinyint: ["SMALLINT", "SMALLINT"],
  smallint: ["SMALLINT", "INTEGER"],
  mediumint: ["INTEGER", "INTEGER"],
  int: ["INTEGER", "BIGINT"],
  bigint: ["BIGINT", "DECIMAL(20,0)"],
  year: ["SMALLINT", "SMALLINT"],
  bit: ["DECIMAL(20,0)", "DECIMAL(20,0)"],
};

const textType = /^(char|varchar|(tiny|medium|long)?text)$/;

/** The type without sizes and attributes: `int` of `int(11) unsigned zerofill`. */
export function baseType(type: string): string {
  return (
    type
      .replace(/\([^)]*\)/g, "")
      .split(" ")[0]
      ?.toLowerCase() ?? ""
  );
}

export function isTextType(type: string): boolean {
  return textType.test(baseType(type));
}

/** How a column gets into a lake or a warehouse, by the rules of the cloud's jobs: what Parquet has no type for is text. */
export function mysqlColumn({ name, type: declared }: CatalogColumn, store: TableRequest["store"]): DatabaseColumn {
  const column = dialects.mysql.identifier(name);
  const base = baseType(declared);
  const integer = integers[base]?.[/ unsigned/i.test(declared) ? 1 : 0];
  if (integer !== undefined) return integerColumn(name, base === "bit" || base === "year" ? `(${column} + 0)` : column, integer);
  if (isTextType(declared)) return { name, selected: column, type: "VARCHAR" };
  if (/(binary|blob)$/.test(base)) return { name, selected: `lower(hex(${column}))`, type: "BLOB", value: (text) => `unhex(${text})` };
  switch (base) {
    case "decimal":
      return numericColumn(name, column, declared);
    // MySQL writes six digits of a float: as a double it has all.
    case "float":
      return { name, selected: `(${column} + 0e0)`, type: "FLOAT" };
    case "double":
      return { name, selected: column, type: "DOUBLE" };
    case "date":
      return { name, selected: column, type: "DATE" };
    case "datetime":
      return { name, selected: column, type: "TIMESTAMP" };
    case "timestamp":
      return store === "lake"
        ? { name, selected: column, type: "TIMESTAMP" }
        : {
            name,
            selected: column,
            type: "TIMESTAMP WITH TIME ZONE",
            value: (text) => `cast(${text} || '+00' as TIMESTAMP WITH TIME ZONE)`,
          };
    case "json":
      return { name, selected: `cast(${column} as char)`, type: store === "lake" ? "VARCHAR" : "JSON" };
    default:
      return { name, selected: `cast(${column} as char)`, type: "VARCHAR" };
  }
}

function integerColumn(name: string, selected: string, type: string): DatabaseColumn {
  return type === "DECIMAL(20,0)" ? decimalColumn(name, selected, 20, 0) : { name, selected, type };
}

const mostDigits = 38;

/** More digits than a lake has are text. */
function numericColumn(name: string, selected: string, declared: string): DatabaseColumn {
  const [width = 10, scale = 0] =
    /\((\d+),?(\d+)?\)/
      .exec(declared)
      ?.slice(1)
      .map((size) => Number(size ?? 0)) ?? [];
  return width > mostDigits
    ? { name, selected: `cast(${selected} as char)`, type: "VARCHAR" }
    : decimalColumn(name, selected, width, scale);
}
