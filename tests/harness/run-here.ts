import { createRequire } from "node:module";
import path from "node:path";
import { vi } from "vitest";
import type * as local from "../../cli/local";
import type { QueryCommandOptions } from "../../cli/local/query-options";
import type { RunDocument, StackFolder } from "./command-line";

/** What `datastack run` and `datastack query` load: the built file, as users have it. */
const bundle = createRequire(__filename)(path.join(__dirname, "..", "..", "dist", "local", "bundle.js")) as typeof local;

/** Options of a run that a test may need; the rest is as the command has it. */
export interface RunHereOptions {
  readonly source?: Readonly<Record<string, string>>;
  readonly warehouse?: string;
  readonly only?: string;
  readonly reset?: boolean;
  readonly state?: string;
}

/**
 * `datastack run --format json --quiet` in this process, where a process of its own is not the point: starting one takes as long as the run.
 *
 * @throws RunProblem - When the run cannot begin.
 */
export async function runHere(
  stack: StackFolder,
  { source = {}, ...options }: RunHereOptions = {},
): Promise<RunDocument & { readonly exit: number }> {
  const places = new Map(Object.entries(source));
  let exit = 0;
  const printed = await printedBy(async () => {
    exit = await bundle.runLocal(stack.path(stack.spec), { ...options, format: "json", quiet: true, source: places });
  });
  return { ...(JSON.parse(printed, asInFolder) as RunDocument), exit };

  /** Places as they are shown to somebody in the stack's folder. */
  function asInFolder(key: string, value: unknown): unknown {
    return key === "file" ? path.relative(stack.folder, String(value)) : value;
  }
}

/**
 * `datastack query` in this process.
 *
 * @throws RunProblem - When the query is refused.
 */
export function queryHere(stack: StackFolder, sql: string, options: Partial<QueryCommandOptions> = {}): Promise<string> {
  return printedBy(() => bundle.queryLocal(sql, stack.path(stack.spec), { format: "csv", limit: 100, quiet: true, ...options }));
}

/** `datastack stop` in this process. */
export function stopHere(stack: StackFolder): Promise<boolean> {
  return bundle.stopStack(stack.folder, path.basename(stack.spec, ".yaml"));
}

async function printedBy(work: () => Promise<unknown>): Promise<string> {
  let printed = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    await work();
    return printed;
  } finally {
    write.mockRestore();
  }
}
