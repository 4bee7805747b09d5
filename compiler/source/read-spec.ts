import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { SpecError, type Diagnostic } from "../diagnostics/diagnostic";
import { decodeText } from "./decode";
import { SourceFile } from "./source-file";

/** The path that means standard input. */
export const standardInput = "-";

/** More bytes than a spec of the allowed length can have. */
const mostBytes = 20_000_000;

/**
 * Reads a spec.
 *
 * @param specPath - Its path, or `-` for standard input.
 * @throws SpecError - When there is no such file, or no text in it.
 */
export function readSpec(specPath: string): SourceFile {
  const name = specPath === standardInput ? "<stdin>" : basename(specPath);
  const bytes = readBytes(specPath);
  if (typeof bytes === "string") throw unreadable(name, bytes);
  const decoded = decodeText(bytes);
  if ("problem" in decoded) throw unreadable(name, decoded.problem);
  return new SourceFile(name, decoded.text);
}

/** The bytes, or why there are none, in words that end a sentence. */
function readBytes(specPath: string): Uint8Array | string {
  if (specPath === standardInput) return readAll(0);
  let descriptor: number;
  try {
    // Without waiting, since opening a FIFO waits for somebody to write into it.
    descriptor = openSync(specPath, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return openProblem(error);
  }
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) return "is a directory; name the file in it";
    if (!status.isFile()) return "is not a regular file; use - to read from standard input";
    if (status.size > mostBytes) return `has ${Math.round(status.size / 1_000_000)} MB, which is too large for a spec`;
    return readAll(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Why a file cannot be opened, in words that end a sentence. */
export function openProblem(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "cannot be read: permission denied";
    case "EISDIR":
      return "is a directory";
    case "ELOOP":
      return "is a symbolic link that leads to itself";
    case "ENAMETOOLONG":
      return "does not exist: the path is too long";
    default:
      return `cannot be read: ${(error as Error).message}`;
  }
}

function readAll(descriptor: number): Uint8Array | string {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(65_536);
    const read = readChunk(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks);
    length += read;
    if (length > mostBytes) return `has more than ${mostBytes / 1_000_000} MB, which is too large for a spec`;
    chunks.push(chunk.subarray(0, read));
  }
}

function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      // A terminal or a pipe that has nothing yet.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      else throw error;
    }
  }
}

function unreadable(name: string, problem: string): SpecError {
  const span = { file: new SourceFile(name, ""), start: 0, end: 0 };
  const diagnostic: Diagnostic = {
    code: "unreadable-file",
    severity: "error",
    message: `The spec ${problem}.`,
    span,
    related: [],
    suggestions: [],
  };
  return new SpecError([diagnostic]);
}
