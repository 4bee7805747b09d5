import type { Recurrence } from "../model/graph";
import { longestGapOfCron, parseCron, toAmazonCron } from "./cron";
import { CronProblem } from "./cron-field";
import { timeZoneCandidates } from "./time-zone";

/** A schedule as the spec says it. */
export interface ScheduleSpec {
  readonly every?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly on?: "arrival";
}

/** A schedule in the syntax of Amazon EventBridge Scheduler. */
export interface TimedSchedule {
  readonly kind: "schedule";
  readonly expression: string;
  readonly timezone: string;
  /** As the spec says it. */
  readonly text: string;
  readonly recurrence: Recurrence;
}

export interface ScheduleProblem {
  /** The key that is wrong; undefined for the schedule as a whole. */
  readonly key?: keyof ScheduleSpec;
  readonly message: string;
  /** Names that may have been meant. */
  readonly candidates: readonly string[];
  /** The part of the key's text that is wrong, when it is not all of it. */
  readonly part?: { readonly start: number; readonly end: number };
}

export type TranslatedSchedule = TimedSchedule | { readonly kind: "arrival" };

/** Translates a schedule, or says all that is wrong with it. */
export function translateSchedule(schedule: ScheduleSpec): { schedule: TranslatedSchedule } | { problems: readonly ScheduleProblem[] } {
  const problems = shapeProblems(schedule);
  const timed =
    schedule.every !== undefined ? translateEvery(schedule.every) : schedule.cron !== undefined ? translateCron(schedule) : undefined;
  if (timed && "problems" in timed) problems.push(...timed.problems);
  if (problems.length > 0) return { problems };
  return timed && "schedule" in timed ? timed : { schedule: { kind: "arrival" } };
}

function shapeProblems(schedule: ScheduleSpec): ScheduleProblem[] {
  const kinds = (["every", "cron", "on"] as const).filter((key) => schedule[key] !== undefined);
  const problems: ScheduleProblem[] = [];
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? "this has none of them" : `this has ${kinds.join(" and ")}`;
    problems.push({ message: `a schedule has exactly one of every, cron and on: ${found}`, candidates: [] });
  }
  if (schedule.timezone !== undefined && schedule.cron === undefined)
    problems.push({
      key: "timezone",
      message: "a time zone belongs to cron: intervals and arrivals know no clock; remove it",
      candidates: [],
    });
  return problems;
}

/** The longest time between two runs of a schedule without problems, in minutes; undefined for one that nobody can foresee. */
export function longestGapMinutes(schedule: ScheduleSpec): number | undefined {
  if (schedule.every !== undefined) return parseInterval(schedule.every)?.minutes;
  return schedule.cron === undefined ? undefined : longestGapOfCron(parseCron(schedule.cron));
}

const minutesOfUnits = { minute: 1, hour: 60, day: 1440 } as const;
const longestIntervalMinutes = 366 * minutesOfUnits.day;

function parseInterval(text: string): { readonly minutes: number; readonly text: string } | undefined {
  const match = /^([0-9]+) (minute|hour|day)s?$/.exec(text);
  if (!match) return undefined;
  const count = Number(match[1]);
  const unit = match[2] as keyof typeof minutesOfUnits;
  return { minutes: count * minutesOfUnits[unit], text: `${count} ${unit}${count === 1 ? "" : "s"}` };
}

function translateEvery(text: string): { schedule: TimedSchedule } | { problems: readonly ScheduleProblem[] } {
  const interval = parseInterval(text);
  if (!interval || interval.minutes < 1) return wrong("every", `"${text}" never comes: write at least 1 minute`);
  if (interval.minutes > longestIntervalMinutes) return wrong("every", `"${text}" is longer than a year: write at most 366 days`);
  return {
    schedule: {
      kind: "schedule",
      expression: `rate(${interval.text})`,
      timezone: "UTC",
      text: `every ${interval.text}`,
      recurrence: { everyMinutes: interval.minutes },
    },
  };
}

function translateCron({
  cron = "",
  timezone = "UTC",
}: ScheduleSpec): { schedule: TimedSchedule } | { problems: readonly ScheduleProblem[] } {
  const problems: ScheduleProblem[] = [];
  const candidates = timeZoneCandidates(timezone);
  if (candidates)
    problems.push({
      key: "timezone",
      message: `there is no time zone "${timezone}": write a name such as Europe/Berlin or UTC`,
      candidates,
    });
  try {
    const expression = toAmazonCron(parseCron(cron));
    if (problems.length > 0) return { problems };
    return { schedule: { kind: "schedule", expression, timezone, text: `${cron.trim()} ${timezone}`, recurrence: { cron: cron.trim() } } };
  } catch (error) {
    if (!(error instanceof CronProblem)) throw error;
    const fields = error.fields.map(({ message, ...part }) => ({ key: "cron" as const, message, candidates: [], part }));
    return { problems: [...(fields.length > 0 ? fields : wrong("cron", error.message).problems), ...problems] };
  }
}

function wrong(key: keyof ScheduleSpec, message: string): { problems: readonly ScheduleProblem[] } {
  return { problems: [{ key, message, candidates: [] }] };
}
