import { type PolicyStatement, type PrincipalSet } from "./policy-document";
import { type Requester } from "./requester";

/**
 * How the `Principal` element of a resource policy covers a requester:
 * - `direct`: it names the requester, or everyone. An Allow is enough by itself within the account.
 * - `account`: it names the requester's account, which may then grant the access with identity policies. A Deny reaches everyone in it.
 */
export type PrincipalMatch = "direct" | "account";

/** Compares a statement's `Principal` or `NotPrincipal` with a requester; `undefined` when it does not cover the requester. */
export function matchPrincipal(statement: PolicyStatement, requester: Requester): PrincipalMatch | undefined {
  if (statement.notPrincipal !== undefined) return isExcluded(statement.notPrincipal, requester) ? undefined : "direct";
  return statement.principal === undefined ? undefined : matchSet(statement.principal, requester);
}

function matchSet(set: PrincipalSet, requester: Requester): PrincipalMatch | undefined {
  if (set.anyone) return "direct";
  if (namesOfKind(set, requester).some((name) => requester.names.includes(name))) return "direct";
  return namesAccount(set, requester) ? "account" : undefined;
}

/**
 * A Deny with `NotPrincipal` spares a requester only when every identity it has is listed: for a role session the session, the role and the
 * account (AWS JSON policy elements: NotPrincipal).
 */
function isExcluded(set: PrincipalSet, requester: Requester): boolean {
  if (set.anyone) return true;
  const names = namesOfKind(set, requester);
  const listed = requester.names.every((name) => names.includes(name));
  return requester.account === undefined ? listed : listed && namesAccount(set, requester);
}

function namesOfKind(set: PrincipalSet, requester: Requester): readonly string[] {
  if (requester.kind === "service") return set.service;
  return requester.kind === "federated" ? set.federated : set.aws;
}

function namesAccount(set: PrincipalSet, requester: Requester): boolean {
  const { account } = requester;
  if (account === undefined) return false;
  return set.aws.some((name) => name === account || new RegExp(`^arn:[a-z-]+:iam::${account}:root$`).test(name));
}
