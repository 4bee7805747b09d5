import type { LinkContext } from "../link/link-context";
import type { Ingestion } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** Databases are read on a schedule, files arrive or are read on a schedule, streams run all the time, transforms know no arrival. */
export const schedulesFitTheirNode: Rule = ({ ingestions, transforms }, context) => {
  for (const ingestion of ingestions) checkIngestion(context, ingestion);
  for (const { name, pointer } of transforms)
    if (context.spec.transforms[name]?.schedule?.on !== undefined)
      reportArrival(
        context,
        pointer,
        `transforms.${name} reads datasets, not files: remove its schedule, and it runs when what it reads has been refreshed`,
      );
};

function checkIngestion(context: LinkContext, { name, kind, pointer, source }: Ingestion): void {
  const schedule = context.spec.ingestion[name]?.schedule;
  if (kind === "stream" && schedule) {
    const place = `${pointer}/schedule`;
    const message = `sources.${source.name} is a stream: its events are taken as they come, without a schedule. Remove it.`;
    context.report({ code: "misplaced-key", pointer: place, span: context.keySpan(place), message, cause: `${pointer}/from` });
  }
  if (kind === "database" && !schedule) {
    const message = `ingestion.${name} does not say when to read sources.${source.name}: add a schedule, as in schedule: { every: 1 hour }.`;
    context.report({ code: "missing-schedule", pointer, span: context.keySpan(pointer), message, cause: pointer + pointerTo("schedule") });
  }
  if (kind === "database" && schedule?.on !== undefined)
    reportArrival(context, pointer, `nothing arrives from a database: write schedule: { every: 1 hour } or a cron expression`);
}

function reportArrival(context: LinkContext, node: string, reason: string): void {
  const pointer = node + pointerTo("schedule", "on");
  context.report({ code: "invalid-schedule", pointer, message: `on: arrival is for files in a bucket, and ${reason}.` });
}
