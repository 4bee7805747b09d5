import type { LinkContext } from "../link/link-context";
import type { ResolvedSchedule } from "../generated/resolved-spec";
import { skippedTimes, type SkippedTime } from "../schedule/clock-changes";
import { comesOn, parseCron, timesOfDay } from "../schedule/cron";
import { dottedPath, pointerSegments, pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A schedule whose only times of a day are skipped when the clocks are put forward does not run that day: Amazon EventBridge makes up for none. */
export const clocksKeepTheHour: Rule = ({ runs }, context) => {
  for (const { pointer, trigger } of runs) {
    const schedule = trigger.kind === "schedule" ? scheduleAt(context, pointer) : undefined;
    const skipped = schedule && findSkipped(schedule);
    if (skipped) reportSkipped(context, pointer, schedule.timezone ?? "", skipped);
  }
};

function scheduleAt({ spec }: LinkContext, pointer: string): ResolvedSchedule | undefined {
  const [section, name = ""] = pointerSegments(pointer);
  return section === "ingestion" || section === "transforms" ? spec[section][name]?.schedule : undefined;
}

/** No zone puts its clocks forward later in the day, and asking for a zone's clocks takes a fifth of the time of a short check. */
const lastChange = 4 * 60;

function findSkipped({ cron, timezone }: ResolvedSchedule): SkippedTime | undefined {
  if (cron === undefined || timezone === undefined) return undefined;
  const parsed = parseCron(cron);
  const times = timesOfDay(parsed);
  if (times.some((time) => time >= lastChange)) return undefined;
  return skippedTimes(timezone).find(({ day, from, to }) => comesOn(parsed, day) && times.every((time) => time >= from && time < to));
}

function reportSkipped(context: LinkContext, schedule: string, zone: string, { day, from, to }: SkippedTime): void {
  const date = day.toISOString().slice(0, 10);
  const node = dottedPath(schedule.replace(/\/schedule$/, ""));
  context.report({
    code: "skipped-hour",
    severity: "warning",
    pointer: schedule + pointerTo("cron"),
    message: `On ${date} the clocks of ${zone} go from ${clock(from)} straight to ${clock(to)}, and ${node} does not run that day: write another hour, or leave out the time zone for UTC.`,
  });
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
