import type { Container, DatasetId, Ingestion, SpecPointer, StackGraph, Transform, Trigger } from "../compiler";

/** What comes from where: sources, datasets, and what makes the one from the others. */
export interface Lineage {
  readonly stack: string;
  readonly sources: readonly LineageSource[];
  /** Zones and schemas with their datasets, in the order of the data: the lake before the warehouse. */
  readonly containers: readonly LineageContainer[];
  readonly edges: readonly LineageEdge[];
}

export interface LineageSource {
  /** `sources.orders-db`. */
  readonly id: string;
  readonly name: string;
  readonly kind: "database" | "files" | "stream";
  readonly pointer: SpecPointer;
}

export interface LineageContainer {
  /** `lake.raw`, `warehouse.marts`. */
  readonly id: string;
  readonly store: Container["store"];
  readonly datasets: readonly LineageDataset[];
}

export interface LineageDataset {
  readonly id: DatasetId;
  /** Its name in the container. */
  readonly name: string;
  /** `ingestion.orders`, `transforms.daily_revenue`. */
  readonly producer: string;
  readonly pointer: SpecPointer;
  /** Checks that follow it. */
  readonly checks: number;
}

export interface LineageEdge {
  /** A source or a dataset. */
  readonly from: string;
  readonly to: DatasetId;
  /** Name of the ingestion or transform that makes the one from the other. */
  readonly by: string;
  /** When that starts by itself; undefined when it follows what it reads. */
  readonly schedule?: string;
}

/** The lineage of a stack; in order of names, whatever the order of the spec. */
export function describeLineage(graph: StackGraph): Lineage {
  const transforms = new Map(graph.transforms.map((transform) => [`transforms.${transform.name}`, transform]));
  return {
    stack: graph.identity.stack,
    sources: describeSources(graph.ingestions),
    containers: describeContainers(graph, transforms),
    edges: [
      ...graph.ingestions.flatMap((ingestion) => ingestionEdges(ingestion, scheduleOf(graph, "ingestion", ingestion.name))),
      ...graph.transforms.flatMap((transform) => transformEdges(transform, scheduleOf(graph, "transform", transform.name))),
    ],
  };
}

const sourceKinds = { database: "database", files: "files", stream: "stream" } as const;

function describeSources(ingestions: readonly Ingestion[]): readonly LineageSource[] {
  const sources = new Map(
    ingestions.map(({ kind, source: { name, pointer } }) => [name, { id: `sources.${name}`, name, kind: sourceKinds[kind], pointer }]),
  );
  return [...sources.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function describeContainers(graph: StackGraph, transforms: ReadonlyMap<string, Transform>): readonly LineageContainer[] {
  const declared: readonly Container[] = [
    ...(graph.lake?.zones.map(({ name }) => ({ store: "lake", name }) as const) ?? []),
    ...(graph.warehouse?.schemas
      .filter(({ copyOfZone }) => copyOfZone === undefined)
      .map(({ name }) => ({ store: "warehouse", name }) as const) ?? []),
  ];
  return declared.map(({ store, name }) => ({
    id: `${store}.${name}`,
    store,
    datasets: graph.datasets
      .filter(({ container }) => container.store === store && container.name === name)
      .map(({ id, producer, pointer }) => ({
        id,
        name: id.slice(`${store}.${name}.`.length),
        producer,
        pointer,
        checks: transforms.get(producer)?.checks.length ?? 0,
      })),
  }));
}

function ingestionEdges(ingestion: Ingestion, schedule: string | undefined): readonly LineageEdge[] {
  const from = `sources.${ingestion.source.name}`;
  const when = schedule ?? (ingestion.kind === "stream" ? "all the time" : undefined);
  const datasets = ingestion.kind === "database" ? ingestion.tables.map(({ dataset }) => dataset) : [ingestion.dataset];
  return datasets.map((to) => ({ from, to, by: ingestion.name, ...(when === undefined ? {} : { schedule: when }) }));
}

function transformEdges({ name, dataset, reads }: Transform, schedule: string | undefined): readonly LineageEdge[] {
  return reads.map((from) => ({ from, to: dataset, by: name, ...(schedule === undefined ? {} : { schedule }) }));
}

/** When the node starts by itself; undefined when it follows what it reads. */
function scheduleOf({ runs }: StackGraph, kind: "ingestion" | "transform", name: string): string | undefined {
  const pointer = kind === "ingestion" ? `/ingestion/${name}` : `/transforms/${name}`;
  const run = runs.find((candidate) => candidate.pointer === pointer || candidate.pointer === `${pointer}/schedule`);
  return run && triggerText(run.trigger);
}

function triggerText(trigger: Trigger): string {
  return trigger.kind === "schedule" ? trigger.text : "on arrival";
}
