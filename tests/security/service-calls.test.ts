import { beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../plan";
import { simulate } from "../harness/iam";
import { callKey, type Call } from "./calls";
import { serviceCalls } from "./calls/service-calls";
import { exampleEnvironments, exampleGraph, examplePlan, type ExampleEnvironment } from "./example-plans";

describe.each(exampleEnvironments)("services in $example, $environment", (example: ExampleEnvironment) => {
  const services = serviceCalls(exampleGraph(example));
  let plan: Plan;
  beforeAll(async () => {
    plan = await examplePlan(example);
  });

  if (services.length === 0) return;

  test.each(services)("$service may do what the stack asks of it", ({ service, calls }) => {
    expect(calls.filter((call) => decide(service, call) !== "allowed").map(callKey)).toEqual([]);
  });

  test.each(services)("$service may not do it for others", ({ service, others }) => {
    expect(others.filter((call) => decide(service, call) === "allowed").map(callKey)).toEqual([]);
  });

  function decide(service: string, { action, resource, context }: Call): string {
    return simulate(plan, { principal: { service }, action, resource, ...(context === undefined ? {} : { context }) }).decision;
  }
});
