import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { quotePath } from "./duckdb";
import type { Written } from "./lake";
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
