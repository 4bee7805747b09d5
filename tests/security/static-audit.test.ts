import { beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../plan";
import { danglingArnFindings, passRoleFindings, serviceTrustFindings, wildcardFindings } from "../harness/iam";
import { auditExceptions } from "./audit-exceptions";
import { checksOutOfReach, findings, securityChecks } from "./checks";
import { exampleEnvironments, examplePlan, type ExampleEnvironment } from "./example-plans";
import { secretFindings } from "./secret-findings";
import { unknownArns } from "./known-outsiders";

describe.each(exampleEnvironments)("$example in $environment", (example: ExampleEnvironment) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await examplePlan(example);
  });

  test("has no wildcard without evidence", () => {
    expect(wildcardFindings(plan, auditExceptions.wildcards).map(({ message }) => message)).toEqual([]);
  });

  test("pins every service that is let in to this account", () => {
    expect(serviceTrustFindings(plan, auditExceptions.serviceTrusts).map(({ message }) => message)).toEqual([]);
  });

  test("names no resource that is not there", () => {
    expect(danglingArnFindings(plan, unknownArns(example)).map(({ urn, path, arn }) => `${urn} ${path}: ${arn}`)).toEqual([]);
  });

  test("passes roles to services by name only", () => {
    expect(passRoleFindings(plan).map(({ message }) => message)).toEqual([]);
  });

  test("holds no secret", () => {
    expect(secretFindings(plan)).toEqual([]);
  });

  test.each(securityChecks.map((check) => [check.ids, check] as const))("%s", (_, check) => {
    expect({ check: check.sentence, findings: findings(check, plan) }).toEqual({ check: check.sentence, findings: [] });
  });
});

test("every check judges something in some example", async () => {
  const plans: Plan[] = [];
  for (const example of exampleEnvironments) plans.push(await examplePlan(example));
  const idle = securityChecks.filter((check) => plans.every((plan) => check.subjects(plan).length === 0));
  expect(idle.map(({ ids, sentence }) => `${ids}: ${sentence}`)).toEqual([]);
});

test("a control is checked once, or out of reach", () => {
  const ids = [...securityChecks.map((check) => check.ids), ...Object.keys(checksOutOfReach)].flatMap((text) => text.split(" "));
  const controls = ids.filter((id) => /^(CKV|AwsSolutions|[A-Z][A-Za-z0-9]*\.\d)/.test(id));
  expect(controls.filter((id, index) => controls.indexOf(id) !== index)).toEqual([]);
});
