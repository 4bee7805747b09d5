import { matchesGlob, parseGlob } from "../glob";
import { type Plan } from "../plan";
import { conditionsOnKey } from "./condition-lookup";
import { auditedStatements, type AuditedStatement } from "./policy-documents";

/** A statement that lets an AWS service in on behalf of any account. */
export interface ServiceTrustFinding {
  readonly urn: string;
  readonly path: string;
  readonly sid: string;
  readonly services: readonly string[];
  readonly message: string;
}

/** A service that cannot send `aws:SourceAccount` or `aws:SourceArn` here. Every field that is given must match. */
export interface ServiceTrustException {
  /** Glob over the service principal, for example `logs.*.amazonaws.com`. */
  readonly service: string;
  /** Condition key that scopes the statement instead, for example `sts:ExternalId`; without it nothing is asked of the statement. */
  readonly conditionKey?: string;
  readonly sid?: string;
  /** Glob over the URN. */
  readonly urn?: string;
  readonly reason: string;
}

/**
 * The confused-deputy check: every Allow in a trust or resource policy that names a service principal must pin `aws:SourceAccount` to this
 * account, or `aws:SourceArn` to an ARN of this account (or one without an account, such as a bucket's). `IfExists` does not count.
 */
export function serviceTrustFindings(plan: Plan, exceptions: readonly ServiceTrustException[] = []): readonly ServiceTrustFinding[] {
  return auditedStatements(plan).flatMap((audited) => {
    const { resource, statement } = audited;
    const services = (statement.principal?.service ?? []).filter((service) => !isExcused(audited, service, exceptions));
    if (statement.effect !== "Allow" || services.length === 0 || pinsAccount(audited, plan) || pinsArn(audited, plan)) return [];
    const message = `${resource.urn} ${statement.sid}: ${services.join(", ")} without aws:SourceAccount or aws:SourceArn of account ${plan.account}`;
    return [{ urn: resource.urn, path: statement.source.path, sid: statement.sid, services, message }];
  });
}

function pinsAccount({ statement }: AuditedStatement, plan: Plan): boolean {
  return conditionsOnKey(statement, "aws:SourceAccount").some(
    ({ operator, passesWithoutKey, values }) =>
      ["StringEquals", "StringLike"].includes(operator) && !passesWithoutKey && values.every((value) => value === plan.account),
  );
}

function pinsArn({ statement }: AuditedStatement, plan: Plan): boolean {
  return conditionsOnKey(statement, "aws:SourceArn").some(
    ({ operator, passesWithoutKey, values }) =>
      ["ArnLike", "ArnEquals", "StringLike", "StringEquals"].includes(operator) &&
      !passesWithoutKey &&
      values.every((value) => isArnOfAccount(value, plan)),
  );
}

function isArnOfAccount(arn: string, plan: Plan): boolean {
  const [, , service, , account, ...rest] = arn.split(":");
  if (account === plan.account) return rest.length > 0;
  return service === "s3" && account === "" && /^[^*?]{3}/.test(rest.join(":"));
}

function isExcused({ resource, statement }: AuditedStatement, service: string, exceptions: readonly ServiceTrustException[]): boolean {
  return exceptions.some(
    (exception) =>
      matchesGlob(parseGlob(exception.service), service) &&
      (exception.sid === undefined || exception.sid === statement.sid) &&
      (exception.urn === undefined || matchesGlob(parseGlob(exception.urn), resource.urn)) &&
      (exception.conditionKey === undefined ||
        conditionsOnKey(statement, exception.conditionKey).some(
          ({ passesWithoutKey, values }) => !passesWithoutKey && !values.includes("*"),
        )),
  );
}
