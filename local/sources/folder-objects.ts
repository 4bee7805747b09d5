import { createHash } from "node:crypto";
import { createReadStream, type BigIntStats, type Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { RunProblem } from "../problem";
import type { ObjectSource, SourceObject } from "./row-source";

/**
 * The files below a folder. Hidden ones are none, and a symbolic link is followed to a file that lies below the folder too, not out of it.
 *
 * @param isObject - Which files count, by key.
 */
export function folderObjects(folder: string, origin: string, isObject: (key: string) => boolean = () => true): ObjectSource {
  return {
    origin,
    folder,
    list: async () => {
      const found: SourceObject[] = [];
      for (const path of await filesBelow(folder)) {
        const key = relative(folder, path).split(sep).join("/");
        const object = isObject(key) ? await describeFile(path, key) : undefined;
        if (object) found.push(object);
      }
      return found.sort((left, right) => (left.key < right.key ? -1 : 1));
    },
  };
}

/** One file, known by its name. */
export function fileObject(path: string, origin: string): ObjectSource {
  return {
    origin,
    list: async () => {
      const object = await describeFile(path, basename(path));
      if (!object) throw new RunProblem(`${origin} is not there any more.`);
      return [object];
    },
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const root = await realpath(folder);
  const found: string[] = [];
  await visit(folder);
  return found;

  async function visit(current: string): Promise<void> {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile() || (await isLinkInside(root, entry, path))) found.push(path);
    }
  }
}

/** A link to a folder is passed over: what it leads to is found without it. */
async function isLinkInside(root: string, entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false;
  try {
    const target = await realpath(path);
    return target.startsWith(root + sep) && (await stat(target)).isFile();
  } catch (error) {
    // It leads nowhere, or round in a circle.
    if (["ENOENT", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** The file as an object; undefined when it has gone meanwhile. */
async function describeFile(path: string, key: string): Promise<SourceObject | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    return { key, path, bytes: Number(found.size), fingerprint: await hashFile(path, found) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new RunProblem(`${path} cannot be read: ${(error as Error).message}.`, undefined, { cause: error });
  }
}

/** A folder that is watched is listed again and again: a file that has not changed keeps its hash. */
const known = new Map<string, { readonly version: string; readonly hash: string }>();

/** By content, as S3 does it: a file that is copied or touched is the same one. */
async function hashFile(path: string, { size, mtimeNs, ctimeNs, ino }: BigIntStats): Promise<string> {
  const version = `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
  const before = known.get(path);
  if (before?.version === version) return before.hash;
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(bytes as Buffer);
  const found = { version, hash: hash.digest("hex").slice(0, 32) };
  known.set(path, found);
  return found.hash;
}
