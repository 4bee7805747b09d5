import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import type { LakeColumn } from "./catalog";
import { queryRows } from "./duckdb";
import { selectProblem } from "./duckdb-problem";
import type { LocateSelect } from "./lake";
import { lakeType } from "./column-types";

/** A select that is to become rows or a view of the lake. */
export interface SelectToRun {
  readonly connection: DuckDBConnection;
  readonly select: string;
  readonly locate?: LocateSelect;
  /** What cannot be done when it fails: `lake.raw.orders cannot be written`. */
  readonly failure: string;
}

/** A select whose columns are known. */
export interface DescribedSelect extends SelectToRun {
  /** Names in lower case, types as the lake has them. */
  readonly columns: readonly LakeColumn[];
}

/**
 * Finds out which columns a select has, without running it.
 *
 * @throws RunProblem - When something in it is wrong, or two columns have one name.
 */
export async function describeSelect(run: SelectToRun): Promise<DescribedSelect> {
  const described = await runSelect<{ column_name: string; column_type: string }>(run, `describe\n${run.select}`);
  const columns = described.map((column) => ({ name: column.column_name.toLowerCase(), type: lakeType(column.column_type) }));
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new RunProblem(`${run.failure}: two of its columns are called ${quoteIdentifier(twice)}; columns of the lake are in lower case.`);
  return { ...run, columns };
}

/**
 * The select with names and types as the lake has them.
 *
 * @param asked - The columns of the result: NULL where the select has none of the name.
 */
export function shapedSelect({ select, columns }: DescribedSelect, asked: readonly LakeColumn[] = columns): string {
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const list = asked.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return `cast(${names.includes(column) ? column : "null"} as ${type}) as ${column}`;
  });
  return `select ${list.join(", ")} from (\n${select}\n) as selected(${names.join(", ")})`;
}

/** Runs a statement that holds the select; problems have a place in its source. */
export async function runSelect<Row extends object>(
  { connection, select, locate, failure }: SelectToRun,
  statement: string,
): Promise<readonly Row[]> {
  try {
    if (locate) await connection.run("set errors_as_json = true");
    return await queryRows<Row>(connection, statement);
  } catch (error) {
    throw selectProblem(error, failure, locate && { statement, select, locate });
  }
}
