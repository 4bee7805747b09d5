import { describe, expect, it } from "vitest";
import { compileLocal, type StackGraph } from "../../../compiler";
import { tasksOf, tasksOfRun, UnknownNodeError } from "../../../local/pass/select-tasks";
import { stackTasks, type Task } from "../../../local/pass/tasks";
import { exampleInput, stackNames } from "../../harness/examples";

function graphOf(name: string): StackGraph {
  return compileLocal(exampleInput(name)).graph;
}

const words = ({ step }: Task): string => `${step.node} ${step.dataset}`;

function lines(tasks: readonly Task[]): readonly string[] {
  return tasks.map((task) => (task.needs.length === 0 ? words(task) : `${words(task)} <- ${task.needs.map(words).join(", ")}`));
}

describe("the tasks of a stack", () => {
  it.each(stackNames)("%s are these, in data order", (name) => {
    expect(lines(stackTasks(graphOf(name)))).toMatchSnapshot();
  });

  it.each(stackNames)("%s stand after what they need", (name) => {
    const tasks = stackTasks(graphOf(name));
    for (const task of tasks) for (const need of task.needs) expect(tasks.indexOf(need)).toBeLessThan(tasks.indexOf(task));
    expect(tasks.flatMap(({ needs }) => needs).every((need) => tasks.includes(need))).toBe(true);
  });
});

describe("the tasks of one node", () => {
  const tasks = stackTasks(graphOf("shop"));

  it.each([
    ["transforms.orders_clean", ["ingestion.orders lake.raw.orders", "transforms.orders_clean lake.curated.orders_clean"]],
    [
      "daily_revenue",
      [
        "ingestion.orders lake.raw.orders",
        "transforms.orders_clean lake.curated.orders_clean",
        "load lake.curated.orders_clean",
        "transforms.daily_revenue warehouse.marts.daily_revenue",
      ],
    ],
    ["lake.raw.customers", ["ingestion.orders lake.raw.customers"]],
    ["customers", ["ingestion.orders lake.raw.customers"]],
    ["orders", ["ingestion.orders lake.raw.customers", "ingestion.orders lake.raw.orders"]],
    ["ingestion.orders", ["ingestion.orders lake.raw.customers", "ingestion.orders lake.raw.orders"]],
  ])("%s", (wanted, expected) => {
    expect(tasksOf(tasks, wanted).map(words)).toEqual(expected);
  });

  it("are asked for by a name that something has", () => {
    const error = thrown(() => tasksOf(tasks, "daily_revenu"));
    expect(error.several).toEqual([]);
    expect(error.known).toContain("transforms.daily_revenue");
    expect(error.known).toContain("warehouse.marts.daily_revenue");
  });

  it("are asked for by more than the last part where several have it", () => {
    const shared = stackTasks(graphOf("mysql-and-arrival"));
    const [first] = shared;
    const twin: Task = { ...(first as Task), step: { node: "transforms.certificates", dataset: "lake.refined.certificates" } };
    expect(thrown(() => tasksOf([...shared, twin], "certificates")).several).toEqual(["ingestion.certificates", "transforms.certificates"]);
  });
});

describe("the tasks of a run", () => {
  it.each(stackNames.filter((name) => graphOf(name).runs.length > 0))("of %s", (name) => {
    const graph = graphOf(name);
    const tasks = stackTasks(graph);
    expect(Object.fromEntries(graph.runs.map((run) => [run.name, tasksOfRun(tasks, run).map(words)]))).toMatchSnapshot();
  });
});

function thrown(run: () => unknown): UnknownNodeError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UnknownNodeError);
    return error as UnknownNodeError;
  }
  throw new Error("Nothing was thrown.");
}
