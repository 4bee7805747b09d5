import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../../compiler/sql/quote";
import type { StateFolder } from "../state/state-folder";
import { athenaMacros } from "./athena-macros";

/** With Node and what DuckDB does not count, runs over ten million rows peak at 450 to 700 MB. */
const memoryLimit = "350MB";

/** Each buffers rows of its own, so that more of them need more memory. */
const mostThreads = 4;

/** A value as DuckDB's JSON has it: numbers that JavaScript cannot hold exactly are text. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

const isSetting = (statement: string): boolean => /^\s*set\s/i.test(statement);

/** A DuckDB without a database file, that downloads nothing and answers Athena's functions. */
export async function openDuckdb({ scratch }: Pick<StateFolder, "scratch">): Promise<DuckDBInstance> {
  const spill = join(scratch, "duckdb");
  mkdirSync(spill, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: memoryLimit,
    // Tables have no order. With one to keep, aggregates over ten million groups run out of the memory that sorts and joins live with.
    preserve_insertion_order: "false",
    temp_directory: spill,
    threads: String(Math.min(availableParallelism(), mostThreads)),
  });
  const connection = await instance.connect();
  try {
    for (const statement of athenaMacros) if (!isSetting(statement)) await connection.run(statement);
  } finally {
    connection.closeSync();
  }
  return instance;
}

/** A new connection with the settings of Athena: they belong to a connection. */
export async function connectTo(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  for (const statement of ["set timezone = 'UTC'", ...athenaMacros.filter(isSetting)]) await connection.run(statement);
  return connection;
}

/** All rows of a query, column to value; the caller knows the types of its columns. */
export async function queryRows<Row extends object = Readonly<Record<string, JsonValue>>>(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly Row[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson() as readonly object[] as readonly Row[];
}

/** The path of a file that is written: `copy … to <path>`. */
export function quotePath(path: string): string {
  return quoteLiteral(path);
}

/** The path of one file that is read, whatever it holds: DuckDB takes paths for patterns. */
export function quoteReadPath(path: string): string {
  return quoteLiteral(path.replaceAll(/[*?[]/g, "[$&]"));
}
