import { matchesGlob, parseGlob } from "../glob";
import { type Plan } from "../plan";
import { matchesAction } from "../statement-match";
import { conditionsOnKey } from "./condition-lookup";
import { auditedStatements, type AuditedStatement } from "./policy-documents";

/** A wildcard that grants more than the plan's own resources. */
export interface WildcardFinding {
  readonly urn: string;
  /** JSON pointer to the statement within the inputs. */
  readonly path: string;
  readonly sid: string;
  readonly kind: "action" | "resource" | "principal";
  /** The pattern at fault. */
  readonly value: string;
  /** Actions of the statement, or the patterns its `NotAction` leaves out. */
  readonly actions: readonly string[];
  readonly message: string;
}

/** A wildcard that is allowed, with the evidence why. Every field that is given must match. */
export interface WildcardException {
  /**
   * Action patterns. A resource wildcard is excused when all actions of its statement are covered by the exceptions that match it; an
   * action wildcard when it is written here literally.
   */
  readonly actions?: readonly string[];
  /** The value at fault, literally: `*` here excuses only `*`. */
  readonly value?: string;
  readonly sid?: string;
  /** Glob over the URN. */
  readonly urn?: string;
  readonly reason: string;
}

/** Principals may be `*` when one of these keys pins who they are. */
const pinningKeys = [
  "aws:PrincipalArn",
  "aws:PrincipalAccount",
  "aws:PrincipalOrgID",
  "aws:SourceAccount",
  "aws:SourceArn",
  "kms:CallerAccount",
] as const;

/** Actions without resource-level permissions: IAM accepts only `*` for them, so that it says nothing about the grant. */
export const actionsWithoutResources: WildcardException = {
  actions: [
    "athena:ListDataCatalogs",
    "athena:ListEngineVersions",
    "athena:ListWorkGroups",
    "cloudwatch:PutMetricData",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
    "ecr:GetAuthorizationToken",
    "lakeformation:GetDataAccess",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "redshift-data:CancelStatement",
    "redshift-data:DescribeStatement",
    "redshift-data:GetStatementResult",
    "redshift-data:ListStatements",
    "s3:ListAllMyBuckets",
    "secretsmanager:GetRandomPassword",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
  ],
  value: "*",
  reason: "the service has no resource-level permissions for the action",
};

/**
 * Allow statements that reach beyond named things: the action `*` or `service:*` (or `NotAction`), the resource `*` or an ARN whose region,
 * account or whole name is a wildcard (or `NotResource`), and in resource policies the principal `*` that no condition pins.
 *
 * A policy variable counts as a wildcard. A wildcard after a literal beginning of the name (`table/shop_dev_raw/*`, `s3:::shop-dev-raw/*`) is fine, and so is a partial wildcard in
 * an action (`s3:Get*`). The `*` of a key policy's resource is the key itself.
 */
export function wildcardFindings(plan: Plan, exceptions: readonly WildcardException[] = []): readonly WildcardFinding[] {
  return auditedStatements(plan)
    .filter(({ statement }) => statement.effect === "Allow")
    .flatMap((audited) => [...actionFindings(audited), ...resourceFindings(audited), ...principalFindings(audited)])
    .filter((finding) => !isExcused(finding, exceptions));
}

function actionFindings(audited: AuditedStatement): readonly WildcardFinding[] {
  const { actions, notActions } = audited.statement;
  const wide = (actions ?? [])
    .filter(isWholeService)
    .map((value) => finding(audited, "action", value, `grants every action of "${value}"`));
  const inverted = (notActions ?? []).map((value) => finding(audited, "action", value, "NotAction in an Allow grants everything else"));
  return [...wide, ...inverted];
}

function resourceFindings(audited: AuditedStatement): readonly WildcardFinding[] {
  const { resources, notResources } = audited.statement;
  if (audited.kind === "key") return [];
  const wide = (resources ?? []).flatMap((value) => {
    const reason = wholeScope(value);
    return reason === undefined ? [] : [finding(audited, "resource", value, reason)];
  });
  const inverted = (notResources ?? []).map((value) =>
    finding(audited, "resource", value, "NotResource in an Allow grants everything else"),
  );
  return [...wide, ...inverted];
}

function principalFindings(audited: AuditedStatement): readonly WildcardFinding[] {
  const { statement, kind } = audited;
  if (kind === "endpoint" || statement.principal?.anyone !== true) return [];
  const isPinned = pinningKeys.some((key) =>
    conditionsOnKey(statement, key).some(
      ({ operator, passesWithoutKey, values }) =>
        ["StringEquals", "ArnEquals", "ArnLike", "StringLike"].includes(operator) && !passesWithoutKey && !values.includes("*"),
    ),
  );
  return isPinned ? [] : [finding(audited, "principal", "*", "the principal * is not pinned by a condition")];
}

/** `*`, `s3:*`, `s3*`, `*:Get`: the service has a wildcard, or all its actions are meant. */
function isWholeService(action: string): boolean {
  const [service = "", verb] = action.split(":");
  return /[*?]/.test(service) || verb === undefined || /^[*?]+$/.test(verb);
}

/** Why a resource pattern spans more than one named thing; `undefined` when it does not. */
function wholeScope(written: string): string | undefined {
  const pattern = written.replace(/\$\{[*?$]\}/g, "x").replace(/\$\{[^}]*\}/g, "*"); // escapes are plain text, variables may be anything
  if (!/[*?]/.test(pattern)) return undefined;
  if (/^[*?]+$/.test(pattern)) return "grants every resource";
  const [, , service = "", region = "", account = "", ...rest] = pattern.split(":");
  if (rest.length === 0) return "an ARN with fewer than six parts grants whatever the missing parts may be";
  if (/[*?]/.test(service)) return "the service of the ARN is a wildcard";
  if (/[*?]/.test(region)) return "grants every region";
  if (/[*?]/.test(account)) return "grants every account";
  const resource = rest.join(":");
  const literal = resource.slice(0, resource.search(/[*?]|$/));
  const name = service === "s3" ? literal : literal.replace(/^[A-Za-z-]+[:/]/, "");
  return /[A-Za-z0-9]/.test(name) ? undefined : "grants every resource of this kind in the account";
}

function finding({ resource, statement }: AuditedStatement, kind: WildcardFinding["kind"], value: string, reason: string): WildcardFinding {
  const actions = statement.actions ?? statement.notActions ?? [];
  const message = `${resource.urn} ${statement.sid}: ${kind} "${value}" ${reason}`;
  return { urn: resource.urn, path: statement.source.path, sid: statement.sid, kind, value, actions, message };
}

function isExcused(found: WildcardFinding, exceptions: readonly WildcardException[]): boolean {
  const matching = exceptions.filter(
    (exception) =>
      (exception.value === undefined || exception.value === found.value) &&
      (exception.sid === undefined || exception.sid === found.sid) &&
      (exception.urn === undefined || matchesGlob(parseGlob(exception.urn), found.urn)),
  );
  if (matching.some((exception) => exception.actions === undefined)) return true;
  const patterns = matching.flatMap((exception) => exception.actions ?? []);
  if (found.kind === "action") return patterns.includes(found.value);
  return found.actions.length > 0 && found.actions.every((action) => patterns.some((pattern) => matchesAction(pattern, action)));
}
