import type { DuckDBConnection } from "@duckdb/node-api";
import type { DatabaseIngestion, IngestedTable, Zone } from "../../compiler";
import type { Intake } from "../lake/catalog";
import { duckdbProblem } from "../lake/duckdb-problem";
import type { RowsToWrite, Written } from "../lake/lake";
import type { RowSource, SourceRows } from "../sources/row-source";
import { batchId } from "./batch-id";
import { knownTable, type KnownTable } from "./known-table";
import { newestByKey, readCursor, requireKeyValues, selectAll, selectNew, type ReadTable } from "./new-rows";
import type { StepContext, StepResult } from "./step";

/**
 * Takes a table of a database source into a table of the lake: with a cursor the rows that are new, without one all of them.
 *
 * Rows and the cursor that they reach are saved in one write of the catalog: a run that is killed before has taken nothing, a later one takes the same
 * rows, and each comes once. As in the cloud, a cursor sees neither deleted rows nor those that come late with a lower cursor; those that come late with
 * the last cursor's own value are found, and those without a cursor are taken by the first run alone.
 *
 * @throws RunProblem - When the source cannot be read, or its rows do not fit the table.
 */
export async function ingestTableToLake(context: StepContext, ingestion: DatabaseIngestion, table: IngestedTable): Promise<StepResult> {
  const { lake, sources, compilation } = context.stack;
  const source = sources.tableRows(ingestion, table);
  const zone = compilation.graph.lake?.zones.find(({ name }) => name === ingestion.target.name);
  const layout = layoutOf(zone?.format ?? "parquet", table);
  const { dataset, cursor } = table;
  const filling = { dataset, kind: layout === "batches" ? ("batches" as const) : ("snapshot" as const), origin: source.origin };
  const known = knownTable(lake.entry(dataset), { ...filling, ...(cursor === undefined ? {} : { cursor }) });
  const connection = await lake.connect();
  try {
    const intake: TableIntake = { context, connection, source, table, layout, known };
    const result = await (cursor === undefined ? takeAllRows(intake) : takeNewRows(intake, cursor));
    return { ...result, origin: source.origin, notes: [...known.notes, ...(result.notes ?? [])] };
  } catch (error) {
    throw duckdbProblem(error, `${dataset} cannot be taken from ${source.origin}`);
  } finally {
    connection.closeSync();
  }
}

/** How a table grows: by files, by rows that are merged or added to a snapshot, or not at all. */
type Layout = "batches" | "merged" | "added" | "copied";

/** Readers see the days of batches, so that an Iceberg table, which has none in the cloud, is no table of batches. */
function layoutOf(format: Zone["format"], { key, cursor }: IngestedTable): Layout {
  if (format === "parquet") return cursor === undefined ? "copied" : "batches";
  if (key.length > 0) return "merged";
  return cursor === undefined ? "copied" : "added";
}

/** One table on its way. */
interface TableIntake {
  readonly context: StepContext;
  readonly connection: DuckDBConnection;
  readonly source: RowSource;
  readonly table: IngestedTable;
  readonly layout: Layout;
  readonly known: KnownTable;
}

async function takeAllRows(intake: TableIntake): Promise<StepResult> {
  const { connection, source, table, layout } = intake;
  const read = await source.read(connection);
  try {
    if (layout === "merged") await requireKeyValues(connection, read, table, source.origin);
    return await write(intake, read, allRows(read), { origin: source.origin });
  } finally {
    await read.close();
  }
}

async function takeNewRows(intake: TableIntake, column: string): Promise<StepResult> {
  const { context, connection, source, table, layout, known } = intake;
  const { lake } = context.stack;
  const last = known.entry?.intake.cursor?.value;
  const read = await source.read(connection, last === undefined ? undefined : { column, value: last });
  try {
    if (layout === "merged") await requireKeyValues(connection, read, table, source.origin);
    const { newest, nulls } = await readCursor(connection, read, column);
    const chosen: ChosenRows = known.entry
      ? {
          select: selectNew(read, {
            column,
            ...(last === undefined ? {} : { last }),
            relation: lake.relation(table.dataset),
            columns: known.entry.columns,
          }),
        }
      : allRows(read);
    const value = newest ?? last;
    const cursor = { column, ...(value === undefined ? {} : { value }) };
    const written =
      known.entry && !(await hasRows(connection, chosen.select))
        ? nothing
        : await write(intake, read, chosen, { origin: source.origin, cursor });
    return { ...written, notes: known.entry || nulls === 0 ? [] : [nullNote(nulls, column)] };
  } finally {
    await read.close();
  }
}

/** The rows of a table that are taken. */
type ChosenRows = Pick<RowsToWrite, "select" | "file">;

function allRows(read: SourceRows): ChosenRows {
  return { select: selectAll(read), ...(read.file === undefined ? {} : { file: read.file }) };
}

const nothing: Written = { rows: 0, bytes: 0 };

async function hasRows(connection: DuckDBConnection, select: string): Promise<boolean> {
  return (await connection.runAndReadAll(`select 1 from (${select}) limit 1`)).currentRowCount > 0;
}

function nullNote(nulls: number, column: string): string {
  return `${nulls} ${nulls === 1 ? "row" : "rows"} without ${column}: taken, in this first run only`;
}

function write(
  { context, connection, table, layout, known }: TableIntake,
  read: ReadTable,
  chosen: ChosenRows,
  intake: Intake,
): Promise<Written> {
  const { stack, run, loadDate } = context;
  const { lake } = stack;
  const { dataset } = table;
  const key = layout === "merged" ? table.key.map((name) => name.toLowerCase()) : [];
  const rows: RowsToWrite = {
    connection,
    ...(key.length > 0 ? { select: newestByKey(read, chosen.select, key, table.cursor) } : chosen),
    intake,
    loadDate,
    replace: known.replace,
    typesGrow: true,
    progress: (update) => context.progress(update),
  };
  if (layout === "batches") return lake.appendBatch(dataset, batchId(run, lake.entry(dataset)), rows);
  if (layout === "copied" || known.replace) return lake.replaceTable(dataset, `snapshot=${run}`, rows);
  return lake.mergeRows(dataset, `snapshot=${run}`, key, rows);
}
