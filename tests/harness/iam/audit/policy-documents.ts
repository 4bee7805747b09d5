import { type Plan, PlanMemory, type PlanResource } from "../plan";
import { isRecord, parsePolicyDocument, type PolicyStatement } from "../policy-document";
import { parseJsonDocument } from "./input-strings";

/** What a policy document is for; it decides which checks apply to it. */
export type PolicyKind = "identity" | "trust" | "key" | "resource" | "endpoint";

/** A statement found in a plan. */
export interface AuditedStatement {
  readonly resource: PlanResource;
  readonly kind: PolicyKind;
  readonly statement: PolicyStatement;
}

const statementsOfPlans = new PlanMemory<readonly AuditedStatement[]>();

/** Every statement of every policy document in any input of any resource. */
export function auditedStatements(plan: Plan): readonly AuditedStatement[] {
  return statementsOfPlans.recall(plan, "all", () => plan.resources.flatMap((resource) => documentsWithin(resource, resource.inputs, "")));
}

function documentsWithin(resource: PlanResource, value: unknown, path: string): readonly AuditedStatement[] {
  if (typeof value === "string") {
    const document = parseJsonDocument(value);
    return document === undefined ? [] : documentsWithin(resource, document, path);
  }
  if (isPolicyDocument(value)) {
    return parsePolicyDocument(value, { urn: resource.urn, path }).map((statement) => ({
      resource,
      kind: kindOf(resource, path, statement),
      statement,
    }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => documentsWithin(resource, item, `${path}/${key}`));
}

function isPolicyDocument(value: unknown): boolean {
  if (!isRecord(value) || !("Statement" in value)) return false;
  const statements: unknown = value.Statement;
  const first: unknown = Array.isArray(statements) ? statements[0] : statements;
  return isRecord(first) && "Effect" in first;
}

function kindOf(resource: PlanResource, path: string, statement: PolicyStatement): PolicyKind {
  if (resource.type === "aws:iam/role:Role" && path === "/assumeRolePolicy") return "trust";
  if (resource.type.startsWith("aws:kms/")) return "key";
  if (resource.type.startsWith("aws:ec2/vpcEndpoint")) return "endpoint";
  return statement.principal === undefined && statement.notPrincipal === undefined ? "identity" : "resource";
}
