import { describe, expect, it } from "vitest";
import type { RunEvent, StepReport } from "../../../local/events";
import { runTasks, type Pass } from "../../../local/pass/run-tasks";
import type { Task } from "../../../local/pass/tasks";
import { RunProblem } from "../../../local/problem";
import type { StepResult } from "../../../local/steps/step";
import { SourceFile, SpecError } from "../../../compiler";

/** Fake tasks by name, each with the names that it needs. */
function tasksOf(needs: Readonly<Record<string, readonly string[]>>): readonly Task[] {
  const made = new Map<string, Task>();
  for (const [name, needed] of Object.entries(needs)) {
    const step = { node: `transforms.${name}`, dataset: `lake.curated.${name}` };
    made.set(name, { step, work: {} as Task["work"], needs: needed.map((need) => made.get(need) as Task) });
  }
  return [...made.values()];
}

const nameOf = (task: Task): string => task.step.node.slice("transforms.".length);
const nothing: StepResult = { rows: 0, bytes: 0 };
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

interface Outcome {
  readonly events: readonly RunEvent[];
  readonly reports: readonly StepReport[];
}

async function pass(
  needs: Readonly<Record<string, readonly string[]>>,
  execute: (name: string) => Promise<StepResult>,
  more: Partial<Pass> = {},
): Promise<Outcome> {
  const events: RunEvent[] = [];
  const reports = await runTasks({
    tasks: tasksOf(needs),
    execute: (task) => execute(nameOf(task)),
    report: (event) => events.push(event),
    ...more,
  });
  return { events, reports };
}

const states = (reports: readonly StepReport[]): Readonly<Record<string, string>> =>
  Object.fromEntries(reports.map(({ node, status, problem }) => [node.slice(11), problem ? `${status}: ${problem.message}` : status]));

function order(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === "step-started") return [`+${event.step.node.slice(11)}`];
    return event.kind === "step-ended" ? [`-${event.report.node.slice(11)}`] : [];
  });
}

describe("a pass over the tasks", () => {
  it("starts a task when what it needs has ended, and not later", async () => {
    const { events, reports } = await pass({ slow: [], quick: [], after: ["quick"], both: ["slow", "after"] }, async (name) => {
      for (let ticks = name === "slow" ? 10 : 1; ticks > 0; ticks--) await tick();
      return nothing;
    });
    expect(order(events)).toEqual(["+slow", "+quick", "-quick", "+after", "-after", "-slow", "+both", "-both"]);
    expect(reports.map(({ node }) => node.slice(11))).toEqual(["slow", "quick", "after", "both"]);
    expect(events[0]).toMatchObject({ kind: "pass-started", steps: [{ node: "transforms.slow" }, {}, {}, {}] });
  });

  it("runs four at once, or as many as are asked for", async () => {
    const needs = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`t${index}`, []]));
    for (const [concurrency, expected] of [
      [undefined, 4],
      [1, 1],
      [2, 2],
    ] as const) {
      let running = 0;
      let most = 0;
      await pass(
        needs,
        async () => {
          most = Math.max(most, ++running);
          await tick();
          running--;
          return nothing;
        },
        concurrency === undefined ? {} : { concurrency },
      );
      expect(most).toBe(expected);
    }
  });

  it("skips what depends on a failed task, and finishes the others", async () => {
    const { reports, events } = await pass(
      { bad: [], good: [], after: ["bad", "good"], last: ["after"], other: ["good"] },
      async (name) => {
        await tick();
        if (name === "bad") throw new RunProblem("The disk is full.");
        return { rows: 3, bytes: 10, origin: "samples/a.csv", notes: ["new"] };
      },
    );
    expect(states(reports)).toEqual({
      bad: "failed: The disk is full.",
      good: "done",
      after: "skipped: It waited for transforms.bad (lake.curated.bad), which failed.",
      last: "skipped: It waited for transforms.bad (lake.curated.bad), which failed.",
      other: "done",
    });
    expect(events.filter(({ kind }) => kind === "step-ended")).toHaveLength(5);
    expect(reports[1]).toMatchObject({ rows: 3, bytes: 10, origin: "samples/a.csv", notes: ["new"], checks: [] });
  });

  it("counts a failed check as a failure, and keeps what was made", async () => {
    const checks = [
      { name: "unique id", failures: 0, rows: [] },
      { name: "not_null id", failures: 2, rows: [{ id: null }] },
    ];
    const { reports } = await pass({ checked: [], after: ["checked"] }, async () => ({ rows: 7, bytes: 1, checks }));
    expect(states(reports)).toEqual({
      checked: "failed",
      after: "skipped: It waited for transforms.checked (lake.curated.checked), which failed.",
    });
    expect(reports[0]).toMatchObject({ rows: 7, checks });
  });

  it("counts a check that cannot run as a failure", async () => {
    const checks = [{ name: "sql 1", failures: 0, rows: [], problem: "there is no column a" }];
    expect(states((await pass({ checked: [] }, async () => ({ ...nothing, checks }))).reports)).toEqual({ checked: "failed" });
  });

  it("says where in the spec or a file of it", async () => {
    const file = new SourceFile("sql/a.sql", "select\n  b");
    const span = { file, start: 9, end: 10 };
    const place = { file: "sql/a.sql", line: 2, column: 3 };
    const problem = await pass({ a: [] }, () => Promise.reject(new RunProblem("There is no b.", span)));
    expect(problem.reports[0]?.problem).toEqual({ message: "There is no b.", span, place });
    const diagnostic = { code: "sql-syntax", severity: "error", message: "No b.", span, related: [], suggestions: [] } as const;
    const spec = await pass({ a: [] }, () => Promise.reject(new SpecError([diagnostic as never])));
    expect(spec.reports[0]?.problem).toEqual({ message: "No b.", span, place });
  });

  it("lets a bug through when the others have ended, and starts nothing more", async () => {
    const ended: string[] = [];
    const running = pass({ bug: [], slow: [], after: ["slow"] }, async (name) => {
      await tick();
      if (name === "bug") throw new TypeError("x is undefined");
      await tick();
      ended.push(name);
      return nothing;
    });
    await expect(running).rejects.toThrow(new TypeError("x is undefined"));
    expect(ended).toEqual(["slow"]);
  });

  it("lets a bug of who listens through", async () => {
    const broken = (event: RunEvent): void => {
      if (event.kind === "step-started") throw new TypeError("no terminal");
    };
    await expect(pass({ a: [] }, async () => nothing, { report: broken })).rejects.toThrow("no terminal");
  });

  it("starts nothing more once it is stopped", async () => {
    const stop = new AbortController();
    const { reports } = await pass(
      { first: [], second: [], third: ["first"] },
      async (name) => {
        await tick();
        if (name === "first") stop.abort();
        return nothing;
      },
      { signal: stop.signal, concurrency: 1 },
    );
    expect(states(reports)).toEqual({
      first: "done",
      second: "skipped",
      third: "skipped",
    });
  });

  it("takes what is no part of it as it is", async () => {
    const all = tasksOf({ before: [], after: ["before"] });
    const { reports } = await pass({}, async () => nothing, { tasks: all.slice(1) });
    expect(states(reports)).toEqual({ after: "done" });
  });
});
