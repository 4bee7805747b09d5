import type { StreamIngestion } from "../../../compiler";

/** A stream of events for tests. */
export function streamIngestion(source: Partial<StreamIngestion["source"]> = {}): StreamIngestion {
  return {
    kind: "stream",
    name: "events",
    pointer: "/ingestion/events",
    target: { store: "lake", name: "raw" },
    source: { name: "web", pointer: "/sources/web", origins: ["*"], ...source },
    dataset: "lake.raw.events",
    table: "events",
  };
}
