import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LakeColumn } from "./catalog";
import { queryRows, quotePath, quoteReadPath } from "./duckdb";
import type { RowsToWrite, Written } from "./lake";
import { runSelect, type SelectToRun } from "./shape-select";

/** The one file of a folder of rows. */
export const partFile = "part-0.parquet";

const progressMilliseconds = 500;

/** Rows in a folder that nobody reads yet. */
export interface StagedRows extends Written {
  readonly folder: string;
}

/**
 * Writes the rows of a statement into a folder of its own.
 *
 * @param statement - A select that holds `run.select`.
 */
export async function stageRows(
  run: SelectToRun & { progress?(update: Partial<Written>): void },
  statement: string,
  folder: string,
): Promise<StagedRows> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, partFile);
  const stop = reportSize(path, run.progress);
  try {
    const copy = `copy (\n${statement}\n) to ${quotePath(path)} (format parquet, compression zstd, return_stats)`;
    const [written] = await runSelect<{ count: string; file_size_bytes: string }>(run, copy);
    return { folder, rows: Number(written?.count), bytes: Number(written?.file_size_bytes) };
  } finally {
    stop();
  }
}

/** Moves a file that has the rows and the columns already into a folder of its own; undefined when there is none. */
export async function takeFile(
  { connection, file }: RowsToWrite,
  columns: readonly LakeColumn[],
  folder: string,
): Promise<StagedRows | undefined> {
  if (file === undefined) return undefined;
  const read = `read_parquet(${quoteReadPath(file)}, hive_partitioning = false)`;
  const found = await queryRows<{ column_name: string; column_type: string }>(connection, `describe select * from ${read}`);
  const isSame = ({ name, type }: LakeColumn, index: number): boolean =>
    found[index]?.column_name === name && found[index].column_type === type;
  if (found.length !== columns.length || !columns.every(isSame)) return undefined;
  const [counted] = await queryRows<{ rows: string }>(connection, `select count(*) as rows from ${read}`);
  await mkdir(folder, { recursive: true });
  await rename(file, join(folder, partFile));
  const { size } = await stat(join(folder, partFile));
  return { folder, rows: Number(counted?.rows), bytes: size };
}

/** DuckDB writes the file as it goes. */
function reportSize(path: string, progress: ((update: Partial<Written>) => void) | undefined): () => void {
  if (!progress) return () => undefined;
  const timer = setInterval(() => {
    stat(path).then(
      ({ size }) => progress({ bytes: size }),
      () => undefined, // It is not there yet.
    );
  }, progressMilliseconds);
  return () => clearInterval(timer);
}
