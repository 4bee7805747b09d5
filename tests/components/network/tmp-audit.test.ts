import { test } from "vitest";
import { planStack } from "../../../plan";
import { exampleInput } from "../../harness/examples";
import { wildcardFindings, actionsWithoutResources } from "../../harness/iam/audit/wildcard-findings";
test("x", async () => {
  for (const name of ["shop", "existing-network-and-database"] as const) {
    const plan = await planStack(exampleInput(name), "dev");
    console.log(name, plan.resources.length, wildcardFindings(plan as never, [actionsWithoutResources]).map((f) => f.message).filter((m) => /network|warehouse/i.test(m)));
    const shown = plan.resources.filter((r) => /^warehouse-database$|^network-connection$|network-jobs/.test(r.name)).map((r) => [r.name, JSON.stringify(r.inputs)]);
    console.log(shown);
    console.log(JSON.stringify(plan).match(/password[^,]{0,60}/g)?.slice(0, 6));
  }
});
