import { join } from "node:path";
import type { StreamIngestion } from "../../compiler";
import type { LocalStack } from "../local-stack";
import { eventLog, type EventLog } from "./event-log";
import { landRecords, type RefusedRecords } from "./land-records";

export interface LandedEvents {
  readonly rows: number;
  readonly bytes: number;
  readonly notes: readonly string[];
}

/** The folder of what a stream has acknowledged. */
export function streamFolder({ state }: LocalStack, { name }: StreamIngestion): string {
  return join(state.streams, name);
}

export function streamLog(stack: LocalStack, ingestion: StreamIngestion): EventLog {
  return eventLog(streamFolder(stack, ingestion));
}

/** Puts all events that were acknowledged into the table of their stream, each once. */
export async function landSegments(stack: LocalStack, ingestion: StreamIngestion): Promise<LandedEvents> {
  const notes: string[] = [];
  let [rows, bytes] = [0, 0];
  await streamLog(stack, ingestion).landSegments(async ({ id, path, day }) => {
    const landed = await landRecords(stack, ingestion, { path, batch: id, day });
    rows += landed.rows;
    bytes += landed.bytes;
    if (landed.refused) notes.push(refusedNote(ingestion, landed.refused));
  });
  return { rows, bytes, notes };
}

/** What people should know about events that do not fit. */
export function refusedNote({ source }: StreamIngestion, { count, columns, path }: RefusedRecords): string {
  const [events, they] = count === 1 ? ["1 event", "it is"] : [`${count} events`, "they are"];
  return `${events} of sources.${source.name} did not fit ${columns.join(", ")}: ${they} in ${path}`;
}
