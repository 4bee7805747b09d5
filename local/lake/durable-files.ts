import { mkdir, open, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What a file is called while it is being written. */
export const unfinished = ".part";

/** Writes a file as a whole or not at all, so that it outlives a power cut. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}${unfinished}`);
  const file = await open(aside, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await sync(dirname(path));
}

/**
 * Moves a folder with one file in it to its place, so that both outlive a power cut.
 *
 * @param below - An existing folder that the place is in; what lies between is made.
 */
export async function moveFolderDurably(from: string, fileName: string, to: string, below: string): Promise<void> {
  await sync(join(from, fileName));
  await sync(from);
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  for (let folder = dirname(to); folder.length >= below.length; folder = dirname(folder)) await sync(folder);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
