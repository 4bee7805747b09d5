import type { DuckDBConnection } from "@duckdb/node-api";
import type { Client } from "pg";
import type { FileIngestion } from "../../compiler";
import { sqlName } from "../../compiler/model/names";
import { RunProblem } from "../problem";
import { explainBadObject } from "../sources/bad-object";
import { readObjects, tableObjects, type TableFormat } from "../sources/read-objects";
import type { ObjectSource, SourceObject } from "../sources/row-source";
import { copyIn } from "../warehouse/copy/copy-in";
import { readColumns, withCsv } from "../warehouse/copy/csv-file";
import { fileColumns, nestedKeys } from "../warehouse/copy/file-columns";
import { LoadedObjects } from "../warehouse/copy/loaded-objects";
import { originOf, otherOriginNote, rememberOrigin } from "../warehouse/copy/origin";
import { inTransaction, withWarehouse } from "../warehouse/copy/transaction";
import { applyGrants, columnsOf, extendTable, lockTable, WarehouseTable } from "../warehouse/copy/warehouse-table";
import type { StepContext, StepResult } from "./step";

/**
 * Takes the new objects of a file source into a table of the warehouse, in one transaction with the list of what was taken. An object that is replaced
 * under its key counts as new; its older rows stay.
 *
 * @throws RunProblem - When an object cannot be read or the warehouse refuses its rows.
 */
export async function ingestFilesToWarehouse(context: StepContext, ingestion: FileIngestion): Promise<StepResult> {
  const { stack } = context;
  const { format } = ingestion.source;
  if (format === "objects")
    throw new RunProblem(`${ingestion.dataset}: a warehouse table cannot be made of "objects" files: use csv, json or parquet.`);
  const source = stack.sources.files(ingestion);
  const found = tableObjects(await source.list());
  const target = new WarehouseTable(sqlName(ingestion.target.name), ingestion.table);
  const grants = stack.compilation.graph.datasets.find(({ id }) => id === ingestion.dataset)?.grants ?? [];
  const connection = await stack.lake.connect();
  try {
    const result = await withWarehouse(await stack.warehouse(), target.toString(), (client) =>
      inTransaction(client, async () => {
        const taken = await takeNewObjects({ context, connection, source, format, target, client }, found);
        // Without a first object there is no table yet.
        if (await columnsOf(client, target)) {
          await rememberOrigin(client, target, source.origin);
          await applyGrants(client, target, grants);
        }
        return taken;
      }),
    );
    return { ...result, origin: source.origin };
  } finally {
    connection.closeSync();
  }
}

/** One dataset on its way. */
interface FileIntake {
  readonly context: StepContext;
  readonly connection: DuckDBConnection;
  readonly source: ObjectSource;
  readonly format: TableFormat;
  readonly target: WarehouseTable;
  readonly client: Client;
}

async function takeNewObjects(intake: FileIntake, found: readonly SourceObject[]): Promise<StepResult> {
  const { client, target, source } = intake;
  await lockTable(client, target);
  const loaded = new LoadedObjects(client, target);
  const before = await originOf(client, target);
  const isElsewhere = before !== undefined && before !== source.origin;
  // A table that was dropped is made again from all objects.
  if (isElsewhere || !(await columnsOf(client, target))) await loaded.forget();
  if (isElsewhere) await client.query(`delete from ${target.sql}`);
  const taken = await loaded.read();
  const objects = found.filter(({ key, fingerprint }) => taken.get(key) !== fingerprint);
  const rows = objects.length === 0 ? 0 : await loadObjects(intake, objects);
  await loaded.remember(objects);
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return { rows, bytes, ...(isElsewhere ? { notes: [otherOriginNote(before, source.origin)] } : {}) };
}

async function loadObjects(intake: FileIntake, objects: readonly SourceObject[]): Promise<number> {
  try {
    return await copyObjects(intake, objects);
  } catch (error) {
    throw await explainBadObject(error, intake.format, objects);
  }
}

async function copyObjects(intake: FileIntake, objects: readonly SourceObject[]): Promise<number> {
  const { context, connection, source, format, target, client } = intake;
  const existing = (await columnsOf(client, target)) ?? new Map<string, string>();
  const texts = [...existing].flatMap(([name, type]) => (type === "text" ? [{ name, type: "VARCHAR" }] : []));
  const read = await readObjects(connection, format, objects, texts);
  try {
    // Objects without any value.
    if (read.columns.length === 0) return 0;
    const nested = format === "json" ? await nestedKeys(connection, objects, source.origin) : new Set<string>();
    const columns = fileColumns(format, await readColumns(connection, read.relation, source.origin), existing, nested);
    await extendTable(client, target, columns, [], source.origin);
    return await withCsv({ connection, relation: read.relation, columns, origin: source.origin }, context.stack.state.scratch, (file) =>
      copyIn(client, file, target.sql, (bytes) => context.progress({ bytes })),
    );
  } finally {
    await read.close();
  }
}
