import type { Compilation, Run, SpecInput } from "../compiler";
import type { RunEvent, StepProblem, StepReport } from "./events";
import { compileFor, openCompiled, type LocalOptions, type OpenedStack } from "./open-stack";
import { executeTask } from "./pass/execute-task";
import { previewResults, type Preview } from "./pass/preview";
import { runTasks } from "./pass/run-tasks";
import { tasksOf, tasksOfRun } from "./pass/select-tasks";
import { stepProblem } from "./pass/step-problem";
import { stackTasks, type Task } from "./pass/tasks";
import { newRunId } from "./run-id";
import { serveStack } from "./serve/serve-stack";
import type { StateFolder } from "./state/state-folder";
import type { LocalWarehouse } from "./warehouse/warehouse";

export interface RunOptions extends LocalOptions {
  /** A node or a dataset that is run, with all that it needs; everything without it. */
  readonly only?: string;
  /** Told what goes on. */
  report(event: RunEvent): void;
  /** Stops the run after the steps that are running. */
  readonly signal: AbortSignal;
}

/** How the steps of one pass ended. */
export interface PassResult {
  readonly compilation: Compilation;
  /** In data order. */
  readonly steps: readonly StepReport[];
  /** Why the warehouse could not be started, where no step says so. */
  readonly problem?: StepProblem;
}

/** How a run ended. */
export interface RunResult extends PassResult {
  readonly status: "done" | "failed";
  readonly state: StateFolder;
  /** The first rows of what was made last. */
  readonly previews: readonly Preview[];
  /** Undefined when the stack has none, or when it could not be started. */
  readonly warehouse?: LocalWarehouse;
}

export interface ServeOptions extends RunOptions {
  readonly port?: number;
  /** Told how the first pass ended, before the schedules are kept. */
  started(result: RunResult): void;
  /** Told how each later run ended. */
  ended(result: PassResult): void;
}

/**
 * Runs a stack once on this machine.
 *
 * @throws SpecError - When the spec has problems.
 * @throws UnknownNodeError - When `only` names nothing of the stack.
 * @throws RunProblem - When the stack cannot be opened. What goes wrong in a step is in the result.
 */
export async function runStack(input: SpecInput, options: RunOptions): Promise<RunResult> {
  return withStack(input, options, (stack, tasks) => runOnce(stack, tasks, options));
}

/** Runs a stack once, and then keeps its schedules and takes its events until the signal. */
export async function runAndServe(input: SpecInput, options: ServeOptions): Promise<void> {
  const { report, signal, port, started, ended } = options;
  await withStack(input, options, async (stack, tasks) => {
    started(await runOnce(stack, tasks, options));
    const startRun = async (run: Run): Promise<boolean> => {
      const steps = await runPass(stack, tasksOfRun(tasks, run), options);
      ended({ compilation: stack.compilation, steps });
      return allDone(steps);
    };
    await serveStack(stack, { startRun, report, signal, ...(port === undefined ? {} : { port }) });
  });
}

async function withStack<T>(
  input: SpecInput,
  options: RunOptions,
  use: (stack: OpenedStack, tasks: readonly Task[]) => Promise<T>,
): Promise<T> {
  const compilation = compileFor(input, options);
  const all = stackTasks(compilation.graph);
  const tasks = options.only === undefined ? all : tasksOf(all, options.only);
  const stack = await openCompiled(compilation, options);
  try {
    return await use(stack, tasks);
  } finally {
    await stack.close();
  }
}

async function runOnce(stack: OpenedStack, tasks: readonly Task[], options: RunOptions): Promise<RunResult> {
  const { compilation, state } = stack;
  const starting = startedWarehouse(stack, options);
  const steps = await runPass(stack, tasks, options);
  const { warehouse, problem } = await starting;
  const previews = options.signal.aborted || problem ? [] : await previewResults(stack, steps);
  const isTold = steps.some((step) => step.problem?.message === problem?.message);
  return {
    compilation,
    status: allDone(steps) && !problem ? "done" : "failed",
    state,
    steps,
    previews,
    ...(warehouse ? { warehouse } : {}),
    ...(problem && !isTold ? { problem } : {}),
  };
}

function runPass(stack: OpenedStack, tasks: readonly Task[], { report, signal }: RunOptions): Promise<readonly StepReport[]> {
  const now = new Date();
  const shared = { stack, run: newRunId(now), loadDate: now.toISOString().slice(0, 10) };
  return runTasks({ tasks, execute: (task, progress) => executeTask({ ...shared, progress }, task.work), report, signal });
}

function allDone(steps: readonly StepReport[]): boolean {
  return steps.every(({ status }) => status === "done");
}

interface Started {
  readonly warehouse?: LocalWarehouse;
  readonly problem?: StepProblem;
}

/** The warehouse, or why there is none: who waits for it later gets a bug, too. */
function startedWarehouse(stack: OpenedStack, { report }: RunOptions): Promise<Started> {
  if (!stack.compilation.graph.warehouse) return Promise.resolve({});
  const began = performance.now();
  const started = stack.warehouse().then(
    (warehouse): Started => {
      const { host, port } = warehouse;
      report({ kind: "warehouse-ready", host, port, milliseconds: Math.round(performance.now() - began) });
      return { warehouse };
    },
    (error: unknown): Started => {
      const problem = stepProblem(error);
      if (!problem) throw error;
      return { problem };
    },
  );
  started.catch(() => undefined);
  return started;
}
