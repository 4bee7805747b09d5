import * as pulumi from "@pulumi/pulumi";
import { Policy } from "@pulumi/aws/iam/policy";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { createQueryWorkgroup } from "../lake/query-workgroup";
import { databaseUserArn } from "../shared/arns";
import { ComponentResource } from "../shared/component-resource";
import { resourceTags, type ComponentArgs, type StackContext } from "../shared/context";
import { policyDocument, type PolicyStatement } from "../shared/policy-document";
import { keyStandIn, packStatements, policyLimits, policySize } from "../shared/policy-size";
import { groupTrust, type GroupMembers } from "./group-trust";
import { lakeStatements, type LakePermission } from "./lake-policy";

/** Every member is a role, and a role that assumes a role does so for an hour at most (IAM User Guide, "Roles terms and concepts"). */
const sessionSeconds = 3600;

export interface AccessGroupArgs extends ComponentArgs {
  /** Physical name of the group's role. Another name is another role: its members have to be told. */
  readonly roleName: string;
  readonly description: string;
  readonly members: GroupMembers;
  /** What the group may do in the lake; nothing without it. */
  readonly lake?: LakeAccess;
  /** The group's user of the warehouse's database; none without it. */
  readonly databaseUser?: DatabaseUser;
}

export interface LakeAccess {
  readonly permissions: LakePermission[];
  /** Physical name of the group's Athena workgroup. */
  readonly workgroupName: string;
  /** Physical name of the bucket of query results. */
  readonly resultsBucketName: string;
  /** The same, once the bucket is there. */
  readonly resultsBucket: pulumi.Input<string>;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Whether the key encrypts the zones, or keys that S3 manages. */
  readonly keyEncryptsZones: boolean;
  /** The most bytes that one query may read before it is cancelled. */
  readonly scanLimitBytes: number;
}

export interface DatabaseUser {
  /** Resource id of the cluster, `cluster-…`. */
  readonly clusterResourceId: pulumi.Input<string>;
  /** Name of the user in the database. */
  readonly name: string;
}

/**
 * One access group: a role that its members assume, with a workgroup of its own for the lake and a login to the warehouse.
 *
 * What it may do inside the warehouse's database is granted there.
 */
export class AccessGroup extends ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  /** Name of the group's Athena workgroup; undefined when the group has nothing in the lake. */
  readonly workgroupName: pulumi.Output<string> | undefined;

  constructor(name: string, args: AccessGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:AccessGroup", name, args, opts);
    const parent = this;
    const { context, lake, databaseUser } = args;

    const role = createRole();
    const workgroup = lake === undefined ? undefined : createWorkgroup(lake);
    if (lake !== undefined) grantLake(lake);
    if (databaseUser !== undefined) grantDatabaseLogin(databaseUser);

    this.roleArn = role.arn;
    this.workgroupName = workgroup?.name;
    this.registerOutputs({ roleArn: this.roleArn, workgroupName: this.workgroupName });

    function createRole(): Role {
      return new Role(
        name,
        {
          name: args.roleName,
          description: roleDescription(args.description),
          assumeRolePolicy: groupTrust(context, args.members),
          maxSessionDuration: sessionSeconds,
          tags: resourceTags(args),
        },
        { parent },
      );
    }

    function createWorkgroup(access: LakeAccess) {
      return createQueryWorkgroup(parent, `${name}-workgroup`, {
        context,
        source: args.source,
        workgroupName: access.workgroupName,
        description: args.description,
        resultsBucket: access.resultsBucket,
        kmsKeyArn: access.kmsKeyArn,
        scanLimitBytes: access.scanLimitBytes,
      });
    }

    function grantLake(access: LakeAccess): void {
      const { inline, managed } = lakePolicies(context, access);
      const withKey = (statements: readonly PolicyStatement[]): pulumi.Output<string> =>
        pulumi.output(access.kmsKeyArn).apply((keyArn) => policyDocument(statements).replaceAll(keyStandIn(context), keyArn));
      if (inline !== undefined) {
        new RolePolicy(`${name}-lake`, { name: "lake", role: role.name, policy: withKey(inline) }, { parent });
      }
      managed.forEach((statements, index) => {
        const part = `${name}-lake-${index + 1}`;
        const policy = new Policy(
          part,
          {
            name: `${args.roleName}-lake-${index + 1}`,
            description: `What ${args.roleName} may do in the lake`,
            policy: withKey(statements),
            tags: resourceTags(args),
          },
          { parent },
        );
        new RolePolicyAttachment(`${part}-attachment`, { role: role.name, policyArn: policy.arn }, { parent });
      });
    }

    function grantDatabaseLogin(user: DatabaseUser): void {
      const policy = pulumi.output(user.clusterResourceId).apply((id) => policyDocument([databaseLogin(context, id, user.name)]));
      new RolePolicy(`${name}-warehouse`, { name: "warehouse", role: role.name, policy }, { parent });
    }
  }
}

/** IAM takes the characters of Latin-1 only (IAM API Reference, "CreateRole"). */
export function roleDescription(text: string): string {
  return text.replace(/[^\t\n\r\x20-\x7e\xa1-\xff]/g, "?");
}

/** Lets a role log in to the database as one user, with a token instead of a password. */
export function databaseLogin(context: StackContext, clusterResourceId: string, user: string): PolicyStatement {
  return { Sid: "ConnectAsGroup", Effect: "Allow", Action: "rds-db:connect", Resource: databaseUserArn(context, clusterResourceId, user) };
}

/** The lake's statements as one inline policy, or as managed ones where they are too long for that. The key is a stand-in of the same length. */
export interface LakePolicies {
  readonly inline?: readonly PolicyStatement[];
  readonly managed: readonly (readonly PolicyStatement[])[];
}

/**
 * Cuts the lake's policy into what IAM takes. What resources exist must not hang on the key's ARN, which the cloud decides: a stand-in is measured.
 *
 * @throws Error - When even ten managed policies do not hold it.
 */
export function lakePolicies(
  context: StackContext,
  access: Pick<LakeAccess, "permissions" | "workgroupName" | "resultsBucketName" | "keyEncryptsZones">,
): LakePolicies {
  const statements = lakeStatements(context, access.permissions, { ...access, keyArn: keyStandIn(context) });
  if (policySize(statements) <= policyLimits.inline - roomForWarehouse) return { inline: statements, managed: [] };
  const managed = packStatements(statements, policyLimits.managed);
  if (managed.length > policyLimits.managedPerRole) {
    throw new Error(
      `The group may use ${access.permissions.length} zones and tables of the lake, which takes ${managed.length} managed policies, and a role has at most ` +
        `${policyLimits.managedPerRole}. Name whole zones instead of their tables, or make several groups.`,
    );
  }
  return { managed };
}

const roomForWarehouse = 512;
