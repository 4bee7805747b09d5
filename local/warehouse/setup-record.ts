import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunProblem } from "../problem";
import { writePrivateFile } from "./private-file";

/** What a run must know of the ones before it. */
export interface SetupRecord {
  /** On which the server of the stack's own listened last. */
  readonly port?: number;
  /** Where the data of that server are when they are not in the state folder. */
  readonly elsewhere?: DataElsewhere;
  /** Roles of groups that datastack made on the server. */
  readonly roles: readonly string[];
  /** Schemas whose privileges datastack made what the spec says. */
  readonly schemas: readonly string[];
}

export interface DataElsewhere {
  readonly folder: string;
  /** Whose data they are: a copy of the state is another stack. */
  readonly state: string;
}

const fileName = "setup.json";

/** The record of a folder; an empty one when nothing has been set up. */
export function readRecord(folder: string): SetupRecord {
  const path = join(folder, fileName);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as SetupRecord;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RunProblem(`${path} is damaged, so that the warehouse cannot be used: --reset starts over.`);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { roles: [], schemas: [] };
    throw error;
  }
}

/** Changes fields of the record of a folder. */
export function updateRecord(folder: string, changes: Partial<SetupRecord>): SetupRecord {
  const before = readRecord(folder);
  const record = { ...before, ...changes };
  const text = `${JSON.stringify(record, undefined, 2)}\n`;
  if (JSON.stringify(record) !== JSON.stringify(before)) writePrivateFile(join(folder, fileName), text);
  return record;
}
