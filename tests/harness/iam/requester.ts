import { partitionOf, type Plan, PlanMemory, type PlanResource, physicalName, resourcesOfType, stringInput } from "./plan";
import { isRecord } from "./policy-document";
import { type ContextValues } from "./request-context";

/**
 * Who makes a request: a role of the plan by its physical (or logical) name, an AWS service, a role or user outside the plan by its ARN,
 * or an identity provider.
 */
export type RequestPrincipal = string | { readonly service: string } | { readonly arn: string } | { readonly federated: string };

/** The principal of a request, with everything that policies compare it with. */
export interface Requester {
  readonly kind: "role" | "service" | "external" | "federated";
  /** The plan's role, when there is one. */
  readonly role?: PlanResource;
  /** Names under which a `Principal` element names the requester itself, and not its account. */
  readonly names: readonly string[];
  /** The account of an IAM principal; services and identity providers have none. */
  readonly account?: string;
  /** Context keys that AWS sets for every request of this principal. */
  readonly context: ContextValues;
}

/** Type token of an IAM role. */
export const roleType = "aws:iam/role:Role";

const roleRequesters = new PlanMemory<Requester>();

/** Looks up the principal of a request. Throws when the plan has no role of that name. */
export function findRequester(plan: Plan, principal: RequestPrincipal): Requester {
  if (typeof principal === "string") return roleRequesters.recall(plan, principal, () => roleRequester(plan, findRole(plan, principal)));
  if ("service" in principal) return serviceRequester(principal.service);
  if ("federated" in principal)
    return { kind: "federated", names: [principal.federated], context: { "aws:PrincipalIsAWSService": "false" } };
  return externalRequester(principal.arn);
}

/** The role with a physical, or else a logical, name. Throws when there is none. */
export function findRole(plan: Plan, name: string): PlanResource {
  const roles = resourcesOfType(plan, roleType);
  const role = roles.find((candidate) => physicalName(candidate) === name) ?? roles.find((candidate) => candidate.name === name);
  if (role === undefined) throw new Error(`the plan has no role "${name}"; it has: ${roles.map(physicalName).join(", ")}`);
  return role;
}

/** The ARN that a role will have: its path is part of it. */
export function roleArn(plan: Plan, role: PlanResource): string {
  return `arn:${partitionOf(plan)}:iam::${plan.account}:role${stringInput(role, "path") ?? "/"}${physicalName(role)}`;
}

function roleRequester(plan: Plan, role: PlanResource): Requester {
  const arn = roleArn(plan, role);
  const name = physicalName(role);
  const tags = role.inputs.tags;
  return {
    kind: "role",
    role,
    names: [arn, sessionArn(arn)],
    account: plan.account,
    context: {
      "aws:PrincipalArn": arn,
      "aws:PrincipalAccount": plan.account,
      "aws:PrincipalType": "AssumedRole",
      "aws:PrincipalIsAWSService": "false",
      "aws:ViaAWSService": "false",
      "aws:userid": `AROA-${name}:session`,
      ...principalTags(isRecord(tags) ? tags : {}),
    },
  };
}

function serviceRequester(service: string): Requester {
  return { kind: "service", names: [service], context: { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": service } };
}

function externalRequester(arn: string): Requester {
  const account = arn.split(":")[4];
  if (account === undefined) throw new Error(`not the ARN of a principal: ${arn}`);
  return {
    kind: "external",
    names: arn.includes(":role/") ? [arn, sessionArn(arn)] : [arn],
    account,
    context: {
      "aws:PrincipalArn": arn,
      "aws:PrincipalAccount": account,
      "aws:PrincipalType": arn.includes(":user/") ? "User" : "AssumedRole",
      "aws:PrincipalIsAWSService": "false",
      "aws:ViaAWSService": "false",
    },
  };
}

/** `arn:aws:iam::1:role/path/Name` → `arn:aws:sts::1:assumed-role/Name/session`. */
function sessionArn(arn: string): string {
  const [, partition = "aws", , , account = "", resource = ""] = arn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${resource.split("/").at(-1) ?? resource}/session`;
}

function principalTags(tags: Readonly<Record<string, unknown>>): ContextValues {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => (typeof value === "string" ? [[`aws:PrincipalTag/${key}`, value]] : [])),
  );
}
