import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { DatasetId, StackGraph } from "../../compiler";
import type { StateFolder } from "../state/state-folder";
import type { TableEntry } from "./catalog";
import { connectTo, openDuckdb } from "./duckdb";
import { duckdbProblem } from "./duckdb-problem";
import type { LocalLake, LocateSelect, RowsToWrite, Written } from "./lake";
import { LakeCatalog } from "./lake-catalog";
import { LakeStore } from "./lake-store";
import { lakeTables } from "./lake-tables";
import { LakeViews } from "./lake-views";
import { makeViews } from "./make-views";
import { removeLeftovers, requireFiles } from "./remove-leftovers";
import { describeSelect, shapedSelect } from "./shape-select";
import { stageBatch, stageMerge, stageTable, type TableToWrite } from "./stage-tables";

/**
 * Opens the lake of a stack: its tables become views of a DuckDB in memory. To write, what a killed run left is removed first, and nobody else may
 * have it open to write.
 *
 * @throws RunProblem - When an entry or a file of a table is damaged or gone, or the folder cannot be used.
 */
export async function openLake(graph: StackGraph, state: StateFolder, mode: "read" | "write" = "write"): Promise<LocalLake> {
  try {
    mkdirSync(state.lake, { recursive: true });
    const catalog = await LakeCatalog.open(state.catalog, mode);
    for (const entry of catalog.entries) requireFiles(state.lake, entry);
    if (mode === "write") await removeLeftovers(state.lake, catalog.entries);
    const instance = await openDuckdb(state);
    const connection = await connectTo(instance);
    const tables = lakeTables(graph);
    const views = new LakeViews(connection, state.lake);
    await makeViews(views, graph, tables, catalog);
    return new FolderLake(state, new LakeStore(state.lake, tables, catalog, views), instance, connection);
  } catch (error) {
    throw duckdbProblem(error, `The lake in ${state.lake} cannot be opened`);
  }
}

class FolderLake implements LocalLake {
  /** The last write of each table. */
  private readonly writes = new Map<DatasetId, Promise<unknown>>();

  constructor(
    private readonly state: StateFolder,
    private readonly store: LakeStore,
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  connect(): Promise<DuckDBConnection> {
    return connectTo(this.instance);
  }

  relation(dataset: DatasetId): string {
    return this.store.table(dataset).relation;
  }

  entry(dataset: DatasetId): TableEntry | undefined {
    return this.store.entry(dataset);
  }

  appendBatch(dataset: DatasetId, batch: string, rows: RowsToWrite): Promise<Written> {
    return this.write(dataset, async ({ before: present, ...write }) => {
      const before = rows.replace ? undefined : present;
      const files = before?.files ?? [];
      if (files.some(({ path }) => path.includes(`/batch-${batch}/`))) return { rows: 0, bytes: 0 };
      const { staged, columns } = await stageBatch({ ...write, ...(before ? { before } : {}) }, rows);
      const bringsColumns = files.length > 0 && columns.length > (before?.columns.length ?? 0);
      const date = rows.loadDate ?? new Date().toISOString().slice(0, 10);
      const isPlaced = staged.rows > 0 || bringsColumns;
      const added = isPlaced ? [await this.store.place(write.table, `load_date=${date}/batch-${batch}`, staged)] : [];
      const intake = rows.intake ?? before?.intake;
      const replaced = rows.replace && present ? former({ before: present }) : {};
      await this.store.save({ dataset, kind: "batches", columns, files: [...files, ...added], ...replaced, ...(intake ? { intake } : {}) });
      return { rows: staged.rows, bytes: isPlaced ? staged.bytes : 0 };
    });
  }

  replaceTable(dataset: DatasetId, folder: string, rows: RowsToWrite): Promise<Written> {
    return this.write(dataset, async (write) => {
      const { staged, columns } = await stageTable(write, rows);
      const files = [await this.store.place(write.table, folder, staged)];
      const { intake } = rows;
      await this.store.save({ dataset, kind: "snapshot", columns, files, ...former(write), ...(intake ? { intake } : {}) });
      return { rows: staged.rows, bytes: staged.bytes };
    });
  }

  mergeRows(dataset: DatasetId, folder: string, key: readonly string[], rows: RowsToWrite): Promise<Written> {
    return this.write(dataset, async (write) => {
      const merge = await stageMerge(write, key, rows);
      const { table, before } = write;
      const intake = rows.intake ?? before?.intake;
      const withIntake = intake ? { intake } : {};
      if (!merge) {
        if (before) await this.store.save({ ...before, ...withIntake });
        return { rows: 0, bytes: 0 };
      }
      const files = [await this.store.place(table, folder, merge.staged)];
      await this.store.save({ dataset, kind: "snapshot", columns: merge.columns, files, ...former(write), ...withIntake });
      return { rows: merge.rows, bytes: merge.staged.bytes };
    });
  }

  replaceView(dataset: DatasetId, select: string, locate?: LocateSelect): Promise<void> {
    return this.write(dataset, async (write) => {
      const connection = await this.connect();
      try {
        const described = await describeSelect({ connection, select, failure: write.failure, ...(locate ? { locate } : {}) });
        const { columns } = described;
        await this.store.save({ dataset, kind: "view", columns, files: [], ...former(write), select: shapedSelect(described) });
      } finally {
        connection.closeSync();
      }
    });
  }

  writeEntry(entry: TableEntry): Promise<void> {
    return this.write(entry.dataset, () => this.store.save(entry));
  }

  dropTable(dataset: DatasetId): Promise<void> {
    return this.write(dataset, () => this.store.drop(dataset));
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** One write of a table at a time, each from what the one before left, with a folder for its files that is removed afterwards. */
  private write<Result>(dataset: DatasetId, work: (write: TableToWrite) => Promise<Result>): Promise<Result> {
    const table = this.store.table(dataset);
    const failure = `${dataset} cannot be written`;
    const run = async (): Promise<Result> => {
      const scratch = await mkdtemp(join(this.state.scratch, "lake-"));
      try {
        const entry = this.entry(dataset);
        return await work({ table, failure, scratch, ...(entry && entry.kind !== "view" ? { before: entry } : {}) });
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    };
    const done = (this.writes.get(dataset) ?? Promise.resolve()).then(run).catch((error: unknown) => {
      throw duckdbProblem(error, failure);
    });
    this.writes.set(
      dataset,
      done.catch(() => undefined),
    );
    return done;
  }
}

/** The files of the table before, until the next write. */
function former({ before }: Pick<TableToWrite, "before">): Pick<TableEntry, "formerFiles"> {
  return before && before.files.length > 0 ? { formerFiles: before.files } : {};
}
