import { describe, expect, test } from "vitest";
import { checkSpec } from "../../compiler";
import { planStack, renderPlanJson } from "../../plan";
import { exampleEnvironment, exampleInput, exampleNames, examplePath } from "../harness/examples";

/** Each shipped example is valid and plans what is committed beside it. `npx vitest run tests/examples -u` writes the plans anew: read the diff. */
describe.each(exampleNames)("example %s", (name) => {
  test("has no problems in any environment", () => {
    expect(checkSpec(exampleInput(name)).diagnostics).toEqual([]);
  });

  test("plans what is committed beside it", async () => {
    const environment = exampleEnvironment(name);
    const plan = await planStack(exampleInput(name), environment);
    await expect(renderPlanJson(plan)).toMatchFileSnapshot(examplePath(name, `expected-plan.${environment}.json`));
  });
});
