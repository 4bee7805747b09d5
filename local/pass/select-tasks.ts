import type { Run, Step } from "../../compiler";
import type { Task } from "./tasks";

/** No node or dataset has the name that `--only` says, or several have it. */
export class UnknownNodeError extends Error {
  override readonly name = "UnknownNodeError";

  constructor(
    readonly wanted: string,
    /** All ids of nodes and datasets. */
    readonly known: readonly string[],
    /** Those that could be meant by a name without what stands before it. */
    readonly several: readonly string[],
  ) {
    super(`no node or dataset is named ${wanted}`);
  }
}

/**
 * The tasks of a node or a dataset, and all that they need, in data order.
 *
 * @param wanted - `transforms.daily_revenue`, `lake.raw.orders`, or the last part of either where only one has it.
 * @throws UnknownNodeError - When it names nothing, or several things.
 */
export function tasksOf(tasks: readonly Task[], wanted: string): readonly Task[] {
  const selected = new Set<Task>();
  const add = (task: Task): void => {
    if (selected.has(task)) return;
    selected.add(task);
    task.needs.forEach(add);
  };
  namedTasks(tasks, wanted).forEach(add);
  return tasks.filter((task) => selected.has(task));
}

function namedTasks(tasks: readonly Task[], wanted: string): readonly Task[] {
  const makers = tasks.filter(({ work }) => work.kind !== "load");
  const nodes = new Map<string, Task[]>();
  for (const task of makers) nodes.set(task.step.node, [...(nodes.get(task.step.node) ?? []), task]);
  const ids = new Map<string, readonly Task[]>([...makers.map((task) => [task.step.dataset, [task]] as const), ...nodes]);
  const exact = ids.get(wanted);
  if (exact) return exact;

  const ofName = (id: string): boolean => id.endsWith(`.${wanted}`);
  const ofNodes = [...nodes.keys()].filter(ofName);
  // What a node of the name makes is no other candidate.
  const ofDatasets = makers.filter(({ step }) => ofName(step.dataset) && !ofNodes.includes(step.node)).map(({ step }) => step.dataset);
  const candidates = [...ofNodes, ...ofDatasets].sort();
  const [only, ...others] = candidates;
  if (only === undefined || others.length > 0) throw new UnknownNodeError(wanted, [...ids.keys()].sort(), candidates);
  return ids.get(only) as readonly Task[];
}

/** The tasks of what starts by itself. They wait for each other, and not for what is no part of the run. */
export function tasksOfRun(tasks: readonly Task[], run: Run): readonly Task[] {
  const steps = new Set(run.levels.flat().map(stepId));
  return tasks.filter((task) => steps.has(workId(task)));
}

function stepId(step: Step): string {
  switch (step.kind) {
    case "ingestion":
      return `ingestion.${step.ingestion}`;
    case "transform":
      return `transforms.${step.transform}`;
    case "load":
    case "maintenance":
      return `${step.kind} ${step.dataset}`;
  }
}

function workId({ work, step }: Task): string {
  return work.kind === "load" ? `load ${step.dataset}` : step.node;
}
