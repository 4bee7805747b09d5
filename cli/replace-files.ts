import { closeSync, fsyncSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { UsageError } from "./exit-codes";

/** A file and what it is to hold. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/**
 * Replaces files as wholes: all new texts are on the disk before the first file changes, so that nobody reads half of one. Rights and byte order marks
 * stay, and a symbolic link stays one.
 *
 * @throws UsageError - When one of them cannot be written; then none has changed.
 */
export function replaceFiles(files: readonly FileText[]): void {
  const staged: { readonly temporary: string; readonly target: string }[] = [];
  try {
    for (const { path, text } of files) {
      const target = realpathSync(path);
      const temporary = `${target}.${process.pid}.tmp`;
      staged.push({ temporary, target });
      stage(temporary, target, text);
    }
    for (const { temporary, target } of staged) renameSync(temporary, target);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`The files cannot be written: ${error.message}`, { cause: error });
  }
}

function stage(temporary: string, target: string, text: string): void {
  const descriptor = openSync(temporary, "wx", statSync(target).mode & 0o777);
  try {
    writeFileSync(descriptor, startsWithMark(target) ? `\ufeff${text}` : text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function startsWithMark(path: string): boolean {
  const descriptor = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(3);
    readSync(descriptor, bytes);
    return bytes.equals(Buffer.from("\ufeff"));
  } finally {
    closeSync(descriptor);
  }
}
