import type { DatasetId, Ingestion, Maintenance, NodeId, Run, Step, Trigger } from "../model/graph";
import { pointerTo } from "../source/pointer";
import { compareNames, type LinkContext } from "./link-context";
import type { References } from "./references";
import { linkIngestionStart, linkTransformStart, type Start } from "./schedules";
import type { DeclaredTransform, LinkedTransform } from "./transforms";

/** What runs are made of. */
export interface RunParts {
  readonly ingestions: readonly Ingestion[];
  /** All transforms, also those whose SQL has problems. */
  readonly declared: readonly DeclaredTransform[];
  /** Those that can run: without problems, and in no cycle. */
  readonly transforms: readonly LinkedTransform[];
  readonly maintenance: readonly Maintenance[];
}

/**
 * What starts by itself and what it does: a schedule runs its node and everything that reads, directly or through others, what the node makes, up to the
 * nodes that have a schedule of their own.
 */
export function linkRuns(context: LinkContext, references: References, parts: RunParts): readonly Run[] {
  const plan = new RunPlan(references, parts.transforms);
  const runs: Run[] = [];
  const names = new Set<string>();
  const add = (name: string, kind: string, { pointer, trigger }: Start, levels: Run["levels"]): void => {
    if (!trigger) return;
    const unique = uniqueName(names, name, kind);
    names.add(unique);
    runs.push({ name: unique, pointer, trigger, levels });
  };
  for (const ingestion of parts.ingestions) {
    const start = linkIngestionStart(context, ingestion);
    if (start) add(ingestion.name, "ingestion", start, plan.levelsOfIngestion(ingestion));
  }
  const linked = new Set(parts.transforms.map(({ name }) => name));
  for (const transform of parts.declared) {
    const start = linkTransformStart(context, transform);
    const levels = start || !linked.has(transform.name) ? plan.levelsOfTransform(transform) : [];
    if (start) add(transform.name, "transform", start, levels);
  }
  reportUnreached(context, references, parts, plan);
  maintenanceRounds(parts.maintenance).forEach((round, index) => {
    const name = index === 0 ? "iceberg-maintenance" : `iceberg-maintenance-${index + 1}`;
    add(name, "datastack", maintenanceStart, [maintenanceSteps(round)]);
  });
  return runs.sort((left, right) => compareNames(left.name, right.name));
}

const maintenanceTrigger: Trigger = {
  kind: "schedule",
  expression: "cron(0 2 * * ? *)",
  timezone: "UTC",
  text: "daily at 02:00 UTC, for the iceberg tables",
  recurrence: { cron: "0 2 * * *" },
};
const maintenanceStart: Start = { pointer: pointerTo("lake"), trigger: maintenanceTrigger };

/** Tables of one run: the permissions for more do not fit into the policies of one role (IAM User Guide, "IAM and AWS STS quotas"). */
const tablesOfRound = 100;

function maintenanceRounds(maintenance: readonly Maintenance[]): readonly (readonly Maintenance[])[] {
  return Array.from({ length: Math.ceil(maintenance.length / tablesOfRound) }, (_, index) =>
    maintenance.slice(index * tablesOfRound, (index + 1) * tablesOfRound),
  );
}

function maintenanceSteps(maintenance: readonly Maintenance[]): readonly Step[] {
  return maintenance.map(({ dataset }) => ({ kind: "maintenance", dataset }));
}

function uniqueName(names: ReadonlySet<string>, name: string, suffix: string): string {
  return names.has(name) ? uniqueName(names, `${name}-${suffix}`, suffix) : name;
}

/** Reports the transforms that no schedule reaches; of those that wait for each other only the first. */
function reportUnreached(context: LinkContext, references: References, { transforms }: RunParts, plan: RunPlan): void {
  for (const transform of transforms) {
    const waitsForOther = [...transform.reads.keys()].some((id) => references.dataset(id)?.producer.startsWith("transforms."));
    if (transform.spec.schedule || plan.reached.has(transform) || waitsForOther) continue;
    const streams = [...transform.reads.keys()].sort(compareNames);
    const reason =
      streams.length === 0
        ? `transforms.${transform.name} reads no dataset, so nothing would ever start it`
        : `Only streams feed transforms.${transform.name} (${streams.join(", ")}), and a stream starts no run`;
    context.report({
      code: "missing-schedule",
      pointer: transform.pointer,
      span: context.keySpan(transform.pointer),
      cause: transform.pointer + pointerTo("schedule"),
      message: `${reason}: give it a schedule, as in schedule: { every: 1 hour }.`,
      related: streams.flatMap((id) => {
        const span = transform.reads.get(id);
        return span ? [{ span, message: `${id} is read here` }] : [];
      }),
    });
  }
}

/** Orders what runs after a start. */
class RunPlan {
  /** Transforms that some run has. */
  readonly reached = new Set<LinkedTransform>();
  readonly #readers = new Map<NodeId, LinkedTransform[]>();
  readonly #byName: ReadonlyMap<string, LinkedTransform>;

  constructor(
    private readonly references: References,
    transforms: readonly LinkedTransform[],
  ) {
    this.#byName = new Map(transforms.map((transform) => [transform.name, transform]));
    for (const transform of transforms) {
      if (transform.spec.schedule) continue;
      const producers = new Set([...transform.reads.keys()].map((id) => this.producerOf(id)));
      for (const producer of producers) {
        const readers = this.#readers.get(producer);
        if (readers) readers.push(transform);
        else this.#readers.set(producer, [transform]);
      }
    }
  }

  levelsOfIngestion(ingestion: Ingestion): Run["levels"] {
    const node = `ingestion.${ingestion.name}`;
    return this.levels(node, { kind: "ingestion", ingestion: ingestion.name }, undefined);
  }

  levelsOfTransform({ name }: DeclaredTransform): Run["levels"] {
    return this.levels(`transforms.${name}`, { kind: "transform", transform: name }, this.#byName.get(name));
  }

  private levels(start: NodeId, step: Step, transform: LinkedTransform | undefined): Run["levels"] {
    const steps = new LeveledSteps();
    const nodeLevels = new Map<NodeId, number>();
    const place = (node: NodeId, own: Step, reads: Iterable<DatasetId>, loads: boolean): void => {
      let level = 0;
      for (const id of reads) {
        const producerLevel = nodeLevels.get(this.producerOf(id));
        const ready = producerLevel === undefined ? 0 : producerLevel + 1;
        const isLoaded = loads && this.references.dataset(id)?.container.store === "lake";
        if (isLoaded) steps.add(ready, { kind: "load", dataset: id });
        level = Math.max(level, isLoaded ? ready + 1 : ready);
      }
      nodeLevels.set(node, level);
      steps.add(level, own);
    };
    place(start, step, transform?.reads.keys() ?? [], transform?.target.store === "warehouse");
    if (transform) this.reached.add(transform);
    for (const follower of this.followers(start)) {
      this.reached.add(follower);
      const own: Step = { kind: "transform", transform: follower.name };
      place(follower.dataset.producer, own, follower.reads.keys(), follower.target.store === "warehouse");
    }
    return steps.levels();
  }

  /** Everything that a start refreshes, each after all that it reads of it. */
  private followers(start: NodeId): readonly LinkedTransform[] {
    const found = new Map<LinkedTransform, number>();
    const queue: NodeId[] = [start];
    for (let index = 0; index < queue.length; index++) {
      for (const reader of this.#readers.get(queue[index] as NodeId) ?? []) {
        const waits = found.get(reader);
        found.set(reader, (waits ?? 0) + 1);
        if (waits === undefined) queue.push(reader.dataset.producer);
      }
    }
    const ordered: LinkedTransform[] = [];
    const done: NodeId[] = [start];
    for (let index = 0; index < done.length; index++) {
      for (const reader of this.#readers.get(done[index] as NodeId) ?? []) {
        const waits = (found.get(reader) ?? 1) - 1;
        found.set(reader, waits);
        if (waits > 0) continue;
        ordered.push(reader);
        done.push(reader.dataset.producer);
      }
    }
    return ordered;
  }

  private producerOf(id: DatasetId): NodeId {
    return this.references.dataset(id)?.producer ?? "";
  }
}

const stepKinds: readonly Step["kind"][] = ["ingestion", "load", "transform", "maintenance"];

/** Steps by level, each once. */
class LeveledSteps {
  readonly #levels: Map<string, Step>[] = [];
  readonly #loads = new Set<DatasetId>();

  add(level: number, step: Step): void {
    if (step.kind === "load") {
      if (this.#loads.has(step.dataset)) return;
      this.#loads.add(step.dataset);
    }
    while (this.#levels.length <= level) this.#levels.push(new Map());
    this.#levels[level]?.set(stepKey(step), step);
  }

  levels(): Run["levels"] {
    return this.#levels.map((steps) => [...steps].sort(([left], [right]) => compareNames(left, right)).map(([, step]) => step));
  }
}

function stepKey(step: Step): string {
  const name = step.kind === "ingestion" ? step.ingestion : step.kind === "transform" ? step.transform : step.dataset;
  return `${stepKinds.indexOf(step.kind)} ${name}`;
}
