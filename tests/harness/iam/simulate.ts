import { type Plan } from "./plan";
import { boundaryStatements, findResourcePolicy, identityStatements, type ResourcePolicy } from "./policy-collection";
import { type PolicyStatement } from "./policy-document";
import { matchPrincipal, type PrincipalMatch } from "./principals";
import { RequestContext, type ContextValues } from "./request-context";
import { findRequester, findRole, type Requester, type RequestPrincipal, roleArn } from "./requester";
import { type Request, statementCovers } from "./statement-match";

/** A request to evaluate. */
export interface SimulationRequest {
  readonly principal: RequestPrincipal;
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** ARN, a planner's placeholder such as `<shop-dev-key.arn>`, or `*` for actions without resources. */
  readonly resource: string;
  /** Further context keys; they replace those that the evaluator sets by itself. */
  readonly context?: ContextValues;
}

/** The outcome of a request. */
export interface SimulationResult {
  readonly decision: "allowed" | "implicitDeny" | "explicitDeny";
  /** Sids of the statements that decided: the denying ones, or the allowing ones; none for an implicit deny. */
  readonly matched: readonly string[];
  /** What could not be evaluated, because the plan does not hold it. */
  readonly notes: readonly string[];
}

interface Evaluation {
  readonly plan: Plan;
  readonly requester: Requester;
  readonly request: Request;
  /** Whether the identity policies of principals outside the plan are taken to allow the request. */
  readonly trustsOutsiders: boolean;
}

interface ResourceAllow {
  readonly statement: PolicyStatement;
  readonly match: PrincipalMatch;
}

/**
 * Evaluates a request as AWS does within one account: an explicit Deny in any policy wins; otherwise the identity policies (within the
 * permissions boundary) or the resource policy must allow it. A KMS key's policy and a role's trust policy must always allow, either the
 * principal itself, or its account together with an identity policy.
 *
 * Set by itself: `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`, `aws:PrincipalTag/…` (from the
 * role's tags), `aws:userid`, `aws:ViaAWSService`, `aws:SecureTransport`, `aws:RequestedRegion`, and for KMS `kms:CallerAccount`. A service's
 * `aws:SourceAccount` and `aws:SourceArn`, `kms:ViaService`, `s3:prefix` and the like are up to the caller.
 *
 * Not evaluated: service and resource control policies, session policies, KMS grants, VPC endpoint policies, Lake Formation.
 */
export function simulate(plan: Plan, request: SimulationRequest): SimulationResult {
  return evaluate(prepare(plan, request, false));
}

/**
 * Whether a principal may assume a role of the plan: its trust policy, and for a principal that is trusted through its account also its
 * identity policies. Principals outside the plan are taken to have an identity policy that allows it; a note says so.
 *
 * The action follows from the principal: `sts:AssumeRole`, or for identity providers `sts:AssumeRoleWithWebIdentity` or
 * `sts:AssumeRoleWithSAML`. Give it to ask about others, such as `sts:TagSession`.
 */
export function canAssume(
  plan: Plan,
  roleName: string,
  principal: RequestPrincipal,
  context: ContextValues = {},
  action: string = assumeAction(principal),
): SimulationResult {
  const resource = roleArn(plan, findRole(plan, roleName));
  return evaluate(prepare(plan, { principal, action, resource, context }, true));
}

function assumeAction(principal: RequestPrincipal): string {
  if (typeof principal === "string" || !("federated" in principal)) return "sts:AssumeRole";
  return principal.federated.includes(":saml-provider/") ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity";
}

function prepare(plan: Plan, input: SimulationRequest, trustsOutsiders: boolean): Evaluation {
  const requester = findRequester(plan, input.principal);
  const general: ContextValues = { "aws:SecureTransport": "true", "aws:RequestedRegion": plan.region };
  const caller: ContextValues =
    input.action.toLowerCase().startsWith("kms:") && requester.account !== undefined ? { "kms:CallerAccount": requester.account } : {};
  const context = new RequestContext(general, caller, requester.context, input.context ?? {});
  return { plan, requester, request: { action: input.action, resource: input.resource, context }, trustsOutsiders };
}

function evaluate(evaluation: Evaluation): SimulationResult {
  const { plan, requester, request } = evaluation;
  const identity = requester.role === undefined ? undefined : identityStatements(plan, requester.role);
  const boundary = requester.role === undefined ? undefined : boundaryStatements(plan, requester.role);
  const resource = findResourcePolicy(plan, request.action, request.resource);
  const notes = [...(identity?.notes ?? []), ...(boundary?.notes ?? []), ...resource.notes, ...outsiderNotes(evaluation)];

  const identityCovering = covering(identity?.statements ?? [], request);
  const boundaryCovering = covering(boundary?.statements ?? [], request);
  const resourceCovering = coveringResourceStatements(resource, evaluation);

  const denies = [...identityCovering, ...boundaryCovering, ...resourceCovering.map(({ statement }) => statement)].filter(isDeny);
  if (denies.length > 0) return { decision: "explicitDeny", matched: sids(denies), notes };

  const isUnbounded = (boundary?.notes.length ?? 1) > 0; // no boundary, or one outside the plan, which the notes name
  const withinBoundary = isUnbounded || boundaryCovering.some(isAllow);
  const identityAllows = withinBoundary ? identityCovering.filter(isAllow) : [];
  const resourceAllows = resourceCovering.filter(({ statement }) => isAllow(statement));
  const allows = joinAllows(evaluation, resource, identityAllows, resourceAllows, withinBoundary);
  return allows === undefined ? { decision: "implicitDeny", matched: [], notes } : { decision: "allowed", matched: sids(allows), notes };
}

/** The statements that together allow the request, or `undefined`. */
function joinAllows(
  evaluation: Evaluation,
  policy: ResourcePolicy,
  identityAllows: readonly PolicyStatement[],
  resourceAllows: readonly ResourceAllow[],
  withinBoundary: boolean,
): readonly PolicyStatement[] | undefined {
  const direct = withinBoundary ? resourceAllows.filter(({ match }) => match === "direct").map(({ statement }) => statement) : [];
  const throughAccount = resourceAllows.filter(({ match }) => match === "account").map(({ statement }) => statement);
  const isOutsider = evaluation.requester.kind === "external" && (evaluation.trustsOutsiders || isFromOtherAccount(evaluation));
  if (policy.role === "required") {
    if (direct.length > 0) return direct;
    const identityIsEnough = identityAllows.length > 0 || isOutsider;
    return throughAccount.length > 0 && identityIsEnough ? [...throughAccount, ...identityAllows] : undefined;
  }
  if (isFromOtherAccount(evaluation)) return [...direct, ...throughAccount].length > 0 ? [...direct, ...throughAccount] : undefined;
  const allows = [...identityAllows, ...direct];
  return allows.length > 0 ? allows : undefined;
}

function covering(statements: readonly PolicyStatement[], request: Request): readonly PolicyStatement[] {
  return statements.filter((statement) => statementCovers(statement, request));
}

function coveringResourceStatements(policy: ResourcePolicy, evaluation: Evaluation): readonly ResourceAllow[] {
  return policy.statements.flatMap((statement) => {
    const match = matchPrincipal(statement, evaluation.requester);
    return match !== undefined && statementCovers(statement, evaluation.request) ? [{ statement, match }] : [];
  });
}

function isFromOtherAccount({ plan, requester }: Evaluation): boolean {
  return requester.account !== undefined && requester.account !== plan.account;
}

function outsiderNotes(evaluation: Evaluation): readonly string[] {
  const { requester } = evaluation;
  if (requester.kind !== "external") return [];
  const name = requester.names[0] ?? "";
  const assumed = evaluation.trustsOutsiders || isFromOtherAccount(evaluation);
  return [`${name} is not in the plan: its identity policies are taken to ${assumed ? "allow the request" : "grant nothing"}`];
}

function isAllow(statement: PolicyStatement): boolean {
  return statement.effect === "Allow";
}

function isDeny(statement: PolicyStatement): boolean {
  return statement.effect === "Deny";
}

function sids(statements: readonly PolicyStatement[]): readonly string[] {
  return [...new Set(statements.map((statement) => statement.sid))];
}
