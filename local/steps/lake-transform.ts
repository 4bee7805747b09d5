import type { DuckDBConnection } from "@duckdb/node-api";
import type { Transform } from "../../compiler";
import { quoteIdentifier } from "../../compiler/sql/quote";
import type { TableEntry } from "../lake/catalog";
import type { LocateSelect, RowsToWrite, Written } from "../lake/lake";
import { describeSelect } from "../lake/shape-select";
import { RunProblem } from "../problem";
import { runLakeChecks } from "./lake-checks";
import type { StepContext, StepResult } from "./step";

interface Made extends Written {
  readonly notes?: readonly string[];
}

/**
 * Makes the table or view of a transform of the lake, and then checks it: readers see it by then, as in the cloud.
 *
 * @throws RunProblem - When the select fails, with its place in the SQL file, or what it reads is not there yet.
 */
export async function runLakeTransform(context: StepContext, transform: Transform): Promise<StepResult> {
  requireInputs(context, transform);
  const connection = await context.stack.lake.connect();
  try {
    const made = await makeResult(context, transform, connection);
    return { ...made, checks: await runLakeChecks(connection, transform.checks) };
  } finally {
    connection.closeSync();
  }
}

/** Streams have their columns before the first event. */
function requireInputs({ stack: { lake, compilation } }: StepContext, { dataset, reads }: Transform): void {
  for (const { id, producer, streaming } of compilation.graph.datasets)
    if (id !== dataset && reads.includes(id) && !streaming && !lake.entry(id))
      throw new RunProblem(`${id} has no rows yet and no columns: ${producer} makes it, run that first.`);
}

async function makeResult(context: StepContext, transform: Transform, connection: DuckDBConnection): Promise<Made> {
  const { stack, run } = context;
  const { dataset, materialization, name, select } = transform;
  const locate = stack.compilation.selects.get(name);
  const rows: RowsToWrite = {
    connection,
    select,
    ...(locate ? { locate } : {}),
    progress: (update) => context.progress(update),
  };
  switch (materialization.kind) {
    case "table":
      return stack.lake.replaceTable(dataset, run, rows);
    case "view":
      await stack.lake.replaceView(dataset, select, locate);
      return { rows: 0, bytes: 0 };
    case "incremental":
      return mergeResult(context, transform, materialization.key, rows);
  }
}

/** The first run makes the table; the next ones leave its columns as they are, as Athena's merge does. */
async function mergeResult(
  { stack: { lake }, run }: StepContext,
  { dataset }: Transform,
  key: readonly string[],
  rows: RowsToWrite,
): Promise<Made> {
  const table = lake.entry(dataset);
  if (table?.kind !== "snapshot") return lake.mergeRows(dataset, run, key, rows);
  const failure = `${dataset} cannot be written`;
  const { columns } = await describeSelect({ ...rows, failure });
  const names = columns.map(({ name }) => name);
  requireColumns(table, names, failure);
  const further = names.filter((name) => !table.columns.some((column) => column.name === name)).map(quoteIdentifier);
  const written = await lake.mergeRows(dataset, run, key, further.length === 0 ? rows : onlyColumns(table, rows));
  if (further.length === 0) return written;
  const note = `${further.join(", ")} of the select ${further.length === 1 ? "is" : "are"} not in ${dataset}, whose columns stay as they are: --reset makes the table anew`;
  return { ...written, notes: [note] };
}

function requireColumns({ columns }: TableEntry, names: readonly string[], failure: string): void {
  const missing = columns.flatMap(({ name }) => (names.includes(name) ? [] : [quoteIdentifier(name)]));
  if (missing.length > 0)
    throw new RunProblem(
      `${failure}: the table has ${missing.join(", ")}, and the select has not; a merge needs every column of the table. Add it to the select, or make the table anew with --reset.`,
    );
}

function onlyColumns({ columns }: TableEntry, rows: RowsToWrite): RowsToWrite {
  const { locate } = rows;
  const head = `select ${columns.map(({ name }) => quoteIdentifier(name)).join(", ")} from (\n`;
  const shifted: LocateSelect | undefined =
    locate && (({ start, end }) => locate({ start: Math.max(start - head.length, 0), end: Math.max(end - head.length, 0) }));
  return { ...rows, select: `${head}${rows.select}\n)`, ...(shifted ? { locate: shifted } : {}) };
}
