import type { DuckDBConnection } from "@duckdb/node-api";
import type { DatasetId, Span } from "../../compiler";
import type { Intake, TableEntry } from "./catalog";

/** What was written. */
export interface Written {
  readonly rows: number;
  /** Of the Parquet files. */
  readonly bytes: number;
}

export interface RowsToWrite {
  /** The connection that knows what the select reads. */
  readonly connection: DuckDBConnection;
  /** A select without a semicolon. */
  readonly select: string;
  /** A Parquet file of exactly the rows of the select, on the file system of the lake: it is taken as it is where its columns are those of the table. */
  readonly file?: string;
  /** Saved with the rows in one step. */
  readonly intake?: Intake;
  /**
   * The day of the batch's folder.
   *
   * @default today in UTC
   */
  readonly loadDate?: string;
  /** Where a part of the select stands in its source: problems in the select then have a place. The connection is the caller's alone. */
  readonly locate?: LocateSelect;
  /** Whether a column may take a wider type with these rows, or any type while it has no value; without it, it keeps its type. */
  readonly typesGrow?: boolean;
  /** Of a batch: whether it takes the place of the table, whatever that was, instead of being added. */
  readonly replace?: boolean;
  /** Told from time to time. */
  progress?(update: Partial<Written>): void;
}

/** Finds the place in its source of a range of a select. */
export type LocateSelect = (range: { readonly start: number; readonly end: number }) => Span;

/**
 * The lake on this machine: folders of Parquet that DuckDB reads. Every write is all or nothing: files are written aside, moved to their place, and
 * then the catalog's entry is replaced; a run that is killed in between leaves files that nobody reads and the next run removes.
 */
export interface LocalLake {
  /** A new connection: every table of the lake is a view by its physical name, Athena's functions are macros, the time zone is UTC. The caller closes it. */
  connect(): Promise<DuckDBConnection>;
  /** `"shop_local_raw"."orders"`: how SQL names a dataset. */
  relation(dataset: DatasetId): string;
  /** Undefined while nothing has been written. */
  entry(dataset: DatasetId): TableEntry | undefined;
  /**
   * Adds a batch of rows. Columns that the table lacks are added, NULL in the rows before; a column whose values no longer fit its type is a problem.
   * A select without rows brings its intake, and its columns: an empty table comes into being with them.
   *
   * @param batch - `[a-z0-9]+`, unique in the table; the rerun of a batch that is already in the table changes nothing.
   */
  appendBatch(dataset: DatasetId, batch: string, rows: RowsToWrite): Promise<Written>;
  /**
   * Makes the rows of the select the whole table, as one snapshot.
   *
   * @param folder - `snapshot=<run>`, of a transform `<run>`.
   */
  replaceTable(dataset: DatasetId, folder: string, rows: RowsToWrite): Promise<Written>;
  /**
   * Puts rows into a table by key, in place of those that have it, as a new snapshot. The select has each key once; rows with a NULL in the key match
   * nothing and are added. Columns that the select lacks keep their values, columns that the table lacks are added.
   */
  mergeRows(dataset: DatasetId, folder: string, key: readonly string[], rows: RowsToWrite): Promise<Written>;
  replaceView(dataset: DatasetId, select: string, locate?: LocateSelect): Promise<void>;
  /** Saves an intake without rows, or an entry of `objects`. */
  writeEntry(entry: TableEntry): Promise<void>;
  /** Forgets a table: its entry, then its files. */
  dropTable(dataset: DatasetId): Promise<void>;
  close(): void;
}
