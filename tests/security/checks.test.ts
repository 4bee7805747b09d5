import { beforeAll, describe, expect, test } from "vitest";
import type { Plan, PlannedResource, PlanValue } from "../../plan";
import { findings, securityChecks } from "./checks";
import { exampleEnvironments, examplePlan } from "./example-plans";

/** Ways to spoil a resource of a plan. */
const spoilers: Readonly<Record<string, (resource: PlannedResource) => PlannedResource>> = {
  "no setting but names": (resource) => ({ ...resource, inputs: only(resource, ["bucket", "name", "tags", "role", "command"]) }),
  "open policies": (resource) => ({ ...resource, inputs: { ...resource.inputs, ...openPolicies(resource) } }),
  "denials without a condition": (resource) => ({ ...resource, inputs: { ...resource.inputs, ...lockOut(resource) } }),
  "people and gateways": (resource) => ({
    ...resource,
    type: resource.type
      .replace("aws:iam/role:Role", "aws:iam/user:User")
      .replace("aws:ec2/subnet:Subnet", "aws:ec2/internetGateway:InternetGateway"),
  }),
  "everyone from everywhere": (resource) => ({
    ...resource,
    inputs: {
      ...resource.inputs,
      cidrIpv4: "0.0.0.0/0",
      mapPublicIpOnLaunch: true,
      name: "outside-of-the-stack",
      managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    },
  }),
};

function only({ inputs }: PlannedResource, names: readonly string[]): Readonly<Record<string, PlanValue>> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
}

function openPolicies(resource: PlannedResource): Readonly<Record<string, PlanValue>> {
  return withPolicies(resource, {
    Sid: "Open",
    Effect: "Allow",
    Action: "*",
    ...(isIdentityPolicy(resource) ? { Resource: "*" } : { Principal: "*", Resource: "*" }),
  });
}

function lockOut(resource: PlannedResource): Readonly<Record<string, PlanValue>> {
  return withPolicies(resource, { Sid: "Locked", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
}

function withPolicies({ inputs }: PlannedResource, statement: object): Readonly<Record<string, PlanValue>> {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return Object.fromEntries(["policy", "assumeRolePolicy"].filter((name) => name in inputs).map((name) => [name, policy]));
}

function isIdentityPolicy({ type }: PlannedResource): boolean {
  return type === "aws:iam/rolePolicy:RolePolicy" || type === "aws:iam/policy:Policy";
}

describe("every check fails a plan that is spoiled for it", () => {
  const spoiled = new Map<string, readonly Plan[]>();
  beforeAll(async () => {
    const plans: Plan[] = [];
    for (const example of exampleEnvironments) plans.push(await examplePlan(example));
    for (const [name, spoil] of Object.entries(spoilers)) {
      spoiled.set(
        name,
        plans.map((plan) => ({ ...plan, resources: plan.resources.map(spoil) })),
      );
    }
  });

  test.each(securityChecks.map((check) => [check.ids, check] as const))("%s", (_, check) => {
    const caught = [...spoiled].filter(([, plans]) => plans.some((plan) => findings(check, plan).length > 0));
    expect(caught.map(([name]) => name)).not.toEqual([]);
  });
});
