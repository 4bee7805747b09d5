import { createHash } from "node:crypto";
import type { TableEntry } from "../lake/catalog";

/**
 * A batch's name in its table. The rerun of a run that was killed before its rows were in the catalog gets the same one, and writes over what that left;
 * a batch that is in the catalog is never written over, since the number of the table's files is another one then.
 */
export function batchId(run: string, entry: TableEntry | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify([run, entry?.files.length]))
    .digest("hex")
    .slice(0, 16);
}
