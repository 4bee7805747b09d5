import * as pulumi from "@pulumi/pulumi";
import type { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { Job } from "@pulumi/aws/glue/job";
import { Policy } from "@pulumi/aws/iam/policy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { glueJobArn, logGroupArn } from "../shared/arns";
import { resourceTags, type ResourceOrigin } from "../shared/context";
import { createLogGroup } from "../shared/log-group";
import { policyDocument, type PolicyStatement } from "../shared/policy-document";
import { createServiceRole, type ServiceRole } from "../shared/service-role";
import { jobNetworkStatements, jobRuntimeStatements } from "./job-policy";
import { scriptKey, sharedModuleKey } from "./job-scripts";

/** Where jobs run that reach a database. */
export interface JobNetwork {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Id of the security group of the jobs' network interfaces. */
  readonly jobsSecurityGroupId: pulumi.Input<string>;
  /** Name of the Glue connection of type NETWORK. */
  readonly connectionName: pulumi.Input<string>;
}

/** What the jobs of a stack share. */
export interface JobSetting {
  /** Physical name of the jobs' bucket. */
  readonly bucketName: string;
  /** Physical name of the security configuration. */
  readonly securityConfigurationName: string;
  readonly kmsKeyArn: pulumi.Input<string>;
}

export interface GlueJobArgs extends ResourceOrigin {
  /** Physical name of the job. Another name is another job. */
  readonly jobName: string;
  /** Physical name of the job's role. */
  readonly roleName: string;
  readonly description: string;
  /** Base name of the script in components/jobs. */
  readonly script: string;
  /** Whether it is a Spark job; a Python shell job otherwise. */
  readonly spark: boolean;
  /** JSON of the script's `--datastack_config`: names and places, never a secret. Without it each run brings its own as an argument. */
  readonly config?: pulumi.Input<string>;
  /** What the jobs of the stack share. */
  readonly runtime: JobSetting;
  /** Where a job runs that reaches a database; on a network of AWS without it. */
  readonly network?: JobNetwork;
  /** What the script does, beside what every job may. */
  readonly statements: pulumi.Input<readonly PolicyStatement[]>;
  /** More of it, in managed policies of 6,144 characters at most: what is too long for a role's inline policies. */
  readonly managedPolicies?: readonly (readonly PolicyStatement[])[];
  /** What the script reads or writes, its program and its network, which have to exist first. */
  readonly needs: readonly pulumi.Input<pulumi.Resource>[];
  /**
   * Runs at a time; more are refused.
   *
   * @default 1
   */
  readonly maximumConcurrentRuns?: number;
  /** After which a run is stopped; AWS's default is two days. */
  readonly timeoutMinutes: number;
  /**
   * The most workers of a Spark job (4 vCPU, 16 GB each, one of them the driver).
   *
   * @default 2
   */
  readonly numberOfWorkers?: number;
  /** Whether a Spark job writes Iceberg tables. */
  readonly iceberg?: boolean;
  /**
   * Whether a Python shell job only sends statements and moves no rows: then a sixteenth of a unit (1 GB of memory) does, at a sixteenth of the price.
   *
   * @default false
   */
  readonly small?: boolean;
}

export interface GlueJob {
  readonly jobName: string;
  /** From the name: for policies. */
  readonly arn: string;
  readonly role: ServiceRole;
  readonly job: Job;
  /** What has to exist before a run can start. */
  readonly ready: readonly pulumi.Resource[];
}

/** A Glue job with a role, an encrypted log and limits of its own; resources `${name}`, `${name}-role…`, `${name}-output`, `${name}-error`. */
export function createGlueJob(parent: pulumi.Resource, name: string, args: GlueJobArgs): GlueJob {
  const logGroups = createLogGroups();
  const role = createRole();
  const attachments = attachManagedPolicies();
  const job = createJob();
  return { jobName: args.jobName, arn: glueJobArn(args.context, args.jobName), role, job, ready: [job] };

  function createLogGroups(): readonly LogGroup[] {
    return jobLogGroups(args).map((logGroupName) =>
      createLogGroup(parent, `${name}-${logGroupName.slice(logGroupName.lastIndexOf("/") + 1)}`, {
        context: args.context,
        source: args.source,
        logGroupName,
        kmsKeyArn: args.runtime.kmsKeyArn,
      }),
    );
  }

  function createRole(): ServiceRole {
    const { context } = args;
    const runtime = pulumi.output(args.runtime.kmsKeyArn).apply((kmsKeyArn) =>
      jobRuntimeStatements(context, {
        spark: args.spark,
        temporaryPrefix: temporaryPrefix(args.jobName),
        bucket: args.runtime.bucketName,
        scriptKeys: [scriptKey(args.script), sharedModuleKey()],
        kmsKeyArn,
        logGroupArns: jobLogGroups(args).map((logGroup) => logGroupArn(context, logGroup)),
      }),
    );
    return createServiceRole(parent, `${name}-role`, {
      context,
      source: args.source,
      roleName: args.roleName,
      description: `Runs the job ${args.jobName}`,
      // Without a source ARN: AWS Glue Developer Guide, "Cross-service confused deputy prevention", promises none for the runs of jobs.
      service: "glue.amazonaws.com",
      policies: {
        runtime,
        ...(args.network === undefined ? {} : { network: networkStatements(args.network) }),
        work: args.statements,
      },
    });
  }

  function attachManagedPolicies(): readonly pulumi.Resource[] {
    return (args.managedPolicies ?? []).map((statements, index) => {
      const policy = new Policy(
        `${name}-policy-${index + 1}`,
        {
          name: `${args.roleName}-${index + 1}`,
          description: `What the job ${args.jobName} may do, part ${index + 1}`,
          policy: policyDocument(statements),
          tags: resourceTags(args),
        },
        { parent },
      );
      return new RolePolicyAttachment(`${name}-policy-${index + 1}`, { role: role.role.name, policyArn: policy.arn }, { parent });
    });
  }

  function networkStatements(network: JobNetwork): pulumi.Output<readonly PolicyStatement[]> {
    return pulumi
      .output({
        vpcId: network.vpcId,
        subnetIds: network.subnetIds,
        securityGroupId: network.jobsSecurityGroupId,
        connectionName: network.connectionName,
      })
      .apply((resolved) => jobNetworkStatements(args.context, resolved));
  }

  function createJob(): Job {
    return new Job(
      name,
      {
        name: args.jobName,
        description: args.description,
        roleArn: role.arn,
        ...engine(args),
        connections: args.network === undefined ? [] : [args.network.connectionName],
        defaultArguments: jobArguments(args),
        nonOverridableArguments: args.config === undefined ? {} : { "--datastack_config": args.config },
        securityConfiguration: args.runtime.securityConfigurationName,
        timeout: args.timeoutMinutes,
        // Runs are started again by the state machine, which knows why one failed.
        maxRetries: 0,
        executionProperty: { maxConcurrentRuns: args.maximumConcurrentRuns ?? 1 },
        tags: resourceTags(args),
      },
      {
        parent,
        dependsOn: [...role.ready, ...attachments, ...logGroups, ...args.needs],
      },
    );
  }
}

/** What decides a job's program and its arguments. */
export interface JobProgram extends Pick<
  GlueJobArgs,
  "jobName" | "roleName" | "script" | "spark" | "numberOfWorkers" | "iceberg" | "small"
> {
  readonly runtime: Pick<JobSetting, "bucketName" | "securityConfigurationName">;
}

/**
 * The log groups of a job. With a security configuration that encrypts logs, Glue puts its name and the role's into theirs (AWS Glue Developer Guide,
 * "Logging for AWS Glue jobs"); Python shell jobs follow the same pattern below a root of their own.
 */
export function jobLogGroups({ spark, roleName, runtime }: JobProgram): readonly string[] {
  const root = spark ? "/aws-glue/jobs" : "/aws-glue/python-jobs";
  return ["output", "error"].map((kind) => `${root}/${runtime.securityConfigurationName}-role/${roleName}/${kind}`);
}

/** Smallest engines: two workers, of which auto scaling uses as many as there is work for; a whole unit (16 GB) for Python that moves rows. */
function engine({ script, spark, numberOfWorkers, small, runtime }: JobProgram) {
  const scriptLocation = s3Location(runtime, scriptKey(script));
  return spark
    ? {
        command: { name: "glueetl", pythonVersion: "3", scriptLocation },
        glueVersion: "5.0",
        workerType: "G.1X",
        numberOfWorkers: numberOfWorkers ?? 2,
      }
    : {
        command: { name: "pythonshell", pythonVersion: "3.9", scriptLocation },
        glueVersion: "3.0",
        maxCapacity: small === true ? 0.0625 : 1,
      };
}

/**
 * Arguments that Glue itself reads (AWS Glue Developer Guide, "Using job parameters in AWS Glue jobs").
 *
 * Glue 5.0 logs as it goes without `--enable-continuous-cloudwatch-log`. The library set brings the drivers, so that no run installs packages.
 */
export function jobArguments(program: JobProgram): Record<string, string> {
  const { spark, iceberg, jobName, runtime } = program;
  const modules = { "--extra-py-files": s3Location(runtime, sharedModuleKey()) };
  if (!spark) return { ...modules, "library-set": "analytics" };
  return {
    ...modules,
    "--TempDir": s3Location(runtime, temporaryPrefix(jobName)),
    "--enable-auto-scaling": "true",
    "--enable-metrics": "true",
    "--job-bookmark-option": "job-bookmark-disable",
    "--job-language": "python",
    ...(iceberg === true ? { "--datalake-formats": "iceberg" } : {}),
  };
}

function s3Location({ bucketName }: Pick<JobSetting, "bucketName">, key: string): string {
  return `s3://${bucketName}/${key}`;
}

/** What a job's temporary objects begin with. */
export function temporaryPrefix(jobName: string): string {
  return `temporary/${jobName}/`;
}
