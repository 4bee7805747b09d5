import { afterEach, describe, expect, test } from "vitest";
import { StackFolder } from "../harness/command-line";
import { exampleNames, examplePath } from "../harness/example-paths";
import { runHere } from "../harness/run-here";

let stack: StackFolder;
afterEach(() => stack.end());

/**
 * Each shipped example runs on this machine with its samples, and makes what is committed beside it. `npx vitest run tests/examples -u` writes the results
 * anew: read the diff. It does not prove what Athena makes of the same SQL.
 */
describe.each(exampleNames)("example %s on this machine", (name) => {
  test("runs, makes what is committed beside it, and has nothing new the second time", async () => {
    stack = StackFolder.ofExample(name);
    const { exit, steps, results } = await runHere(stack);
    expect(exit).toBe(0);
    const lines = [
      ...steps.map(({ node, dataset, status, rows, checks }) =>
        JSON.stringify({ node, dataset, status, rows, failedChecks: checks.filter(({ failures }) => failures > 0).length }),
      ),
      ...results.flatMap(({ dataset, columns, rows }) => [JSON.stringify({ dataset, columns }), ...rows.map((row) => JSON.stringify(row))]),
    ];
    await expect(lines.map((line) => `${line}\n`).join("")).toMatchFileSnapshot(examplePath(name, "expected-run.jsonl"));

    expect(await runHere(stack)).toMatchObject({ exit: 0, results });
  });
});
