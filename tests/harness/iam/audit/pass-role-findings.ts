import { type Plan, resourcesOfType } from "../plan";
import { trustStatements } from "../policy-collection";
import { type PolicyStatement } from "../policy-document";
import { roleArn, roleType } from "../requester";
import { coversAction } from "../statement-match";
import { conditionsOnKey } from "./condition-lookup";
import { auditedStatements, type AuditedStatement } from "./policy-documents";

/** A statement that lets a role be passed too widely, or in vain. */
export interface PassRoleFinding {
  readonly urn: string;
  readonly path: string;
  readonly sid: string;
  readonly message: string;
}

/**
 * Every Allow of `iam:PassRole` must list exact role ARNs and the services they may be passed to (`iam:PassedToService`), and each role of the
 * plan among them must trust one of these services.
 */
export function passRoleFindings(plan: Plan): readonly PassRoleFinding[] {
  return auditedStatements(plan)
    .filter(({ kind, statement }) => kind === "identity" && statement.effect === "Allow" && coversAction(statement, "iam:PassRole"))
    .flatMap((audited) => problems(plan, audited.statement).map((problem) => finding(audited, problem)));
}

function problems(plan: Plan, statement: PolicyStatement): readonly string[] {
  const resources = statement.resources ?? [];
  const inexact = resources.filter((resource) => !/^arn:[a-z-]+:iam::\d{12}:role\/[^*?]+$/.test(resource));
  const services = passedToServices(statement);
  return [
    ...(resources.length === 0 ? ["iam:PassRole without a list of role ARNs"] : []),
    ...inexact.map((resource) => `iam:PassRole on "${resource}", which is not the ARN of one role`),
    ...(services === undefined ? ["iam:PassRole without iam:PassedToService"] : distrusted(plan, resources, services)),
  ];
}

/** The services of an effective `iam:PassedToService` condition, or `undefined`. */
function passedToServices(statement: PolicyStatement): readonly string[] | undefined {
  const condition = conditionsOnKey(statement, "iam:PassedToService").find(
    ({ operator, passesWithoutKey, values }) =>
      ["StringEquals", "StringLike"].includes(operator) && !passesWithoutKey && values.every((value) => !/[*?]/.test(value)),
  );
  return condition?.values;
}

function distrusted(plan: Plan, resources: readonly string[], services: readonly string[]): readonly string[] {
  return resourcesOfType(plan, roleType)
    .filter((role) => resources.includes(roleArn(plan, role)))
    .filter(
      (role) => !trustStatements(role).some((trust) => trust.principal?.service.some((service) => services.includes(service)) === true),
    )
    .map((role) => `the role ${roleArn(plan, role)} trusts none of ${services.join(", ")}`);
}

function finding({ resource, statement }: AuditedStatement, problem: string): PassRoleFinding {
  const message = `${resource.urn} ${statement.sid}: ${problem}`;
  return { urn: resource.urn, path: statement.source.path, sid: statement.sid, message };
}
