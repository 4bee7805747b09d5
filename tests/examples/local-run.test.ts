import { rmSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildCommand, datastack, runFolder } from "../harness/command";
import { exampleNames, examplePath } from "../harness/examples";

interface RunDocument {
  readonly steps: readonly { node: string; dataset: string; status: string; rows: number; checks: readonly { failures: number }[] }[];
  readonly results: readonly { dataset: string; columns: readonly string[]; rows: readonly unknown[] }[];
}

let folder = "";
beforeAll(buildCommand);
afterEach(() => {
  datastack(folder, "stop");
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Each shipped example runs on this machine with its samples, and makes what is committed beside it. `npx vitest run tests/examples -u` writes the results
 * anew: read the diff. It does not prove what Athena makes of the same SQL.
 */
describe.each(exampleNames)("example %s on this machine", (name) => {
  test("runs, makes what is committed beside it, and has nothing new the second time", async () => {
    folder = runFolder(name);
    const first = datastack(folder, "run", "--format", "json");
    expect([first.status, first.stderr]).toEqual([0, ""]);
    const { steps, results } = JSON.parse(first.stdout) as RunDocument;
    const lines = [
      ...steps.map(({ node, dataset, status, rows, checks }) =>
        JSON.stringify({ node, dataset, status, rows, failedChecks: checks.filter(({ failures }) => failures > 0).length }),
      ),
      ...results.flatMap(({ dataset, columns, rows }) => [JSON.stringify({ dataset, columns }), ...rows.map((row) => JSON.stringify(row))]),
    ];
    await expect(lines.map((line) => `${line}\n`).join("")).toMatchFileSnapshot(examplePath(name, "expected-run.jsonl"));

    const second = datastack(folder, "run", "--format", "json");
    expect(second.status).toBe(0);
    expect((JSON.parse(second.stdout) as RunDocument).results).toEqual(results);
  });
});
