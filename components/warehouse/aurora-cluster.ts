import * as pulumi from "@pulumi/pulumi";
import type { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Cluster } from "@pulumi/aws/rds/cluster";
import { ClusterInstance } from "@pulumi/aws/rds/clusterInstance";
import { ClusterParameterGroup } from "@pulumi/aws/rds/clusterParameterGroup";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup";
import { allowEgress, allowIngress, createSecurityGroup } from "../network/security-group";
import { ComponentResource } from "../shared/component-resource";
import { dataProtection, resourceTags, type ComponentArgs } from "../shared/context";
import { createLogGroup } from "../shared/log-group";

export interface AuroraClusterArgs extends ComponentArgs {
  /** Identifier of the cluster; the names of what belongs to it begin with it. Another identifier is another, empty cluster. */
  readonly clusterName: string;
  /** Name of the database. Another name is another, empty cluster. */
  readonly databaseName: string;
  /** User that administers the database; another name is another, empty cluster. Its password is AWS's to make, keep and change. */
  readonly masterUser: string;
  /** Aurora capacity units when idle; 0 pauses the cluster after five minutes without connections. */
  readonly minimumCapacity: number;
  /** Aurora capacity units under load. */
  readonly maximumCapacity: number;
  /** Key that encrypts storage, logs and the master user's secret. Another key is another, empty cluster. */
  readonly kmsKeyArn: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  /** In two or more availability zones. */
  readonly subnetIds: pulumi.Input<string>[];
  /** Id of the security group of jobs that use the warehouse; undefined when no job does. */
  readonly jobsSecurityGroupId?: pulumi.Input<string>;
}

interface AuroraParts {
  readonly cluster: Cluster;
}

/**
 * 15, and not 16: there the creator of a role is a member of it, so that the first role with `rds_iam` may take the master's password login away
 * (docs/adr, "PostgreSQL 15"). A cluster pauses from 15.7 on (Aurora User Guide, "Scaling to zero ACUs with automatic pause and resume"). New clusters
 * start here, minor upgrades are AWS's to make.
 */
const engine = { engine: "aurora-postgresql", engineVersion: "15.12", family: "aurora-postgresql15" } as const;

const port = 5432;

/** The shortest that Aurora takes. */
const secondsUntilAutoPause = 300;

const backupDays = { protected: 30, unprotected: 7 } as const;

/** Milliseconds from which on a statement is logged. */
const slowStatement = 5000;

/**
 * A warehouse of its own: an Aurora PostgreSQL Serverless v2 cluster with one writer, reached by the stack's jobs and whoever a team lets in.
 *
 * Encrypted at rest and in transit; logins with IAM tokens; the master user's password in Secrets Manager. There is no HTTP endpoint, since no part of the
 * stack uses the Data API: it would be a second way in, past the network.
 */
export class AuroraCluster extends ComponentResource<AuroraParts> {
  readonly clusterArn: pulumi.Output<string>;
  /** `cluster-…`: what IAM policies of database users name. */
  readonly clusterResourceId: pulumi.Output<string>;
  /** Host of the writer, once it takes connections. */
  readonly endpoint: pulumi.Output<string>;
  readonly port: number;
  /** Secret with username and password of the master user. */
  readonly masterSecretArn: pulumi.Output<string>;
  /** Group of the cluster: a team adds rules to it to let people in from its own networks. */
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: AuroraClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:AuroraCluster", name, args, opts);
    const parent = this;
    const { context, source } = args;
    const tags = resourceTags(args);

    const securityGroup = createGroup();
    const rules = letJobsIn();
    const subnetGroup = createSubnetGroup();
    const parameterGroup = createParameterGroup();
    const logs = createLogs();
    const cluster = createCluster();
    const writer = createWriter();

    this.clusterArn = cluster.arn;
    this.clusterResourceId = cluster.clusterResourceId;
    this.endpoint = pulumi.all([cluster.endpoint, writer.id]).apply(([endpoint]) => endpoint);
    this.port = port;
    this.masterSecretArn = cluster.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
    this.securityGroupId = securityGroup.id;
    this.parts = { cluster };
    this.ready = [writer, ...rules];
    this.registerOutputs({
      clusterArn: this.clusterArn,
      clusterResourceId: this.clusterResourceId,
      endpoint: this.endpoint,
      port: this.port,
      masterSecretArn: this.masterSecretArn,
      securityGroupId: this.securityGroupId,
    });

    function createGroup(): SecurityGroup {
      return createSecurityGroup(parent, `${name}-security-group`, {
        context,
        source,
        groupName: args.clusterName,
        description: "Warehouse of the data stack",
        vpcId: args.vpcId,
      });
    }

    function letJobsIn(): readonly pulumi.Resource[] {
      if (args.jobsSecurityGroupId === undefined) return [];
      const rule = { context, source, fromPort: port, toPort: port };
      return [
        allowIngress(parent, `${name}-from-jobs`, {
          ...rule,
          description: "Jobs of the data stack",
          securityGroupId: securityGroup.id,
          peerGroupId: args.jobsSecurityGroupId,
        }),
        allowEgress(parent, `${name}-jobs-to-warehouse`, {
          ...rule,
          description: "Warehouse of the data stack",
          securityGroupId: args.jobsSecurityGroupId,
          peerGroupId: securityGroup.id,
        }),
      ];
    }

    function createSubnetGroup(): SubnetGroup {
      return new SubnetGroup(
        `${name}-subnets`,
        { name: args.clusterName, description: `Subnets of ${args.clusterName}`, subnetIds: [...args.subnetIds], tags },
        { parent },
      );
    }

    /** The family is a part of the name, so that a major upgrade can make the new group beside the old one. */
    function createParameterGroup(): ClusterParameterGroup {
      return new ClusterParameterGroup(
        `${name}-parameters`,
        {
          name: `${args.clusterName}-${engine.family}`,
          description: `Settings of ${args.clusterName}`,
          family: engine.family,
          parameters: [
            { name: "log_min_duration_statement", value: String(slowStatement) },
            { name: "log_statement", value: "ddl" },
            { name: "password_encryption", value: "scram-sha-256" },
            { name: "rds.force_ssl", value: "1" },
          ],
          tags,
        },
        { parent },
      );
    }

    function createLogs(): LogGroup {
      return createLogGroup(parent, `${name}-logs`, {
        context,
        source,
        logGroupName: `/aws/rds/cluster/${args.clusterName}/postgresql`,
        kmsKeyArn: args.kmsKeyArn,
      });
    }

    function createCluster(): Cluster {
      return new Cluster(
        name,
        {
          clusterIdentifier: args.clusterName,
          engine: engine.engine,
          // Serverless v2 is what the scaling configuration makes of it; the mode "serverless" is v1.
          engineMode: "provisioned",
          engineVersion: engine.engineVersion,
          engineLifecycleSupport: "open-source-rds-extended-support-disabled",
          databaseName: args.databaseName,
          port,
          masterUsername: args.masterUser,
          manageMasterUserPassword: true,
          masterUserSecretKmsKeyId: args.kmsKeyArn,
          iamDatabaseAuthenticationEnabled: true,
          storageEncrypted: true,
          kmsKeyId: args.kmsKeyArn,
          serverlessv2ScalingConfiguration: {
            minCapacity: args.minimumCapacity,
            maxCapacity: args.maximumCapacity,
            ...(args.minimumCapacity === 0 ? { secondsUntilAutoPause } : {}),
          },
          dbSubnetGroupName: subnetGroup.name,
          vpcSecurityGroupIds: [securityGroup.id],
          dbClusterParameterGroupName: parameterGroup.name,
          enabledCloudwatchLogsExports: ["postgresql"],
          // A change that waited for the maintenance window would be reported as made, and be a difference until then.
          applyImmediately: true,
          copyTagsToSnapshot: true,
          ...protection(context.protected, args.clusterName),
          tags,
        },
        // After AWS's minor upgrades, the version that it started with would be a downgrade.
        { parent, dependsOn: [logs], ignoreChanges: ["engineVersion"], ...dataProtection(context) },
      );
    }

    /** Without an instance there is storage, but no database. */
    function createWriter(): ClusterInstance {
      return new ClusterInstance(
        `${name}-writer`,
        {
          identifier: `${args.clusterName}-1`,
          clusterIdentifier: cluster.id,
          engine: engine.engine,
          instanceClass: "db.serverless",
          dbSubnetGroupName: subnetGroup.name,
          promotionTier: 0,
          publiclyAccessible: false,
          autoMinorVersionUpgrade: true,
          applyImmediately: true,
          copyTagsToSnapshot: true,
          tags,
        },
        { parent, ...dataProtection(context) },
      );
    }
  }

  /** The cluster itself: what lives in it is deleted with it. */
  get cluster(): Cluster | undefined {
    return this.parts?.cluster;
  }
}

/** What keeps the data when the cluster goes: nothing where the environment is not protected, beside a week of backups while it lives. */
export function protection(isProtected: boolean, clusterName: string) {
  return isProtected
    ? {
        backupRetentionPeriod: backupDays.protected,
        deleteAutomatedBackups: false,
        deletionProtection: true,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: `${clusterName}-final`,
      }
    : {
        backupRetentionPeriod: backupDays.unprotected,
        deleteAutomatedBackups: true,
        deletionProtection: false,
        skipFinalSnapshot: true,
      };
}
