import { watch, type FSWatcher } from "node:fs";
import type { ObjectSource } from "../sources/row-source";

export interface ArrivalsOptions {
  readonly source: ObjectSource;
  /** Files that are no arrivals: key to fingerprint. */
  readonly known: Readonly<Record<string, string>>;
  /** Told how many files are new or changed, once none of them grows any more. */
  arrived(files: number): void;
  /** Told why the files cannot be listed; not again while they cannot. */
  failed(error: unknown): void;
  /** @default a look every two seconds, and a second without a change */
  readonly pace?: Pace;
}

/** Times in milliseconds. */
export interface Pace {
  /** How often a folder is looked at. */
  readonly idle: number;
  /** How often one is looked at in which files may still grow. */
  readonly settling: number;
  /** How long a file must not change to be there. */
  readonly settled: number;
}

const usualPace: Pace = { idle: 2000, settling: 250, settled: 1000 };

/** Watches a folder for files that are new or changed. Looking alone would do (it sees folders below and network drives); the system's watch is faster. */
export class Arrivals {
  readonly #known: Map<string, string>;
  readonly #pace: Pace;
  /** Files that are new or changed, with what they were when they were seen first. */
  readonly #settling = new Map<string, { readonly fingerprint: string; readonly since: number }>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;
  #hasFailed = false;

  constructor(private readonly options: ArrivalsOptions) {
    this.#known = new Map(Object.entries(options.known));
    this.#pace = options.pace ?? usualPace;
  }

  start(): void {
    this.#watchFolder();
    this.#lookAfter(0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watcher?.close();
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #watchFolder(): void {
    const { folder } = this.options.source;
    if (folder === undefined) return;
    try {
      this.#watcher = watch(folder, () => this.#lookAfter(this.#pace.settling));
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // The folder is not there yet, or the system has no watches left: it is looked at all the same.
    }
  }

  #lookAfter(milliseconds: number): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, milliseconds);
  }

  async #look(): Promise<void> {
    try {
      const arrived = this.#settled(await this.options.source.list());
      if (arrived > 0 && !this.#isClosed) this.options.arrived(arrived);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.options.failed(error);
      this.#hasFailed = true;
    }
    this.#lookAfter(this.#settling.size > 0 ? this.#pace.settling : this.#pace.idle);
  }

  /** How many files have come, once all that are coming have stopped changing. */
  #settled(objects: readonly { readonly key: string; readonly fingerprint: string }[]): number {
    const now = Date.now();
    const found = new Map(objects.map(({ key, fingerprint }) => [key, fingerprint]));
    for (const key of [...this.#known.keys()]) if (!found.has(key)) this.#known.delete(key);
    for (const key of [...this.#settling.keys()])
      if (this.#known.get(key) === found.get(key) || !found.has(key)) this.#settling.delete(key);
    for (const [key, fingerprint] of found) {
      if (this.#known.get(key) !== fingerprint && this.#settling.get(key)?.fingerprint !== fingerprint)
        this.#settling.set(key, { fingerprint, since: now });
    }
    const arrived = [...this.#settling];
    if (arrived.some(([, { since }]) => now - since < this.#pace.settled)) return 0;
    for (const [key, { fingerprint }] of arrived) this.#known.set(key, fingerprint);
    this.#settling.clear();
    return arrived.length;
  }
}
