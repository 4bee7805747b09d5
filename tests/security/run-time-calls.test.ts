import { beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../plan";
import { simulate } from "../harness/iam";
import { callKey, isPartOf, roleCalls, type Call, type RoleCalls } from "./calls";
import { neighbourCalls } from "./calls/neighbours";
import { exampleEnvironments, exampleGraph, examplePlan, type ExampleEnvironment } from "./example-plans";
import { identityAllows, spareParts } from "./spare-parts";

describe.each(exampleEnvironments)("$example in $environment", (example: ExampleEnvironment) => {
  const graph = exampleGraph(example);
  const roles = roleCalls(graph);
  const neighbours = neighbourCalls(graph);
  let plan: Plan;
  beforeAll(async () => {
    plan = await examplePlan(example);
  });

  test("the calls of every role are known, and of no other", () => {
    const planned = plan.resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ inputs }) => inputs["name"]);
    expect(roles.map(({ role }) => role).sort()).toEqual(planned.sort());
  });

  if (roles.length === 0) return;

  test.each(roles)("$role may do what it does at run time", ({ role, calls }: RoleCalls) => {
    expect(calls.filter((call) => decide(role, call) !== "allowed").map(callKey)).toEqual([]);
  });

  test.each(roles)("$role may do nothing else that its neighbours hold", ({ role, calls, wholes = [] }: RoleCalls) => {
    const needed = new Set(calls.map(callKey));
    const others = neighbours.filter((call) => !needed.has(callKey(call)) && !wholes.some((whole) => isPartOf(call, whole)));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((call) => decide(role, call) === "allowed").map(callKey)).toEqual([]);
  });

  test.each(roles)("$role has no statement, action or resource to spare", ({ role, calls }: RoleCalls) => {
    expect(spareParts(plan, role, calls)).toEqual([]);
  });

  function decide(principal: string, call: Call): string {
    const { action, resource, context } = call;
    if (resource.includes(":key/")) return identityAllows(plan, principal, call) ? "allowed" : "implicitDeny";
    return simulate(plan, { principal, action, resource, ...(context === undefined ? {} : { context }) }).decision;
  }
});
