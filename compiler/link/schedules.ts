import type { ResolvedSchedule } from "../generated/resolved-spec";
import type { Ingestion, SpecPointer, Trigger } from "../model/graph";
import { translateSchedule } from "../schedule/schedule";
import { narrowSpan, sentence, type LinkContext } from "./link-context";
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
  for (const { key, message, candidates } of translated.problems) {
    const place = key === undefined ? pointer : `${pointer}/${key}`;
    const word = key === undefined ? "" : (schedule[key] ?? "");
    const span = narrowSpan(context.stack.locate(place), word);
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
