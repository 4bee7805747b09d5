import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetId } from "../../compiler";
import { RunProblem } from "../problem";
import type { TableEntry } from "./catalog";
import { unfinished, writeDurably } from "./durable-files";

const kinds: readonly string[] = ["batches", "snapshot", "view", "objects"] satisfies readonly TableEntry["kind"][];

/** What is in the lake: a file for each table, replaced as a whole. */
export class LakeCatalog {
  private constructor(
    private readonly folder: string,
    private readonly known: Map<DatasetId, TableEntry>,
  ) {}

  /**
   * Reads all entries. Who has the catalog open to write removes those that were never finished; a reader may see a write that goes on.
   *
   * @throws RunProblem - When a file is no entry.
   */
  static async open(folder: string, mode: "read" | "write"): Promise<LakeCatalog> {
    await mkdir(folder, { recursive: true });
    const known = new Map<DatasetId, TableEntry>();
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      if (name.endsWith(unfinished)) {
        if (mode === "write") await rm(path, { force: true });
      } else if (name.endsWith(".json")) {
        const entry = readEntry(path, await readFile(path, "utf8"));
        known.set(entry.dataset, entry);
      }
    }
    return new LakeCatalog(folder, known);
  }

  entry(dataset: DatasetId): TableEntry | undefined {
    return this.known.get(dataset);
  }

  get entries(): readonly TableEntry[] {
    return [...this.known.values()];
  }

  async write(entry: TableEntry): Promise<void> {
    await writeDurably(this.path(entry.dataset), `${JSON.stringify(entry, undefined, 2)}\n`);
    this.known.set(entry.dataset, entry);
  }

  async remove(dataset: DatasetId): Promise<void> {
    await rm(this.path(dataset), { force: true });
    this.known.delete(dataset);
  }

  private path(dataset: DatasetId): string {
    return join(this.folder, `${encodeURIComponent(dataset)}.json`);
  }
}

function readEntry(path: string, text: string): TableEntry {
  try {
    const entry = JSON.parse(text) as Partial<TableEntry> | null;
    if (
      typeof entry?.dataset === "string" &&
      kinds.includes(entry.kind ?? "") &&
      Array.isArray(entry.columns) &&
      Array.isArray(entry.files)
    )
      return entry as TableEntry;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RunProblem(
    `${path}, which says what a table of the lake consists of, is damaged: restore the file, or start over with --reset, which takes everything anew.`,
  );
}
