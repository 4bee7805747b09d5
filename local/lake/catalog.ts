import type { DatasetId } from "../../compiler";

export interface LakeColumn {
  readonly name: string;
  /** As DuckDB spells it: `BIGINT`, `DECIMAL(12,2)`, `TIMESTAMP`, `VARCHAR`. */
  readonly type: string;
}

export interface DataFile {
  /** Below the lake's folder, with forward slashes. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** How far an ingestion has come: saved with the rows that it took, in one step. */
export interface Intake {
  /** `RowSource.origin`, or where files come from: from another place, everything is taken anew. */
  readonly origin: string;
  /** The greatest cursor that was taken; without a value when no row had one. */
  readonly cursor?: { readonly column: string; readonly value?: string };
  /** Objects that were taken: key to fingerprint. */
  readonly objects?: Readonly<Record<string, string>>;
}

/** One table of the lake: the files that it consists of. A file that is not listed does not exist for readers. */
export interface TableEntry {
  readonly dataset: DatasetId;
  /**
   * `batches`: files that are only ever added (`<zone>/<table>/load_date=YYYY-MM-DD/batch-<id>/part-0.parquet`; readers see the column `load_date`).
   * `snapshot`: all rows in one folder (`<zone>/<table>/snapshot=<run>/…`, of a transform `<zone>/<table>/<run>/…`).
   * `view`: no files. `objects`: files that are taken as they are and that SQL cannot read.
   */
  readonly kind: "batches" | "snapshot" | "view" | "objects";
  /** As readers see them, names in lower case; of `batches` the last one is `load_date`. */
  readonly columns: readonly LakeColumn[];
  readonly files: readonly DataFile[];
  /** The files of the snapshot before, which queries may still be reading; the next write removes them. */
  readonly formerFiles?: readonly DataFile[];
  /** Of a view: its select, by physical names. */
  readonly select?: string;
  readonly intake?: Intake;
}
