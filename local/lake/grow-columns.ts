import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier } from "../../compiler/sql/quote";
import type { LakeColumn } from "./catalog";
import { typesByName, unfitProblem, widerType, type ColumnsToFit } from "./column-types";
import { queryRows } from "./duckdb";

/** What stands after `from`, of the rows of the table and of those that come. */
export interface RowsOfColumns {
  readonly connection: DuckDBConnection;
  readonly table: string;
  readonly rows: string;
}

/**
 * The columns of new rows in types that hold the values of the table, too. What has no declared types has those of its values so far: a column may take a
 * wider type with new rows, and any type while it has no value.
 *
 * @throws RunProblem - When there is no such type for a column.
 */
export async function growColumns(columns: ColumnsToFit, { connection, table, rows }: RowsOfColumns): Promise<readonly LakeColumn[]> {
  const types = typesByName(columns.existing);
  const unlike = columns.incoming
    .filter(({ name, type }) => widerType(types.get(name) ?? type, type) === undefined)
    .map(({ name }) => name);
  const [inRows, inTable] = [await withoutValue(connection, rows, unlike), await withoutValue(connection, table, unlike)];
  return columns.incoming.map(({ name, type }) => {
    const tableType = types.get(name) ?? type;
    const found = widerType(tableType, type) ?? (inRows.has(name) ? tableType : inTable.has(name) ? type : undefined);
    if (found !== undefined) return { name, type: found };
    throw unfitProblem(columns, name, tableType, type);
  });
}

/** Those of the columns that are NULL in all rows. */
export async function withoutValue(connection: DuckDBConnection, relation: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const tests = names.map((name, index) => `count(${quoteIdentifier(name)}) = 0 as c${index}`);
  const [found] = await queryRows(connection, `select ${tests.join(", ")} from ${relation}`);
  return new Set(names.filter((_, index) => found?.[`c${index}`] === true));
}
