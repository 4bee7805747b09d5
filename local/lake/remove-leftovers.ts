import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RunProblem } from "../problem";
import type { DataFile, TableEntry } from "./catalog";
import { partFile } from "./stage-rows";

/** What this lake calls the folders of snapshots and days. */
const ownFolder = /^(load_date=[0-9-]+|snapshot=.+|[a-z0-9]{16})(-\d+)?$/;

/** Removes what a killed run left: files in the lake's own folders that no entry lists. Others may keep files beside them. */
export async function removeLeftovers(lakeFolder: string, entries: readonly TableEntry[]): Promise<void> {
  const listed = new Set(entries.flatMap(({ files, formerFiles = [] }) => [...files, ...formerFiles].map(({ path }) => path)));
  for (const zone of await folders(lakeFolder))
    for (const table of await folders(join(lakeFolder, zone)))
      for (const folder of await folders(join(lakeFolder, zone, table)))
        if (ownFolder.test(folder)) await removeUnlisted(lakeFolder, `${zone}/${table}/${folder}`, listed);
}

/** Removes files of the lake, and folders below their table's that are empty without them. */
export async function removeFiles(lakeFolder: string, files: readonly DataFile[]): Promise<void> {
  for (const { path } of files) {
    await rm(join(lakeFolder, path), { force: true });
    await removeEmptyFolders(lakeFolder, dirname(path));
  }
}

/** @throws RunProblem - When a file of a table is not there. */
export function requireFiles(lakeFolder: string, { dataset, files }: TableEntry): void {
  const missing = files.find(({ path }) => !existsSync(join(lakeFolder, path)));
  if (missing)
    throw new RunProblem(
      `${dataset} lacks its file ${join(lakeFolder, missing.path)}: restore the file, or start over with --reset, which takes everything anew.`,
    );
}

async function removeUnlisted(lakeFolder: string, folder: string, listed: ReadonlySet<string>): Promise<void> {
  const children = await readdir(join(lakeFolder, folder), { withFileTypes: true });
  for (const child of children) {
    const path = `${folder}/${child.name}`;
    if (child.isDirectory()) await removeUnlisted(lakeFolder, path, listed);
    else if (child.name === partFile && !listed.has(path)) await removeFiles(lakeFolder, [{ path, rows: 0, bytes: 0 }]);
  }
}

async function removeEmptyFolders(lakeFolder: string, folder: string): Promise<void> {
  for (let path = folder; path.split("/").length > 2; path = dirname(path)) {
    try {
      await rmdir(join(lakeFolder, path));
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") continue;
      if (code === "ENOTEMPTY" || code === "EEXIST") return;
      throw error;
    }
  }
}

async function folders(path: string): Promise<readonly string[]> {
  return (await readdir(path, { withFileTypes: true })).filter((child) => child.isDirectory()).map(({ name }) => name);
}
