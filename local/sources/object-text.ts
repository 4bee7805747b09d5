import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import type { Readable } from "node:stream";
import { constants, createGunzip, gunzipSync } from "node:zlib";
import { RunProblem } from "../problem";
import type { SourceObject } from "./row-source";

/** Whether a table reads the object's bytes through gzip: its name says so, as in the cloud. */
export function isPacked(object: SourceObject): boolean {
  return object.key.endsWith(".gz");
}

/** The object's bytes as a stream, unpacked. */
export function openObject(object: SourceObject): Readable {
  const bytes = createReadStream(object.path, { highWaterMark: 1 << 20 });
  if (!isPacked(object)) return bytes;
  const unpacked = createGunzip();
  bytes.on("error", (error) => unpacked.destroy(error));
  return bytes.pipe(unpacked);
}

/** Up to `length` bytes of the object's beginning (of a packed one, what they unpack to). */
export function readStart(object: SourceObject, length: number): Buffer {
  const start = readBytes(object, length);
  const hasMagic = start[0] === 0x1f && start[1] === 0x8b;
  if (!isPacked(object)) {
    if (hasMagic) throw new RunProblem(`${object.key} is packed with gzip: its name must end with .gz.`);
    return start;
  }
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw new RunProblem(`${object.key} cannot be unpacked: it is no gzip file.`, undefined, { cause: error });
  }
}

function readBytes(object: SourceObject, length: number): Buffer {
  const file = openFile(object);
  try {
    const buffer = Buffer.alloc(Math.min(length, object.bytes));
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}

function openFile({ key, path }: SourceObject): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new RunProblem(`${key} is not there any more: run again.`, undefined, { cause: error });
    throw error;
  }
}
