import { join } from "node:path";

/** Where a stack lives on this machine: `.datastack/<stack>/` beside its spec. Everything in it can be made again, but for rows that came once. */
export interface StateFolder {
  readonly root: string;
  /** `<zone>/<table>/…`: Parquet files, in the layout of the cloud's buckets. */
  readonly lake: string;
  /** `<dataset>.json`: what is in the lake, as the Glue catalog says it in the cloud. */
  readonly catalog: string;
  /** `<ingestion>/…`: events that were acknowledged and are not in the lake yet. */
  readonly streams: string;
  /** The data of the PostgreSQL server of the stack's own, its log and its passwords. */
  readonly warehouse: string;
  /** Files that only one run needs; emptied when the next one starts. */
  readonly scratch: string;
}

/**
 * The folder of a stack; nothing is made.
 *
 * @param parent - The folder of the spec.
 */
export function stateFolder(parent: string, stack: string): StateFolder {
  const root = join(parent, ".datastack", stack);
  return {
    root,
    lake: join(root, "lake"),
    catalog: join(root, "catalog"),
    streams: join(root, "streams"),
    warehouse: join(root, "warehouse"),
    scratch: join(root, "scratch"),
  };
}
