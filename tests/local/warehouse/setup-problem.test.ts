import { describe, expect, test } from "vitest";
import { RunProblem } from "../../../local/problem";
import { stateFolder } from "../../../local/state/state-folder";
import { setupProblem } from "../../../local/warehouse/setup-problem";

const state = stateFolder("/stacks", "shop");

describe("a warehouse that could not be opened", () => {
  test.each([
    ["Connection terminated unexpectedly", "the warehouse's server went away (Connection terminated unexpectedly)"],
    [
      "Client has encountered a connection error and is not queryable",
      "the warehouse's server went away (Client has encountered a connection error and is not queryable)",
    ],
  ])("since its server went away: %s", (message, told) => {
    const problem = setupProblem(new Error(message), state);
    expect(problem).toBeInstanceOf(RunProblem);
    expect((problem as RunProblem).message).toBe(`The setup of the warehouse: ${told}. What it had not finished is undone: run again.`);
  });

  test("since a file of it may not be read names the file", () => {
    const problem = setupProblem(Object.assign(new Error("EACCES"), { code: "EACCES", path: "/stacks/pgpass" }), state);
    expect(problem).toMatchObject({
      name: "RunProblem",
      message: expect.stringMatching(/^The warehouse needs \/stacks\/pgpass: this user may not use it\./),
    });
  });

  test("through a bug of ours stays a bug", () => {
    const bug = new TypeError("x is no function");
    expect(setupProblem(bug, state)).toBe(bug);
  });
});
