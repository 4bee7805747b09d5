import type { DuckDBConnection } from "@duckdb/node-api";
import type { DatasetId, FileIngestion } from "../../compiler";
import { quoteIdentifier } from "../../compiler/sql/quote";
import type { Intake, LakeColumn, TableEntry } from "../lake/catalog";
import { duckdbProblem } from "../lake/duckdb-problem";
import type { Written } from "../lake/lake";
import { explainBadObject } from "../sources/bad-object";
import { lakeColumn } from "../sources/parquet-columns";
import { readObjects, tableObjects, type TableFormat } from "../sources/read-objects";
import type { SourceObject } from "../sources/row-source";
import { batchId } from "./batch-id";
import { copyObjects } from "./copy-objects";
import { knownTable, type KnownTable } from "./known-table";
import type { StepContext, StepResult } from "./step";

/**
 * Takes the new objects of a file source into a table of the lake, or copies them as they are. An object that is replaced under its key counts as new;
 * its older rows stay.
 *
 * Rows and the list of objects that they come from are saved in one write of the catalog: each object is taken once, wherever a run is killed.
 *
 * @throws RunProblem - When an object cannot be read (it names the line), or its rows do not fit the table: nothing is taken then.
 */
export async function ingestFilesToLake(context: StepContext, ingestion: FileIngestion): Promise<StepResult> {
  const { lake, sources, compilation } = context.stack;
  const { dataset, target } = ingestion;
  const { format } = ingestion.source;
  const source = sources.files(ingestion);
  const { origin } = source;
  const zone = compilation.graph.lake?.zones.find(({ name }) => name === target.name);
  const kind = format === "objects" ? "objects" : zone?.format === "iceberg" ? "snapshot" : "batches";
  const known = knownTable(lake.entry(dataset), { dataset, kind, origin });
  const listed = await source.list();
  const found = format === "objects" ? listed : tableObjects(listed);
  const taken = known.entry?.intake.objects ?? {};
  const objects = found.filter(({ key, fingerprint }) => taken[key] !== fingerprint);
  const notes = found.length === listed.length ? [] : [passedOver(listed.length - found.length)];
  if (objects.length === 0) return { rows: 0, bytes: 0, origin, notes };
  const intake = { origin, objects: { ...taken, ...Object.fromEntries(objects.map(({ key, fingerprint }) => [key, fingerprint])) } };
  const written = await (format === "objects"
    ? copyObjects(context, ingestion, { objects, known, intake })
    : takeRows(context, dataset, { format, kind, objects, known, intake }));
  return { ...written, origin, notes: [...known.notes, ...notes] };
}

function passedOver(count: number): string {
  return count === 1 ? "1 empty file or marker was passed over" : `${count} empty files or markers were passed over`;
}

/** Objects on their way into a table. */
interface ObjectRows {
  readonly format: TableFormat;
  readonly kind: TableEntry["kind"];
  readonly objects: readonly SourceObject[];
  readonly known: KnownTable;
  readonly intake: Intake;
}

async function takeRows(context: StepContext, dataset: DatasetId, taking: ObjectRows): Promise<Written> {
  const connection = await context.stack.lake.connect();
  try {
    return await readAndWrite(context, dataset, taking, connection);
  } catch (error) {
    const { format, objects, intake } = taking;
    throw duckdbProblem(await explainBadObject(error, format, objects), `${dataset} cannot be taken from ${intake.origin}`);
  } finally {
    connection.closeSync();
  }
}

async function readAndWrite(
  { stack, run, loadDate, progress }: StepContext,
  dataset: DatasetId,
  { format, kind, objects, known, intake }: ObjectRows,
  connection: DuckDBConnection,
): Promise<Written> {
  const { lake } = stack;
  const read = await readObjects(connection, format, objects, known.entry?.columns);
  try {
    // Without any value there are no columns to make a table of: the objects are looked at again beside later ones.
    if (read.columns.length === 0) return { rows: 0, bytes: 0 };
    const select = `select ${read.columns.map(inLakeType).join(", ")} from ${read.relation}`;
    const rows = { connection, select, intake, loadDate, replace: known.replace, progress };
    if (kind === "batches") return await lake.appendBatch(dataset, batchId(run, lake.entry(dataset)), rows);
    const folder = `snapshot=${run}`;
    return await (known.replace ? lake.replaceTable(dataset, folder, rows) : lake.mergeRows(dataset, folder, [], rows));
  } finally {
    await read.close();
  }
}

/** What is nested in a Parquet file stays so, as in the cloud. */
function inLakeType({ name, type }: LakeColumn): string {
  const isNested = /^(STRUCT|MAP)\(|\]$/.test(type);
  return isNested ? quoteIdentifier(name) : `${lakeColumn(name, type).expression} as ${quoteIdentifier(name)}`;
}
