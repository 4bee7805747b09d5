import type {
  DatabaseIngestion,
  FileIngestion,
  IngestedTable,
  Ingestion,
  Load,
  StackGraph,
  StreamIngestion,
  Transform,
} from "../../compiler";
import type { StepName } from "../events";

/** What one step does: what is known of it in the graph. */
export type Work =
  | { readonly kind: "table"; readonly ingestion: DatabaseIngestion; readonly table: IngestedTable }
  | { readonly kind: "files"; readonly ingestion: FileIngestion }
  | { readonly kind: "stream"; readonly ingestion: StreamIngestion }
  | { readonly kind: "load"; readonly load: Load }
  | { readonly kind: "transform"; readonly transform: Transform };

/** One step of a pass over the stack. */
export interface Task {
  readonly step: StepName;
  readonly work: Work;
  /** The tasks that make what it reads, in data order. */
  readonly needs: readonly Task[];
}

/**
 * The tasks of a whole stack in data order: each stands after all that it needs, first those that need nothing; of a level ingestion comes before
 * loads and loads before transforms, by the names of what they make. The upkeep of Iceberg tables is the cloud's alone.
 */
export function stackTasks(graph: StackGraph): readonly Task[] {
  return dataOrder(new TaskMaker(graph).tasks());
}

/** Makes each task once, after those that it needs: the graph has no cycles. */
class TaskMaker {
  readonly #made = new Map<string, Task>();
  readonly #producers: ReadonlyMap<string, () => Task>;

  constructor(private readonly graph: StackGraph) {
    this.#producers = new Map([
      ...graph.ingestions.flatMap(ingestionWorks).map(({ step, work }) => [step.dataset, () => this.task(step, work)] as const),
      ...graph.transforms.map((transform) => [transform.dataset, () => this.transformTask(transform)] as const),
    ]);
  }

  tasks(): readonly Task[] {
    const producing = [...this.#producers.values()].map((make) => make());
    return [...producing, ...this.graph.loads.map((load) => this.loadTask(load))];
  }

  private transformTask(transform: Transform): Task {
    const inWarehouse = transform.target.store === "warehouse";
    const needs = transform.reads.map((dataset) => {
      const load = inWarehouse ? this.graph.loads.find((one) => one.dataset === dataset) : undefined;
      return () => (load ? this.loadTask(load) : this.producerOf(dataset));
    });
    return this.task({ node: `transforms.${transform.name}`, dataset: transform.dataset }, { kind: "transform", transform }, needs);
  }

  private loadTask(load: Load): Task {
    return this.task({ node: "load", dataset: load.dataset }, { kind: "load", load }, [() => this.producerOf(load.dataset)]);
  }

  private producerOf(dataset: string): Task {
    return (this.#producers.get(dataset) as () => Task)();
  }

  private task(step: StepName, work: Work, needs: readonly (() => Task)[] = []): Task {
    const id = `${step.node} ${step.dataset}`;
    const known = this.#made.get(id);
    if (known) return known;
    const task: Task = { step, work, needs: dataOrder(needs.map((make) => make())) };
    this.#made.set(id, task);
    return task;
  }
}

function ingestionWorks(ingestion: Ingestion): readonly { readonly step: StepName; readonly work: Work }[] {
  const node = `ingestion.${ingestion.name}`;
  switch (ingestion.kind) {
    case "database":
      return ingestion.tables.map((table) => ({ step: { node, dataset: table.dataset }, work: { kind: "table", ingestion, table } }));
    case "files":
      return [{ step: { node, dataset: ingestion.dataset }, work: { kind: "files", ingestion } }];
    case "stream":
      return [{ step: { node, dataset: ingestion.dataset }, work: { kind: "stream", ingestion } }];
  }
}

const kindOrder: Readonly<Record<Work["kind"], number>> = { table: 0, files: 0, stream: 0, load: 1, transform: 2 };

function dataOrder(tasks: readonly Task[]): readonly Task[] {
  const levels = new Map<Task, number>();
  const level = (task: Task): number => {
    const known = levels.get(task) ?? Math.max(0, ...task.needs.map((need) => level(need) + 1));
    levels.set(task, known);
    return known;
  };
  return [...tasks].sort(
    (left, right) =>
      level(left) - level(right) ||
      kindOrder[left.work.kind] - kindOrder[right.work.kind] ||
      (`${left.step.node} ${left.step.dataset}` < `${right.step.node} ${right.step.dataset}` ? -1 : 1),
  );
}
