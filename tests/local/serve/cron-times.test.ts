import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comesOn, parseCron, timesOfDay } from "../../../compiler/schedule/cron";
import { CronProblem } from "../../../compiler/schedule/cron-field";
import { CronTimes } from "../../../local/serve/cron-times";

function following(cron: string, timezone: string, from: string, count: number): readonly string[] {
  const times = new CronTimes(cron, timezone);
  const found: string[] = [];
  let time = new Date(from);
  for (let index = 0; index < count; index++) {
    time = times.next(time);
    found.push(time.toISOString().slice(0, 16));
  }
  return found;
}

/** What the compiler understands, which Amazon's expression says. */
function meant(text: string, from: Date, count: number): readonly string[] {
  const cron = parseCron(text);
  const found: string[] = [];
  for (let day = from.getTime(); found.length <= count; day += 86_400_000) {
    if (comesOn(cron, new Date(day)))
      found.push(...timesOfDay(cron).map((minutes) => new Date(day + minutes * 60_000).toISOString().slice(0, 16)));
  }
  return found.filter((time) => new Date(`${time}Z`) > from).slice(0, count);
}

function field(minimum: number, maximum: number, names: readonly string[] = []) {
  const number = fc.integer({ min: minimum, max: maximum }).map(String);
  const value = names.length === 0 ? number : fc.oneof(number, fc.constantFrom(...names));
  const range = fc.tuple(value, value).map(([from, to]) => `${from}-${to}`);
  const step = fc.integer({ min: 1, max: 15 });
  const item = fc.oneof(
    fc.constant("*"),
    value,
    range,
    fc.tuple(range, step).map(([between, by]) => `${between}/${by}`),
    step.map((by) => `*/${by}`),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    item,
    fc.array(item, { minLength: 2, maxLength: 3 }).map((items) => items.join(",")),
  );
}

const expression = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12, ["JAN", "feb", "Dec"]), field(0, 7, ["SUN", "mon", "Tue", "FRI", "sat"]))
  .map((fields) => fields.join(" "));

function isCron(text: string): boolean {
  try {
    parseCron(text);
    return true;
  } catch (error) {
    if (error instanceof CronProblem) return false;
    throw error;
  }
}

describe("CronTimes", () => {
  it("comes when the compiler says so, for everything that it takes", () => {
    const from = new Date("2026-07-01T00:00:00Z");
    fc.assert(
      fc.property(expression.filter(isCron), (cron) => {
        expect(following(cron, "UTC", from.toISOString(), 4)).toEqual(meant(cron, new Date(from), 4));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    "@hourly",
    "@DAILY",
    "@midnight",
    "@weekly",
    "@monthly",
    "@yearly",
    "@annually",
    "0 5 * * 5-0",
    "0 5 * * fri-SUN",
    "0 5 * * 0",
    "0 5 * * 7",
    "0 5 */1 * 1",
  ])("comes when the compiler says so: %s", (cron) => {
    const from = "2026-07-01T00:00:00Z";
    expect(following(cron, "UTC", from, 5)).toEqual(meant(cron, new Date(from), 5));
  });

  it("keeps the hour of its zone in summer and winter", () => {
    expect(following("30 5 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 3)).toEqual([
      "2026-03-28T04:30",
      "2026-03-29T03:30",
      "2026-03-30T03:30",
    ]);
  });

  it("does not come on the day whose clocks skip its hour", () => {
    expect(following("30 2 * * *", "Europe/Amsterdam", "2026-03-28T00:00:00Z", 2)).toEqual(["2026-03-28T01:30", "2026-03-30T00:30"]);
    expect(following("*/30 1-3 * * *", "Europe/Amsterdam", "2026-03-29T00:00:00Z", 4)).toEqual([
      "2026-03-29T00:30",
      "2026-03-29T01:00",
      "2026-03-29T01:30",
      "2026-03-29T23:00",
    ]);
  });

  it("comes once at a time that the clocks show twice", () => {
    expect(following("30 2 * * *", "Europe/Amsterdam", "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
    expect(following("30 * * * *", "Europe/Amsterdam", "2026-10-24T23:00:00Z", 3)).toEqual([
      "2026-10-24T23:30",
      "2026-10-25T00:30",
      "2026-10-25T02:30",
    ]);
    expect(following("45 1 * * *", "Australia/Lord_Howe", "2026-04-03T20:00:00Z", 2)).toEqual(["2026-04-04T14:45", "2026-04-05T15:15"]);
  });
});
