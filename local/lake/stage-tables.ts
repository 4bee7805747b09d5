import { join } from "node:path";
import { quoteIdentifier } from "../../compiler/sql/quote";
import { RunProblem } from "../problem";
import type { LakeColumn, TableEntry } from "./catalog";
import { fitColumns, joinColumns } from "./column-types";
import { quoteReadPath } from "./duckdb";
import { growColumns } from "./grow-columns";
import type { RowsToWrite } from "./lake";
import type { LakeTable } from "./lake-tables";
import { appendSelect, mergeSelect, requireKey, requireUniqueKey } from "./merge-rows";
import { describeSelect, shapedSelect, type DescribedSelect } from "./shape-select";
import { partFile, stageRows, takeFile, type StagedRows } from "./stage-rows";
import { partitionColumn, typedColumn } from "./table-view";

/** A table that is about to be written. */
export interface TableToWrite {
  readonly table: LakeTable;
  /** What it is now, unless it is a view. */
  readonly before?: TableEntry;
  /** A folder for this write alone. */
  readonly scratch: string;
  /** `lake.raw.orders cannot be written`. */
  readonly failure: string;
}

/** Rows that are ready to be moved into the lake, and the columns of the table with them. */
export interface StagedTable {
  readonly staged: StagedRows;
  readonly columns: readonly LakeColumn[];
}

/** All rows of a table. */
export async function stageTable({ failure, scratch }: TableToWrite, rows: RowsToWrite): Promise<StagedTable> {
  const described = await describeSelect({ ...rows, failure });
  const { columns } = described;
  const folder = join(scratch, "rows");
  const taken = await takeFile(rows, columns, folder);
  return { staged: taken ?? (await stageRows({ ...rows, failure }, shapedSelect(described), folder)), columns };
}

/** Rows that are added to a table, in its types and with all its columns: the newest file of a table has each of them. */
export async function stageBatch({ table, before, failure, scratch }: TableToWrite, rows: RowsToWrite): Promise<StagedTable> {
  const described = await describeSelect({ ...rows, failure });
  if (described.columns.some(({ name }) => name === partitionColumn.name))
    throw new RunProblem(
      `${failure}: its rows have a column ${quoteIdentifier(partitionColumn.name)}, and so has every table that rows are added to, for the day they came: give the column another name at its source.`,
    );
  const existing = before?.columns.filter(({ name }) => name !== partitionColumn.name) ?? [];
  const columns = joinColumns(existing, await fitRows(table, existing, described, rows));
  const folder = join(scratch, "rows");
  const taken = await takeFile(rows, columns, folder);
  const staged = taken ?? (await stageRows({ ...rows, failure }, shapedSelect(described, columns), folder));
  return { staged, columns: [...columns, partitionColumn] };
}

/** A table with rows merged into it, and how many they were; undefined when they change nothing. */
export async function stageMerge(
  { table, before, failure, scratch }: TableToWrite,
  key: readonly string[],
  rows: RowsToWrite,
): Promise<(StagedTable & { readonly rows: number }) | undefined> {
  const described = await describeSelect({ ...rows, failure });
  requireKey(described, key);
  const existing = before?.columns ?? [];
  const types = await fitRows(table, existing, described, rows);
  const columns = joinColumns(existing, types);
  const isFirst = !before || before.files.length === 0;
  const coming = await stageRows({ ...rows, failure }, shapedSelect(described, isFirst ? columns : types), join(scratch, "coming"));
  const source = `read_parquet(${quoteReadPath(join(coming.folder, partFile))}, hive_partitioning = false)`;
  if (key.length > 0) await requireUniqueKey(described, source, key);
  if (isFirst) return { staged: coming, columns, rows: coming.rows };
  if (coming.rows === 0 && columns.length === existing.length) return undefined;
  // Some of them in wider types than the table's.
  const known = columns.slice(0, existing.length);
  const target = `(select ${known.map(typedColumn).join(", ")} from ${table.relation})`;
  const input = { target: { relation: target, columns: known }, source: { relation: source, columns: types }, key, columns };
  const select = key.length > 0 ? mergeSelect(input) : appendSelect(input);
  return { staged: await stageRows({ ...rows, failure }, select, join(scratch, "merged")), columns, rows: coming.rows };
}

/** The columns of the rows, in the types that the table has with them. */
async function fitRows(
  { dataset, relation }: LakeTable,
  existing: readonly LakeColumn[],
  { columns, select }: DescribedSelect,
  { connection, intake, typesGrow }: RowsToWrite,
): Promise<readonly LakeColumn[]> {
  const fitting = { dataset, existing, incoming: columns, ...(intake && { origin: intake.origin }) };
  return typesGrow ? growColumns(fitting, { connection, table: relation, rows: `(${select})` }) : fitColumns(fitting);
}
