import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetId } from "../../compiler";
import type { DataFile, TableEntry } from "./catalog";
import { moveFolderDurably } from "./durable-files";
import type { LakeCatalog } from "./lake-catalog";
import type { LakeTable } from "./lake-tables";
import type { LakeViews } from "./lake-views";
import { removeFiles } from "./remove-leftovers";
import { partFile, type StagedRows } from "./stage-rows";

/** The files, entries and views of the lake's tables: what a write changes, in the order in which a kill does no harm. */
export class LakeStore {
  constructor(
    private readonly folder: string,
    private readonly tables: ReadonlyMap<DatasetId, LakeTable>,
    private readonly catalog: LakeCatalog,
    private readonly views: LakeViews,
  ) {}

  table(dataset: DatasetId): LakeTable {
    const table = this.tables.get(dataset);
    if (!table) throw new Error(`${dataset} is no table of the lake.`);
    return table;
  }

  entry(dataset: DatasetId): TableEntry | undefined {
    return this.catalog.entry(dataset);
  }

  /**
   * Moves staged rows to their place, where nobody reads them before an entry lists them.
   *
   * @param below - Below the folder of the table.
   */
  async place({ dataset, folder: table }: LakeTable, below: string, { folder, rows, bytes }: StagedRows): Promise<DataFile> {
    const path = `${table}/${this.freeFolder(dataset, table, below)}`;
    const to = join(this.folder, path);
    // What a write that failed before its entry left.
    await rm(to, { recursive: true, force: true });
    await moveFolderDurably(folder, partFile, to, this.folder);
    return { path: `${path}/${partFile}`, rows, bytes };
  }

  /** Makes an entry what readers see, and removes the files that nobody can be reading any more. */
  async save(entry: TableEntry): Promise<void> {
    const formerly = this.entry(entry.dataset)?.formerFiles ?? [];
    await this.catalog.write(entry);
    if (entry.kind !== "objects") await this.views.replace(this.table(entry.dataset), entry);
    const listed = new Set(allFiles(entry).map(({ path }) => path));
    await removeFiles(
      this.folder,
      formerly.filter(({ path }) => !listed.has(path)),
    );
  }

  async drop(dataset: DatasetId): Promise<void> {
    const entry = this.entry(dataset);
    await this.catalog.remove(dataset);
    await this.views.drop(this.table(dataset));
    if (entry) await removeFiles(this.folder, allFiles(entry));
  }

  /** A run may write a table more than once. */
  private freeFolder(dataset: DatasetId, table: string, below: string): string {
    const entry = this.entry(dataset);
    const used = entry ? allFiles(entry) : [];
    let name = below;
    for (let again = 2; used.some(({ path }) => path.startsWith(`${table}/${name}/`)); again++) name = `${below}-${again}`;
    return name;
  }
}

function allFiles({ files, formerFiles = [] }: TableEntry): readonly DataFile[] {
  return [...files, ...formerFiles];
}
