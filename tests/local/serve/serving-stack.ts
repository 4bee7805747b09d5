import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileLocal, folderFiles, SourceFile, type StreamIngestion } from "../../../compiler";
import type { RunEvent } from "../../../local/events";
import { openLake } from "../../../local/lake/open-lake";
import type { LocalStack } from "../../../local/local-stack";
import { serveStack, type ServeStackOptions } from "../../../local/serve/serve-stack";
import { folderObjects } from "../../../local/sources/folder-objects";
import type { ObjectSource } from "../../../local/sources/row-source";
import { makeState, openState } from "../../../local/state/open-state";
import { stateFolder } from "../../../local/state/state-folder";
import type { StepContext } from "../../../local/steps/step";

const head = `apiVersion: datastack/v1
name: shop
owner: data@shop.example
environments: { dev: { account: "111111111111", region: eu-west-1 } }
lake: { zones: { raw: {} } }
`;

/** A spec with one stream, and what is said of its source. */
export function streamSpec(source = ""): string {
  return `${head}
sources: { web: { type: clickstream${source} } }
ingestion: { events: { from: sources.web, to: lake.raw } }
`;
}

/** A spec whose files are taken when they come, and a stream. */
export const arrivalSpec = `${head}
sources:
  drop: { type: s3, bucket: partner-drop, prefix: orders/, format: csv }
  web: { type: clickstream }
ingestion:
  partner: { from: sources.drop, to: lake.raw, schedule: { on: arrival } }
  events: { from: sources.web, to: lake.raw }
`;

function never(): never {
  throw new Error("the stack has neither a database nor a warehouse");
}

/** A folder with a spec and its samples, removed at the end. */
export class StackFolder {
  readonly path = mkdtempSync(join(tmpdir(), "serve-"));
  readonly #opened: LocalStack[] = [];

  constructor(
    public spec: string,
    files: Readonly<Record<string, string>> = {},
  ) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  /** The stack as another run finds it. */
  async open(): Promise<LocalStack> {
    const path = join(this.path, "shop.yaml");
    const compilation = compileLocal({ file: new SourceFile("shop.yaml", this.spec), files: folderFiles(path) });
    const state = stateFolder(this.path, "shop");
    makeState(state);
    openState(state);
    const lake = await openLake(compilation.graph, state);
    const files = ({ source }: { readonly source: { readonly name: string } }): ObjectSource =>
      folderObjects(join(this.path, "samples", source.name), `samples/${source.name}`);
    const sources = {
      tableRows: never,
      files,
      events: (ingestion: StreamIngestion) => (existsSync(join(this.path, "samples/web")) ? files(ingestion) : undefined),
    };
    const stack = { compilation, folder: this.path, state, lake, sources, warehouse: never };
    this.#opened.push(stack);
    return stack;
  }

  /** Files that wait to land. */
  segments(): readonly string[] {
    const folder = join(this.path, ".datastack/shop/streams/events");
    return readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  }

  remove(): void {
    for (const { lake } of this.#opened) lake.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function onlyStream({ compilation }: LocalStack): StreamIngestion {
  const found = compilation.graph.ingestions.find((ingestion) => ingestion.kind === "stream");
  if (!found) throw new Error("the spec has no stream");
  return found;
}

export function stepContext(stack: LocalStack): StepContext {
  return { stack, run: "abcdefgh12345678", loadDate: "2026-01-31", progress: () => undefined };
}

/** Rows of a query, values as DuckDB's JSON. */
export async function query(stack: LocalStack, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const connection = await stack.lake.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}

/** A stack that is being served. */
export interface Serving {
  readonly said: string[];
  /** Addresses of the endpoints, once they are there. */
  readonly addresses: readonly string[];
  /** When it has ended, or why it could not go on. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const stops: (() => Promise<unknown>)[] = [];

/** Ends what a test that failed still serves, before its folder goes. */
export async function stopServing(): Promise<void> {
  await Promise.allSettled(stops.splice(0).map((stop) => stop()));
}

/** Serves a stack, once all its endpoints are there. */
export async function serve(stack: LocalStack, options: Partial<ServeStackOptions> = {}): Promise<Serving> {
  const said: string[] = [];
  const abort = new AbortController();
  const report = (event: RunEvent): void => {
    if (event.kind === "notice") said.push(event.message);
  };
  let isOver = false;
  const served = serveStack(stack, { startRun: () => Promise.resolve(true), report, signal: abort.signal, ...options }).finally(
    () => (isOver = true),
  );
  const streams = stack.compilation.graph.ingestions.filter(({ kind }) => kind === "stream").length;
  const addresses = (): string[] => said.flatMap((line) => /http:\S+ takes/.exec(line)?.[0].split(" ")[0] ?? []);
  const started = async (): Promise<void> => {
    while (!isOver && addresses().length < streams) await new Promise((done) => setTimeout(done, 5));
  };
  const stop = (): Promise<void> => {
    abort.abort();
    return served;
  };
  stops.push(stop);
  await Promise.race([started(), served]);
  return { said, addresses: addresses(), ended: served, stop };
}

/** Posts an event, and says how it was answered. */
export async function post(address: string, event: unknown): Promise<number> {
  const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(event) });
  await response.arrayBuffer();
  return response.status;
}
