import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StreamIngestion } from "../../compiler";
import type { LocalStack } from "../local-stack";
import { RunProblem } from "../problem";
import { EventEndpoint, eventsPath } from "./event-endpoint";
import { ensureTable } from "./land-records";
import { landSegments, streamFolder, streamLog } from "./land-segments";
import { asRunProblem, toldProblem } from "./told-problem";

export interface StreamServerOptions {
  readonly stack: LocalStack;
  readonly ingestion: StreamIngestion;
  say(message: string): void;
  /** Told of what nobody expects: a bug. */
  failed(error: unknown): void;
}

/** How often events land; the cloud's are seen after a minute or more. */
const flushMilliseconds = 5000;

/** Bytes of events that land at once. */
const flushBytes = 128 * 1024 * 1024;

/** Takes the events of one stream, and lands them every few seconds. */
export class StreamServer {
  readonly #endpoint: EventEndpoint;
  #timer: NodeJS.Timeout | undefined;
  #landing: Promise<void> | undefined;
  /** What was said last of a failure: the same is not said every few seconds. */
  #failure: string | undefined;

  constructor(private readonly options: StreamServerOptions) {
    const log = streamLog(options.stack, options.ingestion);
    this.#endpoint = new EventEndpoint({
      ingestion: options.ingestion,
      record: (line) => {
        log.append(line);
        if (log.openBytes >= flushBytes) this.#land();
      },
      failed: (error) => this.#fail(error, "the event was not recorded, and its sender was told so"),
    });
  }

  /**
   * Lands what is left of former times, and begins to take events.
   *
   * @param port - That of last time, or any free one, without it.
   * @throws RunProblem - When the port cannot be had.
   */
  async start(port: number | undefined): Promise<void> {
    const { stack, ingestion, say } = this.options;
    await ensureTable(stack, ingestion);
    await this.#landOnce();
    const address = `http://127.0.0.1:${await this.#listen(port)}${eventsPath}`;
    say(`${address} takes the events of sources.${ingestion.source.name}: curl -H 'Content-Type: application/json' -d '{}' ${address}`);
    this.#timer = setInterval(() => this.#land(), flushMilliseconds);
  }

  /** Takes no more events, and lands those that it took. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#endpoint.close();
    await this.#landing;
    await this.#landOnce();
  }

  /** One landing at a time; what comes meanwhile is for the next. */
  #land(): void {
    this.#landing ??= this.#landOnce().finally(() => (this.#landing = undefined));
  }

  async #landOnce(): Promise<void> {
    const { stack, ingestion, say } = this.options;
    try {
      const { notes } = await landSegments(stack, ingestion);
      notes.forEach(say);
      this.#failure = undefined;
    } catch (error) {
      this.#fail(error, "the events are kept, and tried again");
    }
  }

  #fail(error: unknown, consequence: string): void {
    const problem = toldProblem(error);
    if (problem === undefined) return this.options.failed(error);
    const failure = `sources.${this.options.ingestion.source.name}: ${problem} (${consequence})`;
    if (failure !== this.#failure) this.options.say(failure);
    this.#failure = failure;
  }

  async #listen(wanted: number | undefined): Promise<number> {
    const folder = streamFolder(this.options.stack, this.options.ingestion);
    const memory = join(folder, "port");
    const port = wanted === undefined ? await this.#listenAsBefore(memory) : await this.#listenAt(wanted);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(memory, `${port}\n`);
    } catch (error) {
      throw asRunProblem(error, `${folder} cannot be written`);
    }
    return port;
  }

  async #listenAsBefore(memory: string): Promise<number> {
    try {
      return await this.#endpoint.listen(Number(readFileSync(memory, "utf8")));
    } catch {
      // The first time, or somebody else has the port now.
      return this.#endpoint.listen(0);
    }
  }

  async #listenAt(port: number): Promise<number> {
    try {
      return await this.#endpoint.listen(port);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code === "EADDRINUSE" ? "another program listens there" : (error as Error).message;
      const { source } = this.options.ingestion;
      throw new RunProblem(
        `Port ${port} cannot take the events of sources.${source.name}: ${reason}. Give another one with --port.`,
        undefined,
        {
          cause: error,
        },
      );
    }
  }
}
