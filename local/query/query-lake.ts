import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Client } from "pg";
import { to } from "pg-copy-streams";
import type { Dataset } from "../../compiler";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import { quoteReadPath } from "../lake/duckdb";
import { duckdbProblem } from "../lake/duckdb-problem";
import type { LocalLake } from "../lake/lake";
import { RunProblem } from "../problem";
import { postgresColumn, type CatalogColumn } from "../sources/database/postgres-columns";
import type { NamedSelect } from "./dataset-names";
import type { ColumnKind, QueryResult } from "./query-result";
import { warehouseProblem } from "./query-warehouse";

export interface LakeQuery {
  readonly lake: LocalLake;
  /** A folder for files that only this query needs. */
  readonly scratch: string;
  readonly select: NamedSelect;
  /** Tables of the warehouse that the select names, with their names there. */
  readonly copies: readonly { readonly dataset: Dataset; readonly table: string }[];
  /** Present when there are copies. */
  readonly client: Client | undefined;
  /** The most rows of the answer. */
  readonly limit: number | undefined;
}

/** Answers a select by DuckDB. Tables of the warehouse are copied for it: DuckDB has no reader of PostgreSQL that needs no download. */
export async function queryLake({ lake, scratch, select, copies, client, limit }: LakeQuery): Promise<QueryResult> {
  const connection = await lake.connect();
  try {
    // The answer is in the order that the select asks for.
    await connection.run("set preserve_insertion_order = true");
    const names = new Map<string, string>();
    for (const [index, { dataset, table }] of copies.entries()) {
      const name = quoteIdentifier(`warehouse_${index}`);
      names.set(dataset.id, name);
      if (client) await copyTable(client, table, connection, name, join(scratch, `${index}.csv`));
    }
    return await answer(
      connection,
      select.render(({ id }) => names.get(id) ?? lake.relation(id)),
      limit,
    );
  } catch (error) {
    throw unmadeDataset(error, select, lake) ?? error;
  } finally {
    connection.closeSync();
  }
}

/** A dataset that no run has made yet, when that is the problem. */
function unmadeDataset(error: unknown, { datasets }: NamedSelect, lake: LocalLake): RunProblem | undefined {
  const table = error instanceof RunProblem ? /Table with name (.+?) does not exist/.exec(error.message)?.[1] : undefined;
  if (table === undefined) return undefined;
  const unmade = datasets.find(({ id }) => !lake.entry(id) && lake.relation(id).endsWith(`.${quoteIdentifier(table)}`));
  return (
    unmade && new RunProblem(`${unmade.id} has not been made on this machine yet: datastack run makes it.`, undefined, { cause: error })
  );
}

const numberTypes = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w+INT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/;

function kindOf(type: string): ColumnKind {
  if (type === "BOOLEAN") return "boolean";
  return numberTypes.test(type) ? "number" : "text";
}

async function answer(connection: DuckDBConnection, sql: string, limit: number | undefined): Promise<QueryResult> {
  try {
    const described = await connection.runAndReadAll(`describe ${sql}`);
    const columns = described.getRowObjectsJson().map(({ column_name: name, column_type: type }) => ({
      name: String(name),
      kind: kindOf(String(type)),
    }));
    const texts = columns.map((_, index) => `cast(c${index} as varchar)`).join(", ");
    const result = await connection.runAndReadAll(
      `select ${texts} from (${sql}\n) as answer(${columns.map((_, index) => `c${index}`).join(", ")})${limit === undefined ? "" : ` limit ${limit}`}`,
    );
    return { columns, rows: result.getRows() as (string | null)[][] };
  } catch (error) {
    throw duckdbProblem(error, "The lake answers");
  }
}

async function copyTable(client: Client, table: string, connection: DuckDBConnection, name: string, path: string): Promise<void> {
  const columns = (await readColumns(client, table)).map((column) => postgresColumn(column, "lake"));
  const select = `select ${columns.map(({ selected }) => selected).join(", ")} from ${table}`;
  try {
    await pipeline(client.query(to(`copy (${select}) to stdout (format csv)`)), createWriteStream(path));
  } catch (error) {
    throw warehouseProblem(error);
  }
  const types = columns.map(({ type, value }, index) => `${quoteLiteral(`c${index}`)}: ${quoteLiteral(value ? "VARCHAR" : type)}`);
  const expressions = columns.map(({ name: column, type, value }, index) => {
    const text = quoteIdentifier(`c${index}`);
    return `cast(${value ? value(text) : text} as ${type}) as ${quoteIdentifier(column)}`;
  });
  const options = "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false";
  await connection.run(
    `create temp table ${name} as select ${expressions.join(", ")} from read_csv(${quoteReadPath(path)}, columns = {${types.join(", ")}}, ${options})`,
  );
}

async function readColumns(client: Client, table: string): Promise<readonly CatalogColumn[]> {
  try {
    const { rows } = await client.query<CatalogColumn>(
      `select attname::text as name, format_type(atttypid, atttypmod) as type, (typnamespace = 'pg_catalog'::regnamespace) as "isBuiltin",
         (typcategory = 'A') as "isArray"
       from pg_catalog.pg_attribute join pg_catalog.pg_type on pg_type.oid = atttypid
       where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    );
    return rows;
  } catch (error) {
    throw warehouseProblem(error);
  }
}
