import type { FileIngestion, Run, StackGraph, StreamIngestion } from "../../compiler";
import type { RunEvent } from "../events";
import type { LocalStack } from "../local-stack";
import { Arrivals } from "./arrivals";
import { clock } from "./clock";
import { RunStarter } from "./run-starter";
import { keepSchedules } from "./schedules";
import { StreamServer } from "./stream-server";
import { toldProblem } from "./told-problem";

export interface ServeStackOptions {
  /** Runs a run; whether all went well. It is called for one run at a time. */
  startRun(run: Run): Promise<boolean>;
  report(event: RunEvent): void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Port of the first stream, by name; the next ones have the next; any free ones when it is 0. Those of last time, where they are free, without it. */
  readonly port?: number;
}

/**
 * Keeps a stack going on this machine: takes the events of its streams, keeps its schedules and waits for files, until the signal.
 *
 * @returns When all is at rest: what was taken has landed, and no run goes on.
 * @throws RunProblem - When a port cannot be had.
 */
export async function serveStack(stack: LocalStack, options: ServeStackOptions): Promise<void> {
  await new StackServer(stack, options).serve();
}

class StackServer {
  readonly #starter: RunStarter;
  readonly #closing = new AbortController();
  readonly #parts: { close(): Promise<void> }[] = [];
  readonly #bugs: unknown[] = [];

  constructor(
    private readonly stack: LocalStack,
    private readonly options: ServeStackOptions,
  ) {
    const { startRun } = options;
    this.#starter = new RunStarter({ startRun, say: this.#say, failed: this.#failed });
  }

  async serve(): Promise<void> {
    const { signal } = this.options;
    const close = (): void => this.#closing.abort();
    signal.addEventListener("abort", close, { once: true });
    if (signal.aborted) close();
    try {
      if (!signal.aborted) await this.#start();
      await aborted(this.#closing.signal);
    } finally {
      close();
      signal.removeEventListener("abort", close);
      await Promise.all([...this.#parts.map((part) => part.close()), this.#starter.close()]);
    }
    if (this.#bugs.length > 0) throw this.#bugs[0];
  }

  async #start(): Promise<void> {
    const { runs } = this.stack.compilation.graph;
    await this.#takeEvents();
    keepSchedules({ runs, starter: this.#starter, say: this.#say, signal: this.#closing.signal });
    for (const run of runs) if (run.trigger.kind === "arrival") this.#awaitFiles(run);
  }

  async #takeEvents(): Promise<void> {
    const { stack } = this;
    for (const [index, ingestion] of streamsOf(stack.compilation.graph).entries()) {
      const server = new StreamServer({ stack, ingestion, say: this.#say, failed: this.#failed });
      this.#parts.push(server);
      await server.start(this.#portOf(index));
    }
  }

  #portOf(index: number): number | undefined {
    const { port } = this.options;
    return port === undefined || port === 0 ? port : port + index;
  }

  #awaitFiles(run: Run): void {
    for (const ingestion of filesOf(this.stack.compilation.graph, run)) {
      try {
        this.#watch(run, ingestion);
      } catch (error) {
        this.#sayProblem(`${run.name} waits for no files`, error);
      }
    }
  }

  #watch(run: Run, ingestion: FileIngestion): void {
    const source = this.stack.sources.files(ingestion);
    const { folder, origin } = source;
    if (folder === undefined) return this.#say(`${run.name} waits for no files: ${origin} is no folder of this machine`);
    // What a warehouse has taken is in its tables; asking for it once more takes nothing twice.
    const intake = ingestion.target.store === "lake" ? this.stack.lake.entry(ingestion.dataset)?.intake : undefined;
    const arrivals = new Arrivals({
      source,
      known: intake?.origin === origin ? (intake.objects ?? {}) : {},
      arrived: (files) => this.#starter.arrive(run, { text: files === 1 ? "1 file has come" : `${files} files have come` }),
      failed: (error) => this.#sayProblem(`${run.name} cannot see its files`, error),
    });
    this.#parts.push(arrivals);
    this.#say(`${run.name} starts when files come to ${folder}`);
    arrivals.start();
  }

  #say = (message: string): void => this.options.report({ kind: "notice", message: `${clock(new Date())} ${message}` });

  #sayProblem(what: string, error: unknown): void {
    const problem = toldProblem(error);
    if (problem === undefined) this.#failed(error);
    else this.#say(`${what}: ${problem}`);
  }

  /** A bug ends it, once all is at rest. */
  #failed = (error: unknown): void => {
    this.#bugs.push(error);
    this.#closing.abort();
  };
}

function streamsOf({ ingestions }: StackGraph): readonly StreamIngestion[] {
  return ingestions.filter((ingestion) => ingestion.kind === "stream");
}

function filesOf({ ingestions }: StackGraph, run: Run): readonly FileIngestion[] {
  const names = new Set(run.levels.flat().map((step) => (step.kind === "ingestion" ? step.ingestion : undefined)));
  return ingestions.filter((ingestion) => ingestion.kind === "files").filter(({ name }) => names.has(name));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
}
