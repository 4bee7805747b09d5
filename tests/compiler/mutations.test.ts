import { expect, it } from "vitest";
import { exampleNames, examplePath } from "../harness/example-paths";
import { runMutations } from "../harness/run-mutations";

const count = 2_000;

it("a mutation of an example gives an error within one line of it, or no other stack than was written", { timeout: 60_000 }, () => {
  const { share, otherShare, table, misses } = runMutations(
    exampleNames.map((name) => examplePath(name)),
    count,
    20_260_101,
  );
  expect(share, [table, ...misses].join("\n")).toBeGreaterThanOrEqual(0.98);
  expect(otherShare).toBeLessThan(0.2);
});
