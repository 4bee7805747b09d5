import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier } from "../../compiler/sql/quote";
import { lowerCaseNames } from "./column-names";
import { pathList } from "./object-paths";
import type { SourceObject } from "./row-source";
import type { TypedColumn } from "./typed-rows";

/** The rows of one Parquet file as they are; for the lake without the types that its tables do not have. */
export async function parquetColumns(connection: DuckDBConnection, object: SourceObject, store: "lake" | "warehouse") {
  const relation = `read_parquet(${pathList([object])}, hive_partitioning = false)`;
  const answer = await connection.runAndReadAll(`select column_name, column_type from (describe select * from ${relation})`);
  const found = answer.getRowsJson() as [string, string][];
  lowerCaseNames(
    object.key,
    found.map(([name]) => name),
  );
  return { relation, columns: found.map(([name, type]) => (store === "lake" ? lakeColumn(name, type) : asItIs(name, type))) };
}

function asItIs(name: string, type: string): TypedColumn {
  return { name, type, expression: quoteIdentifier(name) };
}

const lakeTypes = /^(BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|DATE|TIMESTAMP|VARCHAR|BLOB)$/;

/** Types that become others: Parquet in a lake has no unsigned integers and no time zones. */
const otherTypes: Readonly<Record<string, string>> = {
  UTINYINT: "SMALLINT",
  USMALLINT: "INTEGER",
  UINTEGER: "BIGINT",
  UBIGINT: "DECIMAL(20,0)",
  HUGEINT: "DECIMAL(38,0)",
  TIMESTAMP_S: "TIMESTAMP",
  TIMESTAMP_MS: "TIMESTAMP",
  TIMESTAMP_NS: "TIMESTAMP",
};

/** A column as the lake has it. */
export function lakeColumn(name: string, type: string): TypedColumn {
  const column = quoteIdentifier(name);
  if (lakeTypes.test(type)) return asItIs(name, type);
  if (type === "TIMESTAMP WITH TIME ZONE") return { name, type: "TIMESTAMP", expression: `timezone('UTC', ${column})` };
  const other = otherTypes[type];
  if (other !== undefined) return { name, type: other, expression: `cast(${column} as ${other})` };
  const isNested = /^(STRUCT|MAP|UNION)\(|\]$/.test(type);
  return { name, type: "VARCHAR", expression: isNested ? `cast(to_json(${column}) as VARCHAR)` : `cast(${column} as VARCHAR)` };
}
