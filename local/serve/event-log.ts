import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newRunId } from "../run-id";
import { recordLimit } from "./event-record";

/** A file of events that nobody adds to any more. */
export interface Segment {
  /** `[a-z0-9]{16}`, later ones sort after earlier ones: the id of its batch in the lake. */
  readonly id: string;
  readonly path: string;
  /** The day on which it was begun, in UTC: `2026-01-31`. */
  readonly day: string;
}

const suffix = ".jsonl";

interface OpenSegment {
  readonly descriptor: number;
  readonly path: string;
  bytes: number;
}

/**
 * The events of one stream that are acknowledged and not in the lake yet: lines in files ("segments"). One is open for more, the others are to be
 * landed. What `append` was given outlives the process; it does not outlive the machine's power.
 */
export class EventLog {
  #open: OpenSegment | undefined;
  #landing: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Bytes of the open segment. */
  get openBytes(): number {
    return this.#open?.bytes ?? 0;
  }

  /** Keeps one line with its line feed. A line that cannot be written whole leaves nothing. */
  append(line: string): void {
    const open = (this.#open ??= this.#openSegment());
    try {
      writeFileSync(open.descriptor, line);
    } catch (error) {
      ftruncateSync(open.descriptor, open.bytes);
      throw error;
    }
    open.bytes += Buffer.byteLength(line);
  }

  /** Ends the open segment; the next line begins another. */
  closeSegment(): void {
    if (!this.#open) return;
    closeSync(this.#open.descriptor);
    this.#open = undefined;
  }

  /**
   * Lands all segments that are there, the open one too, the oldest first: no two at once, whoever asks. One that was landed is removed.
   *
   * @param land - Puts a segment into the lake; a second time changes nothing.
   */
  async landSegments(land: (segment: Segment) => Promise<void>): Promise<void> {
    await this.alone(async () => {
      this.closeSegment();
      for (const segment of this.#closedSegments()) {
        if (dropTornLine(segment.path) > 0) await land(segment);
        rmSync(segment.path);
      }
    });
  }

  /** Does what writes the stream's table, when nothing else of this process does so. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#landing.then(work);
    this.#landing = done.catch(() => undefined);
    return done;
  }

  #openSegment(): OpenSegment {
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, newRunId(new Date()) + suffix);
    return { descriptor: openSync(path, "ax", 0o600), path, bytes: 0 };
  }

  /** Another segment may be opened while these are landed. */
  #closedSegments(): readonly Segment[] {
    return namesIn(this.folder)
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => ({ id: name.slice(0, -suffix.length), path: join(this.folder, name), day: dayOf(name) }));
  }
}

/** Ids begin with their time (`newRunId`). */
function dayOf(id: string): string {
  return new Date(parseInt(id.slice(0, 9), 36)).toISOString().slice(0, 10);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Cuts off a line without its end, which a process left that was killed in the middle of a write: nobody was told that the event is kept.
 *
 * @returns The bytes that are left.
 */
function dropTornLine(path: string): number {
  const descriptor = openSync(path, "r+");
  try {
    const { size } = fstatSync(descriptor);
    const tail = Buffer.alloc(Math.min(size, recordLimit + 1));
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    const kept = size - tail.length + tail.lastIndexOf("\n") + 1;
    if (kept < size) ftruncateSync(descriptor, kept);
    return kept;
  } finally {
    closeSync(descriptor);
  }
}

const logs = new Map<string, EventLog>();

/** The log of a folder: one in this process, so that a run and the endpoint beside it do not land the same segment at once. */
export function eventLog(folder: string): EventLog {
  const log = logs.get(folder) ?? new EventLog(folder);
  logs.set(folder, log);
  return log;
}
