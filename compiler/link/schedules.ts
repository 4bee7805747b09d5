import type { ResolvedSchedule } from "../generated/resolved-spec";
import type { Ingestion, SpecPointer, Trigger } from "../model/graph";
import { translateSchedule } from "../schedule/schedule";
import { pointerTo } from "../source/pointer";
import { entriesByName, narrowSpan, sentence, type LinkContext } from "./link-context";
import type { DeclaredTransform } from "./transforms";

/** What starts a node by itself. */
export interface Start {
  /** Of the schedule, or of the node when it has none. */
  readonly pointer: SpecPointer;
  /** Undefined when the schedule has a problem that is reported here or by a rule. */
  readonly trigger: Trigger | undefined;
}

/** How an ingestion starts: a stream runs all the time; files run on arrival unless told otherwise. */
export function linkIngestionStart(context: LinkContext, ingestion: Ingestion): Start | undefined {
  if (ingestion.kind === "stream") return undefined;
  const schedule = context.spec.ingestion[ingestion.name]?.schedule;
  const arrival: Trigger | undefined =
    ingestion.kind === "files" ? { kind: "arrival", bucket: ingestion.source.bucket, prefix: ingestion.source.prefix } : undefined;
  if (!schedule) return { pointer: ingestion.pointer, trigger: arrival };
  const pointer = `${ingestion.pointer}/schedule`;
  return { pointer, trigger: linkTrigger(context, pointer, schedule, arrival) };
}

/** How a transform with a schedule of its own starts. */
export function linkTransformStart(context: LinkContext, { spec, pointer }: DeclaredTransform): Start | undefined {
  if (!spec.schedule) return undefined;
  return { pointer: `${pointer}/schedule`, trigger: linkTrigger(context, `${pointer}/schedule`, spec.schedule, undefined) };
}

function linkTrigger(
  context: LinkContext,
  pointer: SpecPointer,
  schedule: ResolvedSchedule,
  arrival: Trigger | undefined,
): Trigger | undefined {
  const translated = translateSchedule(schedule);
  if ("schedule" in translated) {
    if (translated.schedule.kind === "arrival") return arrival;
    return translated.schedule;
  }
  for (const { key, message, candidates, part } of translated.problems) {
    const added = kindsOf(schedule).filter((kind) => context.stack.isOverridden(`${pointer}/${kind}`));
    if (key === undefined && added[0] !== undefined && added.length < kindsOf(schedule).length) {
      reportMerged(context, pointer, schedule, added[0]);
      continue;
    }
    const place = key === undefined ? pointer : `${pointer}/${key}`;
    const word = key === undefined ? "" : (schedule[key] ?? "");
    const whole = word === "" ? context.stack.locate(place) : narrowSpan(context.stack.locate(place), word);
    const isWritten = part !== undefined && whole.end - whole.start === word.length;
    const span = isWritten ? { ...whole, start: whole.start + part.start, end: whole.start + part.end } : whole;
    const alternatives = candidates.length > 0 ? { word, candidates } : undefined;
    context.report({
      code: "invalid-schedule",
      pointer: place,
      message: sentence(message),
      span,
      ...(alternatives ? { alternatives } : {}),
    });
  }
  return undefined;
}

const kinds = ["every", "cron", "on"] as const;

function kindsOf(schedule: ResolvedSchedule): readonly (typeof kinds)[number][] {
  return kinds.filter((kind) => schedule[kind] !== undefined);
}

/** An override that says when in another way than the base does: maps merge, so that both are there. */
function reportMerged(context: LinkContext, pointer: SpecPointer, schedule: ResolvedSchedule, added: string): void {
  const others = kindsOf(schedule).filter((kind) => kind !== added);
  const place = `${pointer}/${added}`;
  const removed = others.map((kind) => `${kind}: null`).join(", ");
  context.report({
    code: "invalid-schedule",
    pointer: place,
    span: context.keySpan(place),
    message: `A schedule has exactly one of every, cron and on, and this override adds ${added} to the ${others.join(" and ")} of the base: write ${removed} beside it.`,
    related: others.map((kind) => ({ span: context.keySpan(`${pointer}/${kind}`), message: "what the base says" })),
  });
}

/** What is wrong with the schedules of nodes that have another problem, so that it is told as well. */
export function checkSchedules(context: LinkContext, linked: ReadonlySet<SpecPointer>): void {
  for (const section of ["ingestion", "transforms"] as const) {
    for (const [name, { schedule }] of entriesByName<{ readonly schedule?: ResolvedSchedule }>(context.spec[section])) {
      const pointer = pointerTo(section, name);
      if (schedule && !linked.has(pointer)) linkTrigger(context, `${pointer}/schedule`, schedule, undefined);
    }
  }
}
