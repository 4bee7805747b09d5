import type { DuckDBConnection } from "@duckdb/node-api";
import type { IngestedTable } from "../../compiler";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import type { LakeColumn } from "../lake/catalog";
import { typesByName, widerType } from "../lake/column-types";
import { queryRows } from "../lake/duckdb";
import { RunProblem } from "../problem";
import type { SourceRows } from "../sources/row-source";

/** The rows of a table that were read. */
export type ReadTable = Pick<SourceRows, "relation" | "columns">;

/** What the lake has of a table already. */
export interface TakenRows {
  /** The cursor, as the source spells it. */
  readonly column: string;
  /** The greatest cursor that was taken. */
  readonly last?: string;
  /** The table, and its columns. */
  readonly relation: string;
  readonly columns: readonly LakeColumn[];
}

/** All rows, with the names that the lake has. */
export function selectAll({ relation, columns }: ReadTable): string {
  return `select ${columns.map(({ name }) => `${quoteIdentifier(name)} as ${lower(name)}`).join(", ")} from ${relation}`;
}

/** The rows that the lake has not: those with a greater cursor, and of those with the last one itself what came late. */
export function selectNew(read: ReadTable, taken: TakenRows): string {
  const cursor = quoteIdentifier(taken.column);
  if (taken.last === undefined) return `${selectAll(read)} where ${cursor} is not null`;
  const type = read.columns.find(({ name }) => name === taken.column)?.type ?? "VARCHAR";
  const last = `cast(${quoteLiteral(taken.last)} as ${type})`;
  return `${selectAll(read)} where ${cursor} > ${last} union all ${selectLateTies(read, taken, `${selectAll(read)} where ${cursor} <= ${last}`)}`;
}

const position = quoteIdentifier("number among equal rows");

/**
 * The rows of a select that are not in the lake, with their multiplicity: of two equal rows of which one is taken, one remains. They are compared by
 * the columns that both have, in the wider of their types.
 */
function selectLateTies(read: ReadTable, { column, relation, columns }: TakenRows, ties: string): string {
  const readTypes = typesByName(read.columns.map(({ name, type }) => ({ name: name.toLowerCase(), type })));
  const types = new Map(columns.map(({ name, type }) => [name, widerType(type, readTypes.get(name) ?? type) ?? type]));
  const names = [...readTypes.keys()];
  const common = names.filter((name) => types.has(name));
  const typed = (name: string): string => `try_cast(${quoteIdentifier(name)} as ${types.get(name) ?? ""})`;
  const cursor = column.toLowerCase();
  const offered = `select *, row_number() over (partition by ${common.map(typed).join(", ")}) as ${position} from (${ties})`;
  const kept = common.map((name) => `${typed(name)} as ${quoteIdentifier(name)}`).join(", ");
  const present = `select ${kept}, row_number() over (partition by ${common.map(typed).join(", ")}) as ${position} from ${relation}
    where ${typed(cursor)} in (select ${typed(cursor)} from (${ties}))`;
  const same = common.map(
    (name) =>
      `try_cast(offered.${quoteIdentifier(name)} as ${types.get(name) ?? ""}) is not distinct from present.${quoteIdentifier(name)}`,
  );
  return `select ${names.map((name) => `offered.${quoteIdentifier(name)}`).join(", ")} from (${offered}) as offered
    anti join (${present}) as present on offered.${position} = present.${position} and ${same.join(" and ")}`;
}

/** The newest row of each key, by the cursor when there is one; of rows as new as each other, the same one in every run. */
export function newestByKey({ columns }: ReadTable, select: string, key: readonly string[], cursor: string | undefined): string {
  const all = columns.map(({ name }) => lower(name)).join(", ");
  const newest = cursor === undefined ? "" : `${lower(cursor)} desc nulls last, `;
  return `select * from (${select}) qualify row_number() over (partition by ${key.map(quoteIdentifier).join(", ")} order by ${newest}${all}) = 1`;
}

/** The greatest cursor as text, and how many rows have none. */
export async function readCursor(
  connection: DuckDBConnection,
  { relation }: ReadTable,
  column: string,
): Promise<{ readonly newest?: string; readonly nulls: number }> {
  const cursor = quoteIdentifier(column);
  const [found] = await queryRows(
    connection,
    `select cast(max(${cursor}) as varchar) as newest, cast(count(*) - count(${cursor}) as integer) as nulls from ${relation}`,
  );
  const newest = found?.newest;
  return { nulls: Number(found?.nulls), ...(typeof newest === "string" && { newest }) };
}

/** @throws RunProblem - When a column of the key is NULL somewhere: such a row has no place in a table with a key. */
export async function requireKeyValues(
  connection: DuckDBConnection,
  { relation }: ReadTable,
  { key }: IngestedTable,
  origin: string,
): Promise<void> {
  const present = key.map((name) => `count(*) = count(${quoteIdentifier(name)})`);
  const [found = []] = (await connection.runAndReadAll(`select ${present.join(", ")} from ${relation}`)).getRowsJson();
  const missing = key.find((_, index) => found[index] !== true);
  if (missing !== undefined)
    throw new RunProblem(
      `${origin} has rows whose key ${quoteIdentifier(missing)} is NULL: choose a key without NULL, or take the table without a key.`,
    );
}

function lower(name: string): string {
  return quoteIdentifier(name.toLowerCase());
}
