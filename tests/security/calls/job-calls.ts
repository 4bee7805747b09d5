import type { DatabaseIngestion, FileIngestion } from "../../../compiler";
import { auroraRoles, physicalName, stackPrefix } from "../../../compiler/model/names";
import { bucketArn, catalogArn, databaseUserArn, glueConnectionArn, logGroupArn, regionalArn } from "../../../components/shared/arns";
import { scriptKey, sharedModuleKey } from "../../../components/jobs/job-scripts";
import { call, type Call, type LakeTable, type RoleCalls, type StackCalls, type Whole } from "./call";

interface JobRole {
  readonly role: string;
  readonly jobName: string;
  readonly script: string;
  readonly spark: boolean;
  readonly inNetwork: boolean;
  readonly work: readonly Call[];
  readonly wholes?: readonly Whole[];
}

/** What Glue jobs do: the calls of Glue itself, and those of the scripts in components/jobs. */
export function jobCalls(stack: StackCalls): readonly RoleCalls[] {
  return [...ingestionJobs(stack), ...warehouseJobs(stack)].map((job) => ({
    role: job.role,
    calls: [...glueCalls(stack, job), ...(job.inNetwork ? networkCalls(stack) : []), ...job.work],
    ...(job.wholes === undefined ? {} : { wholes: job.wholes }),
  }));
}

function glueCalls(stack: StackCalls, { role, jobName, script, spark }: JobRole): readonly Call[] {
  const { identity } = stack.graph;
  const bucket = stack.bucket("jobs");
  const temporary = stack.object(bucket, `temporary/${jobName}/part-0`);
  const root = spark ? "/aws-glue/jobs" : "/aws-glue/python-jobs";
  const groups = ["output", "error"].map((kind) => logGroupArn(identity, `${root}/${stackPrefix(identity)}-role/${role}/${kind}`));
  return [
    ...call(
      "s3:GetObject",
      [scriptKey(script), sharedModuleKey()].map((key) => stack.object(bucket, key)),
    ),
    ...stack.key(bucket, spark ? "write" : "read"),
    // CloudWatch Logs asks for a group with and without an empty stream behind its name.
    ...call(
      ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream"],
      [...groups, ...groups.map((group) => `${group}:log-stream:`)],
    ),
    ...call(
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      groups.map((group) => `${group}:log-stream:jr_0123`),
    ),
    ...(spark
      ? [
          ...stack.list(bucket, `temporary/${jobName}/`),
          ...call(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], temporary),
          ...call("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "Glue" }),
        ]
      : []),
  ];
}

/** What Glue does to put a job into the network (AWS Glue Developer Guide, "Setting up a VPC to connect to JDBC data stores"). */
function networkCalls({ graph }: StackCalls): readonly Call[] {
  const { identity, network } = graph;
  const prefix = stackPrefix(identity);
  if (network === undefined) throw new Error("A job in a network has one.");
  const vpc = network.kind === "existing" ? network.vpc : `<${prefix}-network.id>`;
  const subnet = network.kind === "existing" ? network.subnets[0] : `<${prefix}-network-subnet-${network.zones[0]}.id>`;
  const subnetArn = regionalArn(identity, "ec2", `subnet/${subnet}`);
  const networkInterface = regionalArn(identity, "ec2", "network-interface/eni-0123");
  return [
    ...call("glue:GetConnection", [catalogArn(identity), glueConnectionArn(identity, physicalName(identity, "connection", "network"))]),
    ...call(
      [
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcEndpoints",
      ],
      "*",
    ),
    ...call("ec2:DescribeVpcAttribute", regionalArn(identity, "ec2", `vpc/${vpc}`)),
    ...call("ec2:CreateNetworkInterface", [
      networkInterface,
      subnetArn,
      regionalArn(identity, "ec2", `security-group/<${prefix}-network-jobs.id>`),
    ]),
    ...call("ec2:DeleteNetworkInterface", networkInterface, { "ec2:Subnet": subnetArn }),
    ...call(["ec2:CreateTags", "ec2:DeleteTags"], networkInterface, { "aws:TagKeys": ["aws-glue-service-resource"] }),
  ];
}

function ingestionJobs(stack: StackCalls): readonly JobRole[] {
  return stack.graph.ingestions.flatMap((ingestion) => {
    if (ingestion.kind === "stream") return [];
    const { identity } = stack.graph;
    const toLake = ingestion.target.store === "lake";
    return [
      {
        role: physicalName(identity, "role", "ingest", ingestion.name),
        jobName: physicalName(identity, "job", ingestion.name),
        script: `ingest_${ingestion.kind}_to_${ingestion.target.store}`,
        spark: toLake,
        inNetwork: ingestion.kind === "database" || !toLake,
        work: [
          ...(ingestion.kind === "database" ? readSecret(stack, ingestion.source.secret) : readFiles(stack, ingestion)),
          ...(toLake ? fillLake(stack, ingestion) : logIn(stack)),
        ],
        ...(ingestion.kind === "files" && ingestion.source.prefix === "" ? { wholes: wholeBucket(stack, ingestion.source.bucket) } : {}),
      },
    ];
  });
}

function warehouseJobs(stack: StackCalls): readonly JobRole[] {
  const { identity, transforms, loads } = stack.graph;
  const bucket = stack.bucket("jobs");
  const job = (kind: string, script: string, work: readonly Call[]): JobRole => ({
    role: physicalName(identity, "role", "job", "warehouse", kind),
    jobName: physicalName(identity, "job", "warehouse", kind),
    script,
    spark: false,
    inNetwork: true,
    work: [...work, ...logIn(stack)],
  });
  const unloaded = loads.map(({ dataset }) => `unload/${dataset}/0123456789abcdef/`);
  return [
    ...(transforms.some(({ target }) => target.store === "warehouse")
      ? [job("statements", "run_warehouse_statements", call("s3:GetObject", stack.object(bucket, "programs/any-01234567.json")))]
      : []),
    ...(loads.length > 0
      ? [
          job("load", "load_warehouse", [
            ...unloaded.flatMap((prefix) => stack.list(bucket, prefix)),
            ...call(
              "s3:GetObject",
              unloaded.map((prefix) => stack.object(bucket, `${prefix}part-0.parquet`)),
            ),
          ]),
        ]
      : []),
  ];
}

/** Secrets Manager ends the ARN of a secret with six characters. */
export function secretExample({ graph }: StackCalls, secret: string): string {
  return regionalArn(graph.identity, "secretsmanager", `secret:${secret}-AbC123`);
}

function readSecret(stack: StackCalls, secret: string): readonly Call[] {
  return call("secretsmanager:GetSecretValue", secretExample(stack, secret));
}

/** Jobs log in to Aurora with a token of IAM, to a server that existed before with its secret. */
function logIn(stack: StackCalls): readonly Call[] {
  const { identity, warehouse } = stack.graph;
  if (warehouse === undefined) throw new Error("A job that writes to the warehouse has one.");
  if (warehouse.engine === "postgresql") return readSecret(stack, warehouse.secret);
  const cluster = `<${stackPrefix(identity)}-warehouse.clusterResourceId>`;
  return call("rds-db:connect", databaseUserArn(identity, cluster, auroraRoles.job));
}

function readFiles(stack: StackCalls, { source }: FileIngestion): readonly Call[] {
  return [
    ...stack.list(source.bucket, `${source.prefix}2026/`),
    ...call("s3:GetObject", stack.object(source.bucket, `${source.prefix}2026/a`)),
    ...(source.kmsKey === undefined
      ? []
      : call("kms:Decrypt", source.kmsKey, {
          "kms:ViaService": `s3.${source.kmsKey.split(":")[3]}.amazonaws.com`,
          "kms:EncryptionContext:aws:s3:arn": bucketArn(stack.graph.identity, source.bucket),
        })),
  ];
}

/** A source without a prefix is a whole bucket. */
function wholeBucket({ graph }: StackCalls, bucket: string): readonly Whole[] {
  const arn = bucketArn(graph.identity, bucket);
  return [
    { actions: ["s3:ListBucket"], resource: arn },
    { actions: ["s3:GetObject"], resource: `${arn}/*` },
  ];
}

function fillLake(stack: StackCalls, ingestion: DatabaseIngestion | FileIngestion): readonly Call[] {
  const zone = ingestion.target.name;
  const { bucket, database } = stack.zone(zone);
  const tables: readonly LakeTable[] = (ingestion.kind === "database" ? ingestion.tables : [ingestion]).map(({ table }) => ({
    zone,
    table,
  }));
  const asTheyAre = ingestion.kind === "files" && ingestion.source.format === "objects";
  return [
    ...tables.flatMap(({ table }) => keepState(stack, `state/${database}/${table}.json`)),
    ...stack.writeFiles(tables),
    ...(asTheyAre ? [] : [...stack.list(bucket), ...tables.flatMap((table) => sparkTable(stack, table))]),
  ];
}

function keepState(stack: StackCalls, key: string): readonly Call[] {
  const bucket = stack.bucket("jobs");
  return [...stack.list(bucket, key), ...call(["s3:GetObject", "s3:PutObject"], stack.object(bucket, key))];
}

/** Spark looks at folders by name and beside them, leaves markers, reads back what it wrote, and takes old snapshots away. */
function sparkTable(stack: StackCalls, table: LakeTable): readonly Call[] {
  const { bucket } = stack.zone(table.zone);
  const marker = `${table.table}_$folder$`;
  return [
    ...[table.table, `${table.table}/`, `${table.table}/load_date=2026-01-01/`, marker].flatMap((prefix) => stack.list(bucket, prefix)),
    ...call(["s3:DeleteObject", "s3:GetObject"], stack.file(table)),
    ...call(["s3:DeleteObject", "s3:PutObject"], stack.object(bucket, marker)),
    ...stack.catalog(["glue:CreateTable", "glue:GetTable", "glue:UpdateTable"], table),
    ...stack.catalogDatabase("glue:GetDatabase", table.zone),
  ];
}
