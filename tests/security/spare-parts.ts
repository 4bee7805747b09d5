import type { Plan } from "../../plan";
import { identityStatements } from "../harness/iam/policy-collection";
import type { PolicyStatement } from "../harness/iam/policy-document";
import { RequestContext } from "../harness/iam/request-context";
import { findRole } from "../harness/iam/requester";
import { statementCovers, type Request } from "../harness/iam/statement-match";
import type { Call } from "./calls";

/**
 * Parts of a role's policies that none of its calls needs: statements without which every call is still allowed, and actions and resources of the others
 * that no call uses.
 */
export function spareParts(plan: Plan, role: string, calls: readonly Call[]): readonly string[] {
  const { statements } = identityStatements(plan, findRole(plan, role));
  const requests = calls.map(requestOf);
  const coverage = requests.map((request) => statements.filter((statement) => statementCovers(statement, request)));
  return statements.flatMap((statement) => {
    const isNeeded = coverage.some((covering) => covering.length === 1 && covering[0] === statement);
    return isNeeded ? spareElements(statement, requests) : [`statement ${statement.sid}`];
  });
}

/** Whether a role's own policies allow a call: all that can be known where the other policy is that of somebody else's key. */
export function identityAllows(plan: Plan, role: string, call: Call): boolean {
  return identityStatements(plan, findRole(plan, role)).statements.some((statement) => statementCovers(statement, requestOf(call)));
}

function spareElements(statement: PolicyStatement, requests: readonly Request[]): readonly string[] {
  const isUsed = (part: PolicyStatement): boolean => requests.some((request) => statementCovers(part, request));
  const actions = (statement.actions ?? []).filter((action) => !isUsed({ ...statement, actions: [action] }));
  const resources = (statement.resources ?? []).filter((resource) => !isUsed({ ...statement, resources: [resource] }));
  return [...actions, ...resources].map((part) => `${statement.sid}: ${part}`);
}

function requestOf({ action, resource, context }: Call): Request {
  return { action, resource, context: new RequestContext({ "aws:SecureTransport": "true" }, context ?? {}) };
}
