import type { LinkContext } from "../link/link-context";
import type { DatasetId, NodeId, Run, StackGraph } from "../model/graph";
import { longestGapMinutes } from "../schedule/schedule";
import { pointerSegments } from "../source/pointer";
import type { Rule } from "./rule";

/** Amazon CloudWatch API Reference, "PutMetricAlarm": an alarm looks back seven days at most. */
const longestMinutes = 7 * 24 * 60;

/** A limit can be watched, and what refreshes the dataset comes often enough to keep it. */
export const freshnessCanBeKept: Rule = (graph, context) => {
  const limits = graph.alerts?.freshness ?? [];
  if (limits.length === 0) return;
  const producers = new Map(graph.datasets.map(({ id, producer }) => [id, producer]));
  const gaps = longestGaps(graph, context);
  for (const { dataset, pointer, maximumAgeMinutes } of limits) {
    const age = context.spec.alerts?.freshness[dataset] ?? "";
    if (maximumAgeMinutes > longestMinutes) {
      context.report({ code: "freshness-limit", pointer, message: `${age} is too long for an alarm: write at most 7 days.` });
      continue;
    }
    const gap = gaps.get(producers.get(dataset) ?? "");
    if (gap && maximumAgeMinutes < gap.minutes) reportTooOften(context, dataset, pointer, age, gap);
  }
};

interface Gap {
  readonly run: Run;
  readonly minutes: number;
}

function reportTooOften(context: LinkContext, dataset: DatasetId, pointer: string, age: string, { run, minutes }: Gap): void {
  context.report({
    code: "freshness-limit",
    severity: "warning",
    pointer,
    message: `${dataset} is refreshed by the run ${run.name}, and as much as ${described(minutes)} may pass between two of its runs: a limit of ${age} will alert although nothing failed.`,
    related: [{ span: context.stack.locate(run.pointer), message: "the schedule" }],
  });
}

/** For each producer the run that comes most often. Files that arrive come when they come. */
function longestGaps({ runs }: StackGraph, context: LinkContext): ReadonlyMap<NodeId, Gap> {
  const gaps = new Map<NodeId, Gap>();
  const arriving = new Set<NodeId>();
  for (const run of runs) {
    const minutes = gapOf(run, context);
    for (const step of run.levels.flat()) {
      const node =
        step.kind === "ingestion" ? `ingestion.${step.ingestion}` : step.kind === "transform" ? `transforms.${step.transform}` : undefined;
      if (node === undefined) continue;
      if (minutes === undefined) arriving.add(node);
      else if (minutes < (gaps.get(node)?.minutes ?? Infinity)) gaps.set(node, { run, minutes });
    }
  }
  for (const node of arriving) gaps.delete(node);
  return gaps;
}

function gapOf({ trigger, pointer }: Run, { spec }: LinkContext): number | undefined {
  const [section, name = ""] = pointerSegments(pointer);
  if (trigger.kind === "arrival" || (section !== "ingestion" && section !== "transforms")) return undefined;
  const schedule = spec[section][name]?.schedule;
  return schedule && longestGapMinutes(schedule);
}

function described(minutes: number): string {
  if (minutes % 1440 === 0) return counted(minutes / 1440, "day");
  return minutes % 60 === 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
