import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { StreamIngestion } from "../../compiler";
import type { Intake } from "../lake/catalog";
import { RunProblem } from "../problem";
import type { ObjectSource, SourceObject } from "../sources/row-source";
import type { StepContext } from "../steps/step";
import { eventRecord, isJsonObject } from "./event-record";
import { landRecords } from "./land-records";
import { refusedNote, streamLog, type LandedEvents } from "./land-segments";

export interface LandedSamples extends LandedEvents {
  readonly origin?: string;
}

/**
 * Lands the sample events of a stream, as if they were posted now. A file is looked at once, and again when it has changed: then the lines that it
 * had before are not taken a second time.
 */
export async function landSamples(context: StepContext, ingestion: StreamIngestion): Promise<LandedSamples> {
  const source = context.stack.sources.events(ingestion);
  if (!source) return { rows: 0, bytes: 0, notes: [] };
  const landed = await streamLog(context.stack, ingestion).alone(() => landObjects(context, ingestion, source));
  return { ...landed, origin: source.origin };
}

async function landObjects(context: StepContext, ingestion: StreamIngestion, source: ObjectSource): Promise<LandedEvents> {
  const { stack } = context;
  const notes: string[] = [];
  let [rows, bytes] = [0, 0];
  for (const object of await source.list()) {
    const objects = takenObjects(stack.lake.entry(ingestion.dataset)?.intake, source.origin);
    if (objects[object.key] === object.fingerprint) continue;
    const path = await writeRecords(context, ingestion, object);
    const landed = await landRecords(stack, ingestion, {
      path,
      batch: hash(source.origin, object.key, object.fingerprint),
      day: context.loadDate,
      intake: { origin: source.origin, objects: { ...objects, [object.key]: object.fingerprint } },
      onlyNew: true,
    });
    rows += landed.rows;
    bytes += landed.bytes;
    context.progress({ rows, bytes });
    if (landed.refused) notes.push(refusedNote(ingestion, landed.refused));
  }
  return { rows, bytes, notes };
}

/** Of another origin, nothing was taken. */
function takenObjects(intake: Intake | undefined, origin: string): Readonly<Record<string, string>> {
  return intake?.origin === origin ? (intake.objects ?? {}) : {};
}

/** The records of a file of events, one JSON object a line, in a file for this run. */
async function writeRecords({ stack, run }: StepContext, ingestion: StreamIngestion, object: SourceObject): Promise<string> {
  const path = join(stack.state.scratch, `${run}-${ingestion.name}-${hash(object.key)}.jsonl`);
  const receivedAt = Date.now();
  const repeated = new Map<string, number>();
  const sample = await open(object.path);
  const file = await open(path, "w", 0o600);
  try {
    let [number, records] = [0, ""];
    for await (const line of sample.readLines()) {
      number++;
      if (line.trim() === "") continue;
      if (!isJsonObject(line))
        throw new RunProblem(`${object.path}:${number} is no JSON object: sample events are one JSON object a line.`);
      const before = repeated.get(line) ?? 0;
      repeated.set(line, before + 1);
      records += eventRecord(line, ingestion.source.columns, { eventId: hash(object.key, line, String(before)), receivedAt });
      if (records.length < writeLength) continue;
      await file.writeFile(records);
      records = "";
    }
    await file.writeFile(records);
  } finally {
    await Promise.all([sample.close(), file.close()]);
  }
  return path;
}

const writeLength = 1 << 20;

function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
