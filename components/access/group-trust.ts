import type { StackContext } from "../shared/context";
import { accountRootArn } from "../shared/arns";
import { policyDocument, type PolicyStatement } from "../shared/policy-document";
import { policyLimits, policySize } from "../shared/policy-size";

/** Who belongs to a group. */
export interface GroupMembers {
  /** Names of permission sets of IAM Identity Center that are assigned in the account. */
  readonly permissionSets: string[];
  /** ARNs of IAM roles, of this or of other accounts. */
  readonly roleArns: string[];
}

/**
 * Trust policy of a group's role. It names accounts and pins the members by `aws:PrincipalArn`, since a `Principal` that does not exist is refused,
 * and one that is deleted turns into an id. The members' own policies have to allow `sts:AssumeRole` on the role.
 *
 * Only `sts:AssumeRole`: who passes session tags or a source identity is refused.
 *
 * @throws Error - When there are more members than a trust policy holds.
 */
export function groupTrust(context: StackContext, members: GroupMembers): string {
  const statements: PolicyStatement[] = [];
  if (members.permissionSets.length > 0) {
    statements.push({
      Sid: "PermissionSetsMayAssume",
      Effect: "Allow",
      Principal: { AWS: accountRootArn(context) },
      Action: "sts:AssumeRole",
      Condition: { ArnLike: { "aws:PrincipalArn": members.permissionSets.map((name) => permissionSetRoles(context, name)) } },
    });
  }
  if (members.roleArns.length > 0) {
    statements.push({
      Sid: "RolesMayAssume",
      Effect: "Allow",
      Principal: { AWS: accountsOf(members.roleArns) },
      Action: "sts:AssumeRole",
      Condition: { ArnEquals: { "aws:PrincipalArn": members.roleArns } },
    });
  }
  const size = policySize(statements);
  if (size > policyLimits.trust) {
    throw new Error(
      `The group has too many members: its trust policy is ${size} characters long and IAM takes ${policyLimits.trust}. ` +
        "Put its people into one permission set, or make several groups.",
    );
  }
  return policyDocument(statements);
}

/**
 * The role that IAM Identity Center makes for a permission set in an account: its name ends in sixteen characters, and its path holds the region of
 * Identity Center unless that is us-east-1. `_*` instead of the sixteen would let a set `Analysts_Admin` in for `Analysts`.
 */
function permissionSetRoles(context: StackContext, name: string): string {
  const path = `arn:${context.partition}:iam::${context.account}:role/aws-reserved/sso.amazonaws.com*`;
  return `${path}/AWSReservedSSO_${name}_${"?".repeat(16)}`;
}

/** The roots of the accounts that the roles belong to. */
function accountsOf(roleArns: readonly string[]): readonly string[] {
  return [...new Set(roleArns.map((arn) => arn.replace(/:role\/.*$/, ":root")))].sort();
}
