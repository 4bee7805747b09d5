import type { RunEvent, StepName, StepProblem, StepReport } from "../events";
import type { StepContext, StepResult } from "../steps/step";
import { stepProblem } from "./step-problem";
import type { Task } from "./tasks";

/** Steps that run at once. */
const mostAtOnce = 4;

export interface Pass {
  /** In data order. What a task needs and is not among them is taken as it is. */
  readonly tasks: readonly Task[];
  /** Does the work of a task. */
  execute(task: Task, progress: StepContext["progress"]): Promise<StepResult>;
  report(event: RunEvent): void;
  /** Once it is aborted, no more tasks start. */
  readonly signal?: AbortSignal;
  /** @default 4 */
  readonly concurrency?: number;
}

/**
 * Runs every task as soon as what it needs is done. What depends on a task that failed is skipped, all others run.
 *
 * @returns How each task ended, in data order.
 * @throws What no step may throw (a bug), after the tasks that were running have ended.
 */
export async function runTasks(pass: Pass): Promise<readonly StepReport[]> {
  const runner = new TaskRunner(pass);
  pass.report({ kind: "pass-started", steps: pass.tasks.map(({ step }) => step) });
  await runner.run();
  return pass.tasks.map((task) => runner.reportOf(task));
}

class TaskRunner {
  readonly #reports = new Map<Task, StepReport>();
  readonly #running = new Map<Task, Promise<void>>();
  /** For each task that was skipped the failed one that it waited for. */
  readonly #blamed = new Map<Task, Task>();
  readonly #bugs: unknown[] = [];
  readonly #selected: ReadonlySet<Task>;

  constructor(private readonly pass: Pass) {
    this.#selected = new Set(pass.tasks);
  }

  async run(): Promise<void> {
    for (;;) {
      this.startReady();
      if (this.#running.size === 0) break;
      await Promise.race(this.#running.values());
    }
    if (this.#bugs.length > 0) throw this.#bugs[0];
    for (const task of this.pass.tasks) if (!this.#reports.has(task)) this.skip(task);
  }

  reportOf(task: Task): StepReport {
    return this.#reports.get(task) as StepReport;
  }

  /** In data order, so that whatever waits for a failed task is skipped at once, directly or through others. */
  private startReady(): void {
    for (const task of this.pass.tasks) {
      if (this.#reports.has(task) || this.#running.has(task)) continue;
      const needs = task.needs.filter((need) => this.#selected.has(need));
      const lost = needs.find((need) => this.#blamed.has(need) || this.#reports.get(need)?.status === "failed");
      if (lost) this.skipAfter(task, this.#blamed.get(lost) ?? lost);
      else if (this.mayStart() && needs.every((need) => this.#reports.has(need))) this.start(task);
    }
  }

  private mayStart(): boolean {
    const { signal, concurrency = mostAtOnce } = this.pass;
    return signal?.aborted !== true && this.#bugs.length === 0 && this.#running.size < concurrency;
  }

  private start(task: Task): void {
    const { step } = task;
    const started = performance.now();
    const end = (report: Omit<StepReport, "node" | "dataset" | "milliseconds">): void =>
      this.end(task, { ...step, ...report, milliseconds: Math.round(performance.now() - started) });
    const run = async (): Promise<void> => {
      try {
        this.pass.report({ kind: "step-started", step });
        end(reportOf(await this.pass.execute(task, (update) => this.pass.report({ kind: "step-progress", step, ...update }))));
      } catch (error) {
        const problem = stepProblem(error);
        if (problem) end({ status: "failed", rows: 0, bytes: 0, notes: [], checks: [], problem });
        else this.#bugs.push(error);
      }
    };
    this.#running.set(
      task,
      run().finally(() => this.#running.delete(task)),
    );
  }

  private skipAfter(task: Task, failed: Task): void {
    this.#blamed.set(task, failed);
    this.skip(task, { message: `It waited for ${stepText(failed.step)}, which failed.` });
  }

  /** Without a problem: the pass was stopped before it. */
  private skip(task: Task, problem?: StepProblem): void {
    const nothing = { rows: 0, bytes: 0, milliseconds: 0, notes: [], checks: [] };
    this.end(task, { ...task.step, status: "skipped", ...nothing, ...(problem ? { problem } : {}) });
  }

  private end(task: Task, report: StepReport): void {
    this.#reports.set(task, report);
    this.pass.report({ kind: "step-ended", report });
  }
}

function stepText({ node, dataset }: StepName): string {
  return node === "load" ? `the load of ${dataset}` : `${node} (${dataset})`;
}

function reportOf({ rows, bytes, origin, notes = [], checks = [] }: StepResult): Omit<StepReport, "node" | "dataset" | "milliseconds"> {
  const failed = checks.some(({ failures, problem }) => failures > 0 || problem !== undefined);
  return { status: failed ? "failed" : "done", rows, bytes, notes, checks, ...(origin === undefined ? {} : { origin }) };
}
