/** A time that the clocks of a zone skip, on one day. */
export interface SkippedTime {
  /** The day, as midnight in UTC. */
  readonly day: Date;
  /** Minutes after midnight; the end is exclusive. */
  readonly from: number;
  readonly to: number;
}

const millisecondsOfDay = 86_400_000;
const millisecondsOfMinute = 60_000;

/** The years that are looked at: enough for every weekday that a rule of clocks can lead to. */
const firstDay = Date.UTC(2026, 0, 1);
const lastDay = Date.UTC(2032, 0, 1);

const known = new Map<string, readonly SkippedTime[]>();

/** The times that the clocks of a zone skip when they are put forward. */
export function skippedTimes(zone: string): readonly SkippedTime[] {
  const times = known.get(zone) ?? findSkippedTimes(zone);
  known.set(zone, times);
  return times;
}

function findSkippedTimes(zone: string): readonly SkippedTime[] {
  const clock = new ZoneClock(zone);
  const times: SkippedTime[] = [];
  let before = clock.offset(firstDay);
  for (let start = firstDay; start < lastDay; start += stepOfDays) {
    const after = clock.offset(start + stepOfDays);
    if (after !== before) times.push(...skippedWithin(clock, start, start + stepOfDays));
    before = after;
  }
  return times;
}

/** Asking for an offset takes time; no zone puts its clocks forward and back within so few days. */
const stepOfDays = 10 * millisecondsOfDay;

function skippedWithin(clock: ZoneClock, start: number, end: number): readonly SkippedTime[] {
  const times: SkippedTime[] = [];
  for (let day = start; day < end; day += millisecondsOfDay) {
    const [before, after] = [clock.offset(day), clock.offset(day + millisecondsOfDay)];
    if (after <= before) continue;
    const change = firstMinuteWith(clock, after, day);
    const local = change + before * millisecondsOfMinute;
    const from = Math.floor((local % millisecondsOfDay) / millisecondsOfMinute);
    times.push({ day: new Date(local - (local % millisecondsOfDay)), from, to: from + after - before });
  }
  return times;
}

/** The first minute of a day from which on the clocks have an offset. */
function firstMinuteWith(clock: ZoneClock, offset: number, day: number): number {
  let low = 0;
  let high = 24 * 60;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (clock.offset(day + middle * millisecondsOfMinute) === offset) high = middle;
    else low = middle + 1;
  }
  return day + low * millisecondsOfMinute;
}

class ZoneClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(zone: string) {
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...fields });
  }

  /** How much later than UTC the clocks are, in minutes. */
  offset(time: number): number {
    const parts = new Map(this.#format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
    return (local - time) / millisecondsOfMinute;
  }
}
