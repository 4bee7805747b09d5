import { describe, expect, it } from "vitest";
import { runDefinition, definitionProblems, allTasks } from "../../../components/transforms/state-machine";
import { everyState } from "./interpreter";
import { filesRun, maintenanceRun, ordersRun, sampleSetting } from "./sample-graph";

const definitions = [ordersRun, filesRun, maintenanceRun].map((run) => [run.name, runDefinition(sampleSetting, run)] as const);

describe.each(definitions)("the machine of run %s", (run, definition) => {
  const states = everyState(definition.States);
  const names = new Set(states.map(([name]) => name));

  it("is the same as before", async () => {
    await expect(`${JSON.stringify(definition, null, 2)}\n`).toMatchFileSnapshot(`golden/${run}.asl.json`);
  });

  it("gives every state a name of its own, in ASCII and at most 80 characters", () => {
    expect(names.size).toBe(states.length);
    for (const name of names) expect(name).toMatch(/^[\x20-\x7e]{1,80}$/);
  });

  it("gives every task a limit", () => {
    const tasks = allTasks(definition.States);
    expect(tasks.length).toBeGreaterThan(0);
    for (const [name, task] of tasks) expect(task["TimeoutSeconds"], name).toBeGreaterThan(0);
  });

  it("goes on only with states that are there", () => {
    const targets = states.flatMap(([, state]) => [
      state["Next"],
      state["Default"],
      ...((state["Choices"] ?? []) as readonly { readonly Next: string }[]).map(({ Next }) => Next),
      ...((state["Catch"] ?? []) as readonly { readonly Next: string }[]).map(({ Next }) => Next),
    ]);
    for (const target of targets) if (target !== undefined) expect(names).toContain(target);
  });

  it("uses no JSONPath", () => {
    expect(JSON.stringify(definition)).not.toMatch(/"(InputPath|Parameters|ResultPath|ResultSelector|OutputPath|Variable)"/);
    expect(definition.QueryLanguage).toBe("JSONata");
  });

  it("fits its services", () => {
    expect(definitionProblems(ordersRun, definition)).toEqual([]);
  });
});

it("says which run is too large, and which statement", () => {
  const [definition] = definitions.map(([, each]) => each);
  if (definition === undefined) throw new Error("no definition");
  const large = { ...definition, States: { Big: { Type: "Task", Arguments: { QueryString: "x".repeat(1_100_000) } } } } as const;
  expect(definitionProblems(ordersRun, large)).toEqual([
    expect.stringMatching(/^The state machine of run orders has 1,100,\d{3} bytes; AWS Step Functions takes 1 MB\./),
    expect.stringMatching(/^Big in run orders sends 1,100,\d{3} bytes/),
  ]);
});
