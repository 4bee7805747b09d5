import { copyFile, mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileIngestion } from "../../compiler";
import type { DataFile, Intake } from "../lake/catalog";
import { failureOf } from "../lake/duckdb-problem";
import type { Written } from "../lake/lake";
import { RunProblem } from "../problem";
import type { SourceObject } from "../sources/row-source";
import type { KnownTable } from "./known-table";
import type { StepContext } from "./step";

const parallelCopies = 16;

/** New objects, and what the table of objects is until now. */
export interface ObjectsToCopy {
  readonly objects: readonly SourceObject[];
  readonly known: KnownTable;
  readonly intake: Intake;
}

/**
 * Copies objects as they are to `<zone>/<table>/<key>` of the lake's folder. Each is written aside and moved to its place; all together are listed in
 * one write, so that a run that was killed copies them again, in the place of what it left.
 */
export async function copyObjects(
  { stack, progress }: StepContext,
  { dataset, target, table }: FileIngestion,
  { objects, known, intake }: ObjectsToCopy,
): Promise<Written> {
  const { lake, state } = stack;
  const aside = await mkdtemp(join(state.scratch, "objects-"));
  const copied: DataFile[] = [];
  let bytes = 0;
  try {
    await inParallel(parallelCopies, objects.entries(), async ([number, object]) => {
      const path = `${target.name}/${table}/${object.key}`;
      await copyObject(object, join(aside, String(number)), join(state.lake, path));
      copied.push({ path, rows: 0, bytes: object.bytes });
      progress({ bytes: (bytes += object.bytes) });
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  const former = lake.entry(dataset)?.files ?? [];
  const replaced = known.replace ? { formerFiles: former } : {};
  const files = new Map([...(known.replace ? [] : former), ...copied].map((file) => [file.path, file]));
  await lake.writeEntry({ dataset, kind: "objects", columns: [], files: [...files.values()], ...replaced, intake });
  return { rows: 0, bytes };
}

async function copyObject({ key, path }: SourceObject, aside: string, to: string): Promise<void> {
  try {
    await copyFile(path, aside);
    const file = await open(aside, "r");
    await file.sync().finally(() => file.close());
    await mkdir(dirname(to), { recursive: true });
    await rename(aside, to);
  } catch (error) {
    throw new RunProblem(`${key} cannot be copied: ${reasonOf(error)}.`, undefined, { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there any more, so run again",
  EEXIST: "another object has the name of its folder",
  ENOTDIR: "another object has the name of its folder",
  EISDIR: "other objects lie in a folder of its name",
  ENAMETOOLONG: "its name is too long for this machine",
};

function reasonOf(error: unknown): string {
  return reasons[(error as NodeJS.ErrnoException).code ?? ""] ?? failureOf(error).reason;
}

/** Works on so many items at a time. After a failure no other item is begun, and the failure is thrown when those that were have ended. */
async function inParallel<Item>(workers: number, items: Iterator<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const workOn = async (): Promise<void> => {
    for (let next = items.next(); failures.length === 0 && !next.done; next = items.next())
      await work(next.value).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: workers }, workOn));
  if (failures.length > 0) throw failures[0];
}
