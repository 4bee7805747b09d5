import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Run } from "../../../compiler";
import { clock, clockSaidAt } from "../../../local/serve/clock";
import { RunStarter } from "../../../local/serve/run-starter";
import { keepSchedules } from "../../../local/serve/schedules";
import { RunProblem } from "../../../local/problem";

const start = new Date(2026, 0, 31, 10, 0, 0);

function scheduled(
  name: string,
  recurrence: { everyMinutes: number } | { cron: string },
  text: string,
  kind: "ingestion" | "maintenance" = "ingestion",
): Run {
  const step = kind === "ingestion" ? { kind, ingestion: name } : { kind, dataset: name };
  const timezone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { name, pointer: "", trigger: { kind: "schedule", expression: "", timezone, text, recurrence }, levels: [[step]] };
}

const orders = scheduled("orders", { everyMinutes: 15 }, "every 15 minutes");

/** Schedules whose runs take as long as `startRun` says, and what is said. */
function keep(runs: readonly Run[], startRun: (run: Run) => Promise<boolean>) {
  const said: string[] = [];
  const bugs: unknown[] = [];
  const say = (message: string): void => void said.push(`${clock(new Date())} ${message}`);
  const starter = new RunStarter({ startRun, say, failed: (error) => bugs.push(error) });
  const stop = new AbortController();
  keepSchedules({ runs, starter, say, signal: stop.signal });
  return { said, bugs, starter, stop };
}

function lasting(milliseconds: number, result = true): Promise<boolean> {
  return new Promise((done) => setTimeout(() => done(result), milliseconds));
}

describe("schedules", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("say each start, each end and what comes next", async () => {
    const { said, stop } = keep([orders], () => lasting(2100));
    await vi.advanceTimersByTimeAsync(16 * 60_000);
    expect(said).toEqual([
      "10:00:00 orders starts at 10:15:00 (every 15 minutes)",
      "10:15:00 orders starts (every 15 minutes)",
      "10:15:02 orders done in 2.1 s, next at 10:30:00",
    ]);
    stop.abort();
  });

  it("skip a time while the run before goes on, and do not make up for it", async () => {
    let runs = 0;
    const { said, stop } = keep([orders], () => lasting(++runs === 1 ? 31 * 60_000 : 1000));
    await vi.advanceTimersByTimeAsync(61 * 60_000);
    expect(said.slice(1)).toEqual([
      "10:15:00 orders starts (every 15 minutes)",
      "10:30:00 orders is skipped: the run before still goes on, next at 10:45:00",
      "10:45:00 orders is skipped: the run before still goes on, next at 11:00:00",
      "10:46:00 orders done in 31 min 0 s, next at 11:00:00",
      "11:00:00 orders starts (every 15 minutes)",
      "11:00:01 orders done in 1.0 s, next at 11:15:00",
    ]);
    stop.abort();
  });

  it("do one run after the other", async () => {
    const names: string[] = [];
    const other = scheduled("refunds", { cron: "*/15 * * * *" }, "*/15 * * * * UTC");
    const { said, stop } = keep([orders, other], ({ name }) => {
      names.push(name);
      return lasting(3000);
    });
    await vi.advanceTimersByTimeAsync(15 * 60_000 + 7000);
    expect(names).toEqual(["orders", "refunds"]);
    expect(said.slice(2)).toEqual([
      "10:15:00 orders starts (every 15 minutes)",
      "10:15:03 orders done in 3.0 s, next at 10:30:00",
      "10:15:03 refunds starts (*/15 * * * * UTC)",
      "10:15:06 refunds done in 3.0 s, next at 10:30:00",
    ]);
    stop.abort();
  });

  it("go on after a run that failed", async () => {
    const outcomes = [(): Promise<boolean> => lasting(0, false), () => Promise.reject(new RunProblem("the disk is full"))];
    const { said, bugs, stop } = keep([orders], () => outcomes.shift()?.() ?? lasting(0));
    await vi.advanceTimersByTimeAsync(46 * 60_000);
    expect(said.filter((line) => !line.includes(" starts "))).toEqual([
      "10:15:00 orders failed after 0.0 s, next at 10:30:00",
      "10:30:00 orders failed: the disk is full, next at 10:45:00",
      "10:45:00 orders done in 0.0 s, next at 11:00:00",
    ]);
    expect(bugs).toEqual([]);
    stop.abort();
  });

  it("hand on what no run may throw", async () => {
    const bug = new TypeError("x is undefined");
    const { bugs, stop } = keep([orders], () => Promise.reject(bug));
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect(bugs).toEqual([bug]);
    stop.abort();
  });

  it("keep no upkeep of Iceberg tables, and name the day of another day", () => {
    const daily = scheduled("daily", { cron: "30 5 * * *" }, "30 5 * * * here");
    const { said, stop } = keep([daily, scheduled("iceberg-maintenance", { cron: "0 3 * * *" }, "", "maintenance")], () => lasting(0));
    expect(said).toEqual(["10:00:00 daily starts at 2026-02-01 05:30:00 (30 5 * * * here)"]);
    stop.abort();
  });

  it("wait for intervals that are longer than a timer", async () => {
    const yearly = scheduled("yearly", { everyMinutes: 366 * 1440 }, "every 366 days");
    let runs = 0;
    const { stop } = keep([yearly], () => Promise.resolve(++runs > 0));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(runs).toBe(0);
    stop.abort();
  });

  it("start one run after a machine has slept over many times", async () => {
    let runs = 0;
    const { stop } = keep([orders], () => Promise.resolve(++runs > 0));
    vi.setSystemTime(new Date(start.getTime() + 5 * 3_600_000));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runs).toBe(1);
    stop.abort();
  });

  it("start nothing after their end, and wait for the run that goes on", async () => {
    const { said, starter, stop } = keep([orders], () => lasting(60_000, false));
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    stop.abort();
    const closed = starter.close();
    await vi.advanceTimersByTimeAsync(3_600_000);
    await closed;
    expect(said.slice(1)).toEqual([
      "10:15:00 orders starts (every 15 minutes)",
      "10:16:00 orders stopped after 1 min 0 s, next at 10:30:00",
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("clockSaidAt", () => {
  it("names the day only when it is another one", () => {
    expect(clockSaidAt(start, new Date(2026, 0, 31, 23, 59, 59))).toBe("23:59:59");
    expect(clockSaidAt(start, new Date(2026, 1, 1))).toBe("2026-02-01 00:00:00");
  });
});
