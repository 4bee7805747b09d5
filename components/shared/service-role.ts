import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { resourceTags, type ResourceOrigin } from "./context";
import { policyDocument, type PolicyConditions, type PolicyStatement } from "./policy-document";
import { roleArn } from "./arns";

export interface ServiceRoleArgs extends ResourceOrigin {
  /** Physical name of the role. */
  readonly roleName: string;
  readonly description: string;
  /** The service that assumes it: `glue.amazonaws.com`. */
  readonly service: string;
  /** ARN, or pattern, of what the service may assume it for; only the account is pinned without it. */
  readonly sourceArn?: string;
  /** Inline policies by name; at most 10,240 characters together (IAM User Guide, "IAM and AWS STS quotas"). */
  readonly policies: Readonly<Record<string, pulumi.Input<readonly PolicyStatement[]>>>;
}

export interface ServiceRole {
  /** From the name: what policies of others and plain texts use. */
  readonly arn: string;
  readonly role: Role;
  /** What has to exist before a service can use the role: make it a `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];
}

/** A role that one service assumes, with inline policies; resources `${name}` and `${name}-${policy}`. */
export function createServiceRole(parent: pulumi.Resource, name: string, args: ServiceRoleArgs): ServiceRole {
  const role = new Role(
    name,
    {
      name: args.roleName,
      description: args.description,
      assumeRolePolicy: policyDocument([serviceTrust(args.service, args.context.account, args.sourceArn)]),
      tags: resourceTags(args),
    },
    { parent },
  );
  const policies = Object.entries(args.policies).map(
    ([policy, statements]) =>
      new RolePolicy(
        `${name}-${policy}`,
        { name: policy, role: role.name, policy: pulumi.output(statements).apply(policyDocument) },
        { parent },
      ),
  );
  return { arn: roleArn(args.context, args.roleName), role, ready: [role, ...policies] };
}

/** Lets a service assume a role, for this account only (IAM User Guide, "The confused deputy problem"). */
export function serviceTrust(service: string, account: string, sourceArn?: string): PolicyStatement {
  const condition: PolicyConditions = {
    StringEquals: { "aws:SourceAccount": account },
    ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
  };
  return { Sid: "ServiceMayAssume", Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition: condition };
}
