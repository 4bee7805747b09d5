import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import { pathList } from "./object-paths";
import type { CursorPosition, SourceRows } from "./row-source";

/** A column whose values DuckDB knows how to read. */
export interface TypedColumn {
  readonly name: string;
  /** As DuckDB spells it. */
  readonly type: string;
  /** The value, from the columns of the relation. */
  readonly expression: string;
}

export interface RowsToStore {
  /** What stands after `from`. */
  readonly relation: string;
  readonly columns: readonly TypedColumn[];
  readonly from?: CursorPosition;
  /** Bytes that were read from the source. */
  readonly bytes: number;
}

/**
 * Reads rows into a Parquet file of their own: what may go wrong with them goes wrong here, their source may change afterwards, reading them several
 * times costs little, and the lake takes the file as it is where it can.
 *
 * @param scratch - The folder of the file.
 */
export async function storeRows(connection: DuckDBConnection, scratch: string, rows: RowsToStore): Promise<SourceRows> {
  const path = join(scratch, `${randomUUID()}.parquet`);
  const close = () => rm(path, { force: true });
  try {
    await connection.run(`copy (${selectRows(rows)}) to ${quoteLiteral(path)} (format parquet, compression zstd)`);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    relation: `read_parquet(${pathList([{ path }])}, hive_partitioning = false)`,
    columns: rows.columns.map(({ name, type }) => ({ name, type })),
    file: path,
    bytes: rows.bytes,
    close,
  };
}

function selectRows({ relation, columns, from }: RowsToStore): string {
  const selected = columns.map(({ name, expression }) => `${expression} as ${quoteIdentifier(name)}`).join(", ");
  const select = `select ${selected} from ${relation}`;
  const cursor = columns.find(({ name }) => name === from?.column);
  if (!from || !cursor) return select;
  return `select * from (${select}) where ${quoteIdentifier(cursor.name)} >= cast(${quoteLiteral(from.value)} as ${cursor.type})`;
}

/**
 * A text that holds a number with at most `scale` decimals as DECIMAL. DuckDB reads the wide ones four times as slowly as those of 18 digits, which most
 * values fit into.
 */
export function decimalExpression(text: string, width: number, scale: number): string {
  const type = `DECIMAL(${width},${scale})`;
  if (width <= 18) return `cast(${text} as ${type})`;
  const narrow = scale <= 9 ? text : `case when length(${text}) - strpos(${text}, '.') <= 9 or strpos(${text}, '.') = 0 then ${text} end`;
  return `coalesce(cast(try_cast(${narrow} as DECIMAL(18,${Math.min(scale, 9)})) as ${type}), cast(${text} as ${type}))`;
}
