import type { DuckDBConnection } from "@duckdb/node-api";
import type { LakeColumn } from "../lake/catalog";

/** Where the rows of one table of a database source come from on this machine. */
export interface RowSource {
  /**
   * As people know it, and what identifies it: `samples/orders-db/orders.csv`, `postgresql://127.0.0.1:5432/orders public.orders`. Never a password,
   * the same from run to run.
   */
  readonly origin: string;
  /**
   * Makes rows readable for DuckDB, all of one moment.
   *
   * @param from - Only rows whose cursor is this value or greater; all rows without it, those whose cursor is NULL too.
   * @throws RunProblem - When the source cannot be read, or lacks the table or the cursor's column.
   */
  read(connection: DuckDBConnection, from?: CursorPosition): Promise<SourceRows>;
}

export interface CursorPosition {
  readonly column: string;
  /** As DuckDB casts the value to text. */
  readonly value: string;
}

/** Rows that DuckDB can read on the connection until they are closed. */
export interface SourceRows {
  /** What stands after `from`: a name or a table function. It can be read several times. */
  readonly relation: string;
  /** With the names as the source spells them. */
  readonly columns: readonly LakeColumn[];
  /** A Parquet file of exactly these rows and columns, when there is one: it may be moved away. */
  readonly file?: string;
  /** Bytes that were read from the source, where they are known. */
  readonly bytes?: number;
  /** Removes what was made for reading. */
  close(): Promise<void>;
}

/** A file that a file source (or a sample of a stream) has. */
export interface SourceObject {
  /** Below the source's prefix, with forward slashes. */
  readonly key: string;
  /** Where it lies on this machine. */
  readonly path: string;
  readonly bytes: number;
  /** Another one when the file has changed. */
  readonly fingerprint: string;
}

/** Where the files of a file source come from on this machine. */
export interface ObjectSource {
  /** As `RowSource.origin`. */
  readonly origin: string;
  /** The folder to watch for arrivals; undefined when it is no folder of this machine. */
  readonly folder?: string;
  /** All files, sorted by key. */
  list(): Promise<readonly SourceObject[]>;
}
