/**
 * An evaluator of Amazon EventBridge Scheduler's cron grammar, written from its documentation and sharing nothing with the translator. It knows what the
 * translator may write and refuses everything else.
 */
export function nextAmazonTimes(expression: string, zone: string, from: Date, count: number): Date[] {
  const match = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) \*\)$/.exec(expression);
  if (!match) throw new Error(`no cron expression of Amazon: ${expression}`);
  const [minutes, hours, days, months, weekdays] = match.slice(1) as [string, string, string, string, string];
  if ((days === "?") === (weekdays === "?")) throw new Error(`exactly one of the day fields must be ?: ${expression}`);
  const minute = [...valuesOf(minutes, 0, 59)].sort((left, right) => left - right);
  const hour = [...valuesOf(hours, 0, 23)].sort((left, right) => left - right);
  const month = valuesOf(months, 1, 12);
  const day = days === "?" ? undefined : valuesOf(days, 1, 31);
  const weekday = weekdays === "?" ? undefined : valuesOf(weekdays, 1, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
  const times: Date[] = [];
  const start = new Date(from.getTime() - 36 * 3_600_000);
  for (let index = 0; times.length < count && index < 366 * 60; index++) {
    const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + index));
    if (!month.has(date.getUTCMonth() + 1)) continue;
    if (day && !day.has(date.getUTCDate())) continue;
    if (weekday && !weekday.has(date.getUTCDay() + 1)) continue;
    for (const h of hour) {
      for (const m of minute) {
        const time = localTime(date, h, m, zone);
        if (time > from && times.length < count) times.push(time);
      }
    }
  }
  return times;
}

function valuesOf(field: string, minimum: number, maximum: number, names: readonly string[] = []): Set<number> {
  const valueOf = (text: string): number => {
    const value = names.includes(text) ? names.indexOf(text) + minimum : /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= minimum && value <= maximum)) throw new Error(`${text} is not in ${minimum}-${maximum}`);
    return value;
  };
  const values = new Set<number>();
  const addRange = (first: number, last: number, step: number) => {
    if (last < first || step < 1) throw new Error(`${field} is no range`);
    for (let value = first; value <= last; value += step) values.add(value);
  };
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [first = "", last] = range.split("-");
    if (range === "*") {
      if (step !== undefined || field !== "*") throw new Error(`${field}: * stands alone`);
      addRange(minimum, maximum, 1);
    } else if (step !== undefined) {
      if (last !== undefined || field !== part) throw new Error(`${field}: a range has no step, and a step stands alone`);
      addRange(valueOf(first), maximum, Number(step));
    } else addRange(valueOf(first), valueOf(last ?? first), 1);
  }
  return values;
}

/** The instant at which clocks of a zone show a time; any of the two when they show it twice. */
function localTime(date: Date, hour: number, minute: number, zone: string): Date {
  const wanted = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hour, minute);
  const first = wanted - offsetOf(zone, wanted);
  return new Date(wanted - offsetOf(zone, first));
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Clocks of our days change at quarters of an hour only. */
const quarter = 15 * 60_000;

/** How much later the clocks of a zone are than UTC, in milliseconds. */
export function offsetOf(zone: string, time: number): number {
  if (zone === "UTC") return 0;
  const key = `${zone} ${String(Math.floor(time / quarter))}`;
  const offset = offsets.get(key) ?? readOffset(zone, time);
  offsets.set(key, offset);
  return offset;
}

function readOffset(zone: string, time: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? NaN;
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(time / 1000) * 1000
  );
}
