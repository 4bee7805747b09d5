import { conditionsHold } from "./conditions";
import { matchesGlob, matchesResource, parseGlob } from "./glob";
import { type PolicyStatement } from "./policy-document";
import { hasVariable, replaceVariables } from "./policy-variables";
import { type RequestContext } from "./request-context";

/** The parts of a request that every statement is compared with. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** Whether action, resource and conditions of a statement cover a request; principals are not looked at. */
export function statementCovers(statement: PolicyStatement, request: Request): boolean {
  return coversAction(statement, request.action) && coversResource(statement, request) && conditionsHold(statement, request.context);
}

/** Whether the `Action` or `NotAction` element covers an action. Case does not matter. */
export function coversAction(statement: PolicyStatement, action: string): boolean {
  if (statement.actions !== undefined) return statement.actions.some((pattern) => matchesAction(pattern, action));
  return !(statement.notActions ?? []).some((pattern) => matchesAction(pattern, action));
}

/** Whether a pattern such as `s3:Get*` matches an action. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesGlob(parseGlob(pattern.toLowerCase()), action.toLowerCase());
}

function coversResource(statement: PolicyStatement, request: Request): boolean {
  const { resources, notResources } = statement;
  if (resources !== undefined) return resources.some((pattern) => coversArn(statement, pattern, request));
  if (notResources !== undefined) return !notResources.some((pattern) => coversArn(statement, pattern, request));
  return true; // trust policies have neither
}

function coversArn(statement: PolicyStatement, pattern: string, request: Request): boolean {
  if (!statement.usesVariables || !hasVariable(pattern)) return matchesResource(pattern, request.resource);
  const parts = replaceVariables(pattern, request.context);
  return parts !== undefined && matchesResource(parts, request.resource);
}
