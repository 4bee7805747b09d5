import { auroraRoles, physicalName, stackPrefix } from "../../../compiler/model/names";
import {
  bucketArn,
  catalogArn,
  catalogDatabaseArn,
  catalogTableArn,
  databaseUserArn,
  deliveryStreamArn,
  glueJobArn,
  logGroupArn,
  queueArn,
  roleArn,
  stateMachineArn,
  topicArn,
  workgroupArn,
} from "../../../components/shared/arns";
import type { StackGraph } from "../../../compiler";
import { call, StackCalls, tableMadeByHand, type Call } from "./call";
import { secretExample } from "./job-calls";
import { machineOf } from "./run-calls";

const otherAccount = "999999999999";

/**
 * What somebody would try who has taken over one role of a stack: every folder, table, secret, user, machine, job and key of the stack, and of others.
 * Whatever a role does not need of it must be denied.
 */
export function neighbourCalls(graph: StackGraph): readonly Call[] {
  const stack = new StackCalls(graph);
  return [
    ...objectCalls(stack),
    ...catalogCalls(stack),
    ...keyCalls(stack),
    ...secretCalls(stack),
    ...computeCalls(stack),
    ...messageCalls(stack),
    ...administrationCalls(stack),
  ];
}

function objectCalls(stack: StackCalls): readonly Call[] {
  const { graph } = stack;
  const tables = (graph.lake?.zones ?? []).flatMap((zone) =>
    [...stack.tablesOf(zone.name).map(({ table }) => table), tableMadeByHand].flatMap((table) => [
      { bucket: zone.bucket, key: `${table}/part-0.parquet` },
      { bucket: zone.bucket, key: `${table}_2/part-0.parquet` },
      { bucket: zone.bucket, key: `errors/${table}/refused.json` },
    ]),
  );
  const workgroups = [
    physicalName(graph.identity, "workgroup"),
    ...graph.groups.map(({ name }) => physicalName(graph.identity, "workgroup", name)),
  ];
  const results = workgroups.map((workgroup) => ({ bucket: stack.bucket("query-results"), key: `${workgroup}/0123.csv` }));
  const states = (graph.lake?.zones ?? []).flatMap((zone) =>
    stack.tablesOf(zone.name).map(({ table }) => `state/${zone.database}/${table}.json`),
  );
  const programs = ["scripts/evil.py", "programs/any-01234567.json", "temporary/other/part-0", ...states];
  const unloads = graph.loads.map(({ dataset }) => `unload/${dataset}/0123456789abcdef/part-0.parquet`);
  const jobs = [...programs, ...unloads].map((key) => ({ bucket: stack.bucket("jobs"), key }));
  const logs = [{ bucket: stack.bucket("access-logs"), key: "any/2026/01/01/a" }];
  const sources = graph.ingestions.flatMap((ingestion) =>
    ingestion.kind === "files"
      ? [
          { bucket: ingestion.source.bucket, key: `${ingestion.source.prefix}2026/a` },
          { bucket: ingestion.source.bucket, key: "other/a" },
        ]
      : [],
  );
  const objects = [
    ...tables,
    ...results,
    ...jobs,
    ...logs,
    ...sources,
    { bucket: `${stackPrefix(graph.identity)}-raw-${otherAccount}`, key: "orders/a" },
  ];
  return objects.flatMap(({ bucket, key }) => [
    ...call(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], stack.object(bucket, key)),
    ...call(["s3:DeleteObjectVersion", "s3:GetObjectVersion", "s3:PutObjectAcl"], stack.object(bucket, key)),
    ...stack.list(bucket, key.slice(0, key.lastIndexOf("/") + 1)),
    ...stack.list(bucket, ""),
    ...stack.list(bucket),
    ...call(["s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"], bucketArn(graph.identity, bucket)),
  ]);
}

function catalogCalls(stack: StackCalls): readonly Call[] {
  const { identity, lake } = stack.graph;
  const actions = ["BatchCreatePartition", "CreateTable", "DeleteTable", "GetTable", "GetTables", "UpdateTable"].map(
    (action) => `glue:${action}`,
  );
  const zones = (lake?.zones ?? []).flatMap((zone) => [
    ...[...stack.tablesOf(zone.name).map(({ table }) => table), tableMadeByHand].flatMap((table) =>
      call(actions, catalogTableArn(identity, zone.database, table)),
    ),
    ...call(["glue:DeleteDatabase", "glue:GetTables", "glue:UpdateDatabase"], catalogDatabaseArn(identity, zone.database)),
  ]);
  return [
    ...zones,
    ...call(actions, catalogTableArn(identity, "payroll", "salaries")),
    ...call(["glue:CreateDatabase", "glue:GetDatabase", "glue:UpdateDatabase"], catalogDatabaseArn(identity, "payroll")),
    ...call(["glue:CreateDatabase", "glue:CreateTable", "glue:GetTables"], catalogDatabaseArn(identity, "default")),
    ...call(["glue:PutDataCatalogEncryptionSettings", "glue:PutResourcePolicy"], catalogArn(identity)),
  ];
}

function keyCalls(stack: StackCalls): readonly Call[] {
  const { identity, lake } = stack.graph;
  const buckets = [
    ...(lake?.zones.map(({ bucket }) => bucket) ?? []),
    stack.bucket("jobs"),
    stack.bucket("query-results"),
    `${stackPrefix(identity)}-other-${identity.account}-${identity.region}`,
  ];
  return [
    ...buckets.flatMap((bucket) => stack.key(bucket, "write")),
    ...call(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"], stack.keyArn),
    ...buckets.flatMap((bucket) => call("kms:Decrypt", stack.keyArn, { "kms:EncryptionContext:aws:s3:arn": bucketArn(identity, bucket) })),
    ...["rds", "secretsmanager", "sns", "sqs", "athena"].flatMap((service) =>
      call("kms:Decrypt", stack.keyArn, { "kms:ViaService": `${service}.${identity.region}.amazonaws.com` }),
    ),
    ...call(["kms:CreateGrant", "kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"], stack.keyArn),
  ];
}

function secretCalls(stack: StackCalls): readonly Call[] {
  const { identity, ingestions, warehouse, groups } = stack.graph;
  const secrets = [
    ...ingestions.flatMap((ingestion) =>
      ingestion.kind === "database" ? [ingestion.source.secret, `${ingestion.source.secret}-admin`] : [],
    ),
    ...(warehouse?.engine === "postgresql" ? [warehouse.secret] : []),
    "rds!cluster-0123", // the administrator of the warehouse
    "payroll",
  ];
  const cluster = `<${stackPrefix(identity)}-warehouse.clusterResourceId>`;
  const users = [...Object.values(auroraRoles), ...groups.flatMap(({ databaseRole }) => databaseRole ?? []), "postgres"];
  return [
    ...secrets.flatMap((secret) => call(["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], secretExample(stack, secret))),
    ...users.flatMap((user) =>
      call("rds-db:connect", [databaseUserArn(identity, cluster, user), databaseUserArn(identity, "cluster-OTHER", user)]),
    ),
    ...call(["ssm:GetParameter"], `arn:${identity.partition}:ssm:${identity.region}:${identity.account}:parameter/any`),
  ];
}

function computeCalls(stack: StackCalls): readonly Call[] {
  const { identity, runs, ingestions, groups } = stack.graph;
  const machines = [...runs.map((run) => machineOf(stack, run)), stateMachineArn(identity, "other")];
  const jobs = [
    ...ingestions.map(({ name }) => physicalName(identity, "job", name)),
    physicalName(identity, "job", "warehouse", "statements"),
    "other",
  ];
  const workgroups = [
    physicalName(identity, "workgroup"),
    "primary",
    ...groups.map(({ name }) => physicalName(identity, "workgroup", name)),
  ];
  return [
    ...call(["states:StartExecution", "states:StopExecution", "states:UpdateStateMachine"], machines),
    ...call(
      ["glue:StartJobRun", "glue:UpdateJob"],
      jobs.map((job) => glueJobArn(identity, job)),
    ),
    ...call(
      ["athena:GetQueryResults", "athena:StartQueryExecution", "athena:UpdateWorkGroup"],
      workgroups.map((name) => workgroupArn(identity, name)),
    ),
    ...call(
      "ec2:DeleteNetworkInterface",
      `arn:${identity.partition}:ec2:${identity.region}:${identity.account}:network-interface/eni-0123`,
      {
        "ec2:Subnet": `arn:${identity.partition}:ec2:${identity.region}:${identity.account}:subnet/subnet-other`,
      },
    ),
    ...call("ec2:CreateTags", `arn:${identity.partition}:ec2:${identity.region}:${identity.account}:network-interface/eni-0123`, {
      "aws:TagKeys": ["team"],
    }),
  ];
}

function messageCalls({ graph }: StackCalls): readonly Call[] {
  const { identity, ingestions } = graph;
  const streams = ingestions.map(({ name }) => deliveryStreamArn(identity, physicalName(identity, "deliveryStream", name)));
  return [
    ...call(["firehose:PutRecord", "firehose:UpdateDestination"], [...streams, deliveryStreamArn(identity, "other")]),
    ...call(
      ["sqs:ReceiveMessage", "sqs:SendMessage"],
      [queueArn(identity, physicalName(identity, "queue", "dead-letters")), queueArn(identity, "other")],
    ),
    ...call(["sns:Publish", "sns:Subscribe"], topicArn(identity, physicalName(identity, "topic", "alerts"))),
    ...call(["logs:DeleteLogGroup", "logs:GetLogEvents", "logs:PutLogEvents"], `${logGroupArn(identity, "/aws/other")}:log-stream:a`),
    ...call("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "AWS/Billing" }),
  ];
}

function administrationCalls({ graph }: StackCalls): readonly Call[] {
  const { identity, groups } = graph;
  const roles = [
    ...groups.map(({ name }) => physicalName(identity, "role", "group", name)),
    physicalName(identity, "role", "schedules"),
    "admin",
  ];
  return [
    ...call(
      ["iam:AttachRolePolicy", "iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole"],
      roles.map((role) => roleArn(identity, role)),
    ),
    ...call(["iam:CreateAccessKey"], `arn:${identity.partition}:iam::${identity.account}:user/any`),
    ...call(
      ["rds:DeleteDBCluster", "rds:ModifyDBCluster", "rds:CreateDBClusterSnapshot"],
      `arn:${identity.partition}:rds:${identity.region}:${identity.account}:cluster:${stackPrefix(identity)}-warehouse`,
    ),
  ];
}
