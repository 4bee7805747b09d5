import {
  DuckDBTypeId,
  type DuckDBArrayType,
  type DuckDBDecimalType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
} from "@duckdb/node-api";
import { quoteLiteral } from "../../../compiler/sql/quote";

/** How a column of DuckDB gets into the warehouse. */
export interface ColumnType {
  /** The type in PostgreSQL, as its `format_type` writes it. */
  readonly type: string;
  /** Whether its texts may be anything, so that they stand in quotes. */
  readonly quoted?: true;
  /** The value as PostgreSQL reads it, from DuckDB's expression of the column. */
  text(expression: string): string;
}

/** The type of a column, as the cloud's jobs make it of a Parquet file; nested values become JSON. */
export function columnType(type: DuckDBType): ColumnType {
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { width, scale } = type as DuckDBDecimalType;
    return { type: `numeric(${width},${scale})`, text: asIs };
  }
  if (type.alias === "JSON") return { type: "jsonb", quoted: true, text: asText };
  if (nestedTypes.has(type.typeId)) return { type: "jsonb", text: (expression) => `(${jsonOf(type, expression)})::varchar` };
  return simpleTypes.get(type.typeId) ?? { type: "text", quoted: true, text: asText };
}

const asIs = (expression: string): string => expression;
const asText = (expression: string): string => `${expression}::varchar`;
/** DuckDB writes years before Christ as `0044-03-15 (BC)`; a lake's connection has a `replace` of Athena's. */
const asDate = (expression: string): string => `system.main.replace(${expression}::varchar, '(BC)', 'BC')`;
/** PostgreSQL keeps microseconds; DuckDB's cast would round. */
const cutToMicroseconds = (expression: string): string =>
  asDate(`case when isfinite(${expression}) then make_timestamp(epoch_ns(${expression}) // 1000) else ${expression}::timestamp end`);

const simpleTypes: ReadonlyMap<DuckDBTypeId, ColumnType> = new Map([
  [DuckDBTypeId.BOOLEAN, { type: "boolean", text: asIs }],
  [DuckDBTypeId.TINYINT, { type: "smallint", text: asIs }],
  [DuckDBTypeId.UTINYINT, { type: "smallint", text: asIs }],
  [DuckDBTypeId.SMALLINT, { type: "smallint", text: asIs }],
  [DuckDBTypeId.USMALLINT, { type: "integer", text: asIs }],
  [DuckDBTypeId.INTEGER, { type: "integer", text: asIs }],
  [DuckDBTypeId.UINTEGER, { type: "bigint", text: asIs }],
  [DuckDBTypeId.BIGINT, { type: "bigint", text: asIs }],
  [DuckDBTypeId.UBIGINT, { type: "numeric(20,0)", text: asIs }],
  [DuckDBTypeId.HUGEINT, { type: "numeric", text: asIs }],
  [DuckDBTypeId.UHUGEINT, { type: "numeric", text: asIs }],
  [DuckDBTypeId.BIGNUM, { type: "numeric", text: asText }],
  [DuckDBTypeId.FLOAT, { type: "real", text: asIs }],
  [DuckDBTypeId.DOUBLE, { type: "double precision", text: asIs }],
  [DuckDBTypeId.DATE, { type: "date", text: asDate }],
  [DuckDBTypeId.TIME, { type: "time without time zone", text: asText }],
  [DuckDBTypeId.TIME_NS, { type: "time without time zone", text: (expression) => `left(${expression}::varchar, 15)` }],
  [DuckDBTypeId.TIME_TZ, { type: "time with time zone", text: asText }],
  [DuckDBTypeId.TIMESTAMP, { type: "timestamp without time zone", text: asDate }],
  [DuckDBTypeId.TIMESTAMP_S, { type: "timestamp without time zone", text: asDate }],
  [DuckDBTypeId.TIMESTAMP_MS, { type: "timestamp without time zone", text: asDate }],
  [DuckDBTypeId.TIMESTAMP_NS, { type: "timestamp without time zone", text: cutToMicroseconds }],
  [DuckDBTypeId.TIMESTAMP_TZ, { type: "timestamp with time zone", text: asDate }],
  [DuckDBTypeId.INTERVAL, { type: "interval", text: asText }],
  [DuckDBTypeId.UUID, { type: "uuid", text: asText }],
  [DuckDBTypeId.BLOB, { type: "bytea", text: (expression: string) => `'\\x' || hex(${expression})` }],
]);

const nestedTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.LIST,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
]);

/** Nested values as the cloud's load writes them: a map is a list of pairs, a decimal and a time are text, bytes are hexadecimal digits. */
function jsonOf(type: DuckDBType, expression: string, depth = 0): string {
  const element = `element_${depth}`;
  const each = (list: string, made: string): string => `to_json(list_transform(${list}, lambda ${element}: ${made}))`;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return each(expression, jsonOf((type as DuckDBListType).valueType, element, depth + 1));
    case DuckDBTypeId.ARRAY: {
      const { valueType } = type as DuckDBArrayType;
      return each(`${expression}::${valueType.toString()}[]`, jsonOf(valueType, element, depth + 1));
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      const [key, value] = [jsonOf(keyType, `${element}.key`, depth + 1), jsonOf(valueType, `${element}.value`, depth + 1)];
      return each(`map_entries(${expression})`, `[${key}, ${value}]`);
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const members = entryNames.map((name, index) => {
        const member = `struct_extract(${expression}, ${quoteLiteral(name)})`;
        return `${quoteLiteral(name)}, ${jsonOf(entryTypes[index] as DuckDBType, member, depth)}`;
      });
      return `case when ${expression} is not null then json_object(${members.join(", ")}) end`;
    }
    case DuckDBTypeId.BLOB:
      return `to_json(lower(hex(${expression})))`;
    case DuckDBTypeId.DECIMAL:
      return `to_json(${expression}::varchar)`;
    default:
      return `to_json(${expression})`;
  }
}
