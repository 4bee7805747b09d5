import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestGapMinutes, translateSchedule, type ScheduleSpec } from "../../../compiler/schedule/schedule";
import { nextAmazonTimes, offsetOf } from "./amazon-cron";

function expressionOf(spec: ScheduleSpec): string {
  const translated = translateSchedule(spec);
  if ("problems" in translated) return translated.problems.map(({ message }) => message).join(" | ");
  return translated.schedule.kind === "schedule" ? translated.schedule.expression : translated.schedule.kind;
}

describe("every", () => {
  test.each([
    ["15 minutes", "rate(15 minutes)"],
    ["1 minute", "rate(1 minute)"],
    ["1 minutes", "rate(1 minute)"],
    ["7 minute", "rate(7 minutes)"],
    ["007 minutes", "rate(7 minutes)"],
    ["90 minutes", "rate(90 minutes)"],
    ["1 hours", "rate(1 hour)"],
    ["366 days", "rate(366 days)"],
    ["0 minutes", '"0 minutes" never comes: write at least 1 minute'],
    ["367 days", '"367 days" is longer than a year: write at most 366 days'],
    ["99999999999999999999 days", '"99999999999999999999 days" is longer than a year: write at most 366 days'],
  ])("%s → %s", (every, expected) => expect(expressionOf({ every })).toBe(expected));
});

describe("cron", () => {
  test.each([
    ["30 5 * * *", "cron(30 5 * * ? *)"],
    ["*/15 * * * *", "cron(0/15 * * * ? *)"],
    ["0 */6 * * *", "cron(0 0/6 * * ? *)"],
    ["0 0 */2 * *", "cron(0 0 1/2 * ? *)"],
    ["0 0 1 */3 *", "cron(0 0 1 1/3 ? *)"],
    ["0 0 * * 0", "cron(0 0 ? * SUN *)"],
    ["0 0 * * 7", "cron(0 0 ? * SUN *)"],
    ["0 0 * * 0,7", "cron(0 0 ? * SUN *)"],
    ["0 0 * * 1-5", "cron(0 0 ? * MON-FRI *)"],
    ["0 0 * * mon-fri", "cron(0 0 ? * MON-FRI *)"],
    ["0 0 * * 5-7", "cron(0 0 ? * SUN,FRI,SAT *)"],
    ["0 0 * * FRI-SUN", "cron(0 0 ? * SUN,FRI,SAT *)"],
    ["0 0 * * */2", "cron(0 0 ? * SUN,TUE,THU,SAT *)"],
    ["0 0 * * 1-5/2", "cron(0 0 ? * MON,WED,FRI *)"],
    ["0 0 * * 0-6", "cron(0 0 * * ? *)"],
    ["0 0 * * 1-7", "cron(0 0 * * ? *)"],
    ["0 0 29 2 *", "cron(0 0 29 2 ? *)"],
    ["0 0 31 2,3 *", "cron(0 0 31 2,3 ? *)"],
    ["0 0 1 jan,JUL *", "cron(0 0 1 1,7 ? *)"],
    ["10-50/20 8-18/4,22 * * *", "cron(10,30,50 8,12,16,22 * * ? *)"],
    ["5,5,05 0 * * *", "cron(5 0 * * ? *)"],
    ["*/1 * * * *", "cron(* * * * ? *)"],
    ["*/7 * * * *", "cron(0/7 * * * ? *)"],
    ["  0   0\t* * *  ", "cron(0 0 * * ? *)"],
    ["@hourly", "cron(0 * * * ? *)"],
    ["@daily", "cron(0 0 * * ? *)"],
    ["@midnight", "cron(0 0 * * ? *)"],
    ["@weekly", "cron(0 0 ? * SUN *)"],
    ["@monthly", "cron(0 0 1 * ? *)"],
    ["@yearly", "cron(0 0 1 1 ? *)"],
    ["@Annually", "cron(0 0 1 1 ? *)"],
  ])("%s → %s", (cron, expected) => expect(expressionOf({ cron })).toBe(expected));

  test.each([
    ["@reboot", 'there is no "@reboot": write @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or five fields'],
    ["0 0 * *", "a cron expression has five fields (minute, hour, day of month, month, day of week), this has 4"],
    [
      "0 0 12 * * ?",
      "a cron expression has five fields (minute, hour, day of month, month, day of week), this has 6; seconds and years cannot be said",
    ],
    ["60 0 * * *", "there is no minute 60: it goes from 0 to 59"],
    ["0 24 * * *", "there is no hour 24: it goes from 0 to 23"],
    ["0 0 0 * *", "there is no day of month 0: it goes from 1 to 31"],
    ["0 0 * 13 *", "there is no month 13: it goes from 1 to 12 or JAN to DEC"],
    ["0 0 * * 8", "there is no day of week 8: it goes from 0 to 7 or SUN to SAT"],
    ["0 0 * FOO *", "there is no month FOO: it goes from 1 to 12 or JAN to DEC"],
    ["*/0 * * * *", '"*/0" steps by 0: the minute would never come; a step is at least 1'],
    ["*/90 * * * *", '"*/90" steps over every minute but 0: cron begins again at 0 each time; write 0, or every: … for other intervals'],
    ["5/15 * * * *", '"5/15" has a step without a range, which standard cron does not know: write 5-59/15'],
    ["0 22-2 * * *", 'the range "22-2" runs backwards: write 22-23,0-2'],
    ["0 0 * * FRI-MON", 'the range "FRI-MON" runs backwards: write FRI-SAT,SUN-MON'],
    ["0 0 13 * 5", /^cron runs on the days of the month and on the days of the week together, which Amazon EventBridge cannot say/],
    ["0 0 1-31 * 0-6", /^cron runs on the days of the month and on the days of the week together/],
    ["0 0 30 2 *", "this never comes: no such month has a day 30"],
    ["0 0 31 2,4,6 *", "this never comes: no such month has a day 31"],
    ["0 0 ? * MON", '"?" in the day of month is not standard cron: write *'],
    [
      "0 0 L * *",
      '"L" in the day of month (the last) is not standard cron and cannot be said in five fields: write a day that every month has, such as 1 or 28',
    ],
    [
      "0 0 * * 5L",
      '"L" in the day of week (the last) is not standard cron and cannot be said in five fields: write the weekday alone, for every week',
    ],
    [
      "0 0 15W * *",
      '"W" in the day of month (the nearest weekday) is not standard cron and cannot be said in five fields: write the day alone',
    ],
    [
      "0 0 LW * *",
      '"L" in the day of month (the last) is not standard cron and cannot be said in five fields: write a day that every month has, such as 1 or 28',
    ],
    [
      "0 0 * * 5#3",
      '"#" in the day of week (the nth weekday of a month) is not standard cron and cannot be said in five fields: write the weekday alone, for every week',
    ],
    ["1,,2 * * * *", /is no minute: write \*, values, ranges/],
    ["-1 * * * *", /is no minute/],
    ["1.5 * * * *", /is no minute/],
    ["*-5 * * * *", /is no minute/],
  ])("%s is refused", (cron, reason) => expect(expressionOf({ cron })).toMatch(reason));

  test("the most values that are not in rows stay short enough for Amazon", () => {
    const pairs = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((_, index) => index % 3 < 2);
    const expression = expressionOf({
      cron: `${pairs(0, 59).join()} ${pairs(0, 23).join()} ${pairs(1, 31).join()} ${pairs(1, 12).join()} *`,
    });
    expect(expression).toMatch(/^cron\(/);
    expect(expression.length).toBeLessThanOrEqual(256);
  });
});

describe("the whole schedule", () => {
  test.each<[string, ScheduleSpec, string | RegExp]>([
    ["nothing", {}, "a schedule has exactly one of every, cron and on: this has none of them"],
    ["two", { every: "1 hour", on: "arrival" }, "a schedule has exactly one of every, cron and on: this has every and on"],
    [
      "a zone with every",
      { every: "1 hour", timezone: "UTC" },
      "a time zone belongs to cron: intervals and arrivals know no clock; remove it",
    ],
    [
      "an unknown zone",
      { cron: "0 0 * * *", timezone: "Europe/Berln" },
      'there is no time zone "Europe/Berln": write a name such as Europe/Berlin or UTC',
    ],
    ["a zone in small letters", { cron: "0 0 * * *", timezone: "europe/berlin" }, /there is no time zone/],
    ["an offset", { cron: "0 0 * * *", timezone: "+02:00" }, /there is no time zone/],
    ["both wrong", { cron: "61 0 * * *", timezone: "Nowhere" }, /there is no minute 61.* \| there is no time zone "Nowhere"/],
    ["arrival", { on: "arrival" }, "arrival"],
    ["UTC", { cron: "0 0 * * *", timezone: "UTC" }, "cron(0 0 * * ? *)"],
    ["an alias", { cron: "0 0 * * *", timezone: "Asia/Kolkata" }, "cron(0 0 * * ? *)"],
    ["another alias", { cron: "0 0 * * *", timezone: "Etc/UTC" }, "cron(0 0 * * ? *)"],
  ])("%s", (_, spec, expected) => expect(expressionOf(spec)).toMatch(expected));

  test.each<[ScheduleSpec, number]>([
    [{ every: "2 hours" }, 120],
    [{ cron: "*/15 * * * *" }, 15],
    [{ cron: "0 8-18 * * *" }, 14 * 60],
    [{ cron: "0 5 * * *" }, 24 * 60],
    [{ cron: "0 5 * * MON-FRI" }, 3 * 24 * 60],
    [{ cron: "0 0 1 * *" }, 31 * 24 * 60],
    [{ cron: "0 0 1 1 *" }, 366 * 24 * 60],
    [{ cron: "0 0 29 2 *" }, 1461 * 24 * 60],
  ])("the longest gap of %o", (spec, minutes) => expect(longestGapMinutes(spec)).toBe(minutes));
});

/** A field of standard cron: a value, a range, a step or a list of these. */
function field(minimum: number, maximum: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: minimum, max: maximum });
  const range = fc.tuple(value, value).map(([left, right]) => [Math.min(left, right), Math.max(left, right)] as const);
  const item = fc.oneof(
    value.map(String),
    range.map(([from, to]) => `${from}-${to}`),
    fc.tuple(range, fc.integer({ min: 1, max: maximum })).map(([[from, to], step]) => `${from}-${to}/${step}`),
    fc.integer({ min: 1, max: maximum - minimum }).map((step) => `*/${step}`),
  );
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant("*") },
    { weight: 2, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(",")) },
  );
}

/** One of the two day fields is `*`. */
const expressions = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7), fc.boolean())
  .map(([minute, hour, day, month, weekday, byDay]) => `${minute} ${hour} ${byDay ? day : "*"} ${month} ${byDay ? "*" : weekday}`);

/** Whether the clocks of a zone change within a day of a time: there Amazon and croner count differently, and neither is the translator's doing. */
function nearsClockChange(zone: string, time: Date): boolean {
  const day = 86_400_000;
  return offsetOf(zone, time.getTime() - day) !== offsetOf(zone, time.getTime() + day);
}

describe("against croner", () => {
  // The expressions are the same in every zone: one of them looks far ahead, which croner takes its time for.
  test.each<[number, string]>([
    [500, "UTC"],
    [100, "Europe/Berlin"],
    [100, "America/New_York"],
    [100, "Asia/Kolkata"],
    [100, "Australia/Lord_Howe"],
    [100, "Pacific/Chatham"],
  ])(
    "the next %i times are the same in %s",
    (count, zone) => {
      const from = new Date("2026-01-15T10:30:00Z");
      fc.assert(
        fc.property(expressions, (cron) => {
          const translated = expressionOf({ cron, timezone: zone });
          if (!translated.startsWith("cron(")) {
            expect(translated).toMatch(/never comes|together/);
            return;
          }
          const expected = new Cron(cron, { timezone: zone, mode: "5-part", domAndDow: false }).nextRuns(count, from);
          const found = nextAmazonTimes(translated, zone, from, count);
          expect(found.length > 0).toBe(expected.length > 0);
          const isPlain = (time: Date) => !nearsClockChange(zone, time);
          const until = Math.min(expected.at(-1)?.getTime() ?? 0, found.at(-1)?.getTime() ?? 0);
          const times = (dates: readonly Date[]) =>
            dates.filter((time) => time.getTime() <= until && isPlain(time)).map((time) => time.toISOString());
          expect(times(found)).toEqual(times(expected));
        }),
        { numRuns: 25, seed: 20_260_115 },
      );
    },
    60_000,
  );
});
