import type { Run, Step, Transform } from "../../../compiler";
import { parquetTablesWorkgroup, physicalName, stackPrefix } from "../../../compiler/model/names";
import { bucketArn, glueJobArn, logGroupArn, queueArn, scheduleArn, stateMachineArn } from "../../../components/shared/arns";
import { call, type Call, type LakeTable, type RoleCalls, type StackCalls } from "./call";

/** What state machines do, and what starts them. */
export function runCalls(stack: StackCalls): readonly RoleCalls[] {
  const { identity, runs } = stack.graph;
  return [
    ...runs.map((run) => ({
      role: physicalName(identity, "role", "run", run.name),
      calls: [...machineCalls(stack, run), ...run.levels.flat().flatMap((step) => stepCalls(stack, step))],
    })),
    ...scheduleCalls(stack),
    ...runs
      .filter(({ trigger }) => trigger.kind === "arrival")
      .map((run) => ({
        role: physicalName(identity, "role", "arrival", run.name),
        calls: call("states:StartExecution", machineOf(stack, run)),
      })),
  ];
}

export function machineOf({ graph }: StackCalls, { name }: Pick<Run, "name">): string {
  return stateMachineArn(graph.identity, physicalName(graph.identity, "stateMachine", name));
}

function machineCalls(stack: StackCalls, run: Run): readonly Call[] {
  return [
    ...call("states:ListExecutions", machineOf(stack, run)),
    ...call("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "datastack" }),
    ...call(
      [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
      ],
      "*",
    ),
    ...call(["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"),
  ];
}

function stepCalls(stack: StackCalls, step: Step): readonly Call[] {
  const { identity, transforms } = stack.graph;
  switch (step.kind) {
    case "ingestion":
      return runJob(stack, physicalName(identity, "job", step.ingestion));
    case "load":
      return loadCalls(stack, step.dataset);
    case "maintenance":
      return maintenanceCalls(stack, step.dataset);
    case "transform": {
      const transform = transforms.find(({ name }) => name === step.transform);
      if (transform === undefined) throw new Error(`There is no transform ${step.transform}.`);
      return transform.lakeProgram === undefined
        ? runJob(stack, physicalName(identity, "job", "warehouse", "statements"))
        : lakeTransformCalls(stack, transform, transform.lakeProgram);
    }
  }
}

function runJob({ graph }: StackCalls, job: string): readonly Call[] {
  return call(["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"], glueJobArn(graph.identity, job));
}

function query(stack: StackCalls, workgroup = physicalName(stack.graph.identity, "workgroup")): readonly Call[] {
  return [
    ...stack.workgroup(["athena:GetQueryExecution", "athena:StartQueryExecution", "athena:StopQueryExecution"], workgroup),
    ...stack.athenaCatalog("athena:GetDataCatalog"),
    ...stack.queryResults(workgroup),
  ];
}

function readResults(stack: StackCalls): readonly Call[] {
  return [...query(stack), ...stack.workgroup("athena:GetQueryResults", physicalName(stack.graph.identity, "workgroup"))];
}

/** Athena unloads the table to files, and a job loads them. */
function loadCalls(stack: StackCalls, dataset: string): readonly Call[] {
  const bucket = stack.bucket("jobs");
  const folder = `unload/${dataset}/0123456789abcdef/`;
  return [
    ...query(stack),
    ...stack.readTables(tablesBehind(stack, [dataset])),
    ...call("s3:GetBucketLocation", bucketArn(stack.graph.identity, bucket)),
    ...stack.list(bucket, folder),
    ...call(["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"], stack.object(bucket, `${folder}part-0.parquet`)),
    ...stack.key(bucket, "write"),
    ...runJob(stack, physicalName(stack.graph.identity, "job", "warehouse", "load")),
  ];
}

/** Athena compacts a table and deletes its old files. */
function maintenanceCalls(stack: StackCalls, dataset: string): readonly Call[] {
  const tables = tablesBehind(stack, [dataset]);
  return [...query(stack), ...stack.readTables(tables), ...commit(stack, tables)];
}

function commit(stack: StackCalls, tables: readonly LakeTable[]): readonly Call[] {
  return [
    ...tables.flatMap((table) => [...stack.catalog("glue:UpdateTable", table), ...call("s3:DeleteObject", stack.file(table))]),
    ...stack.writeFiles(tables),
  ];
}

function lakeTransformCalls(stack: StackCalls, transform: Transform, program: NonNullable<Transform["lakeProgram"]>): readonly Call[] {
  const made = stack.lakeTable(transform.dataset);
  if (made === undefined) throw new Error(`${transform.dataset} is not in the lake.`);
  const temporary = { ...made, table: `${made.table}__0123456789abcdef` };
  return [
    // Athena makes a Parquet table in a folder of its own only where a query's settings count.
    ...(program.kind === "table" && program.format === "parquet"
      ? query(stack, parquetTablesWorkgroup(stack.graph.identity))
      : query(stack)),
    ...(program.checksQuery === undefined ? [] : readResults(stack)),
    ...stack.readTables([...tablesBehind(stack, transform.reads), made]),
    ...stack.catalog(["glue:CreateTable", "glue:DeleteTable"], made),
    ...commit(stack, [made]),
    ...(program.kind === "table"
      ? [
          ...stack.catalog(["glue:BatchGetPartition", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable"], temporary),
          ...stack.catalog(["glue:BatchDeleteTable", "glue:CreateTable", "glue:DeleteTable", "glue:UpdateTable"], temporary),
        ]
      : []),
  ];
}

/** The tables that a query over datasets reads: a view has the rights of who queries it, not of who made it. */
export function tablesBehind(stack: StackCalls, datasets: readonly string[]): readonly LakeTable[] {
  return datasets.flatMap((dataset) => {
    const own = stack.lakeTable(dataset);
    const view = stack.graph.transforms.find((transform) => transform.dataset === dataset && transform.lakeProgram?.kind === "view");
    return [...(own === undefined ? [] : [own]), ...(view === undefined ? [] : tablesBehind(stack, view.reads))];
  });
}

function scheduleCalls(stack: StackCalls): readonly RoleCalls[] {
  const { identity, runs } = stack.graph;
  const scheduled = runs.filter(({ trigger }) => trigger.kind === "schedule");
  if (scheduled.length === 0) return [];
  const queue = queueArn(identity, physicalName(identity, "queue", "dead-letters"));
  const group = physicalName(identity, "schedule");
  return [
    {
      role: physicalName(identity, "role", "schedules"),
      calls: [
        ...call(
          "states:StartExecution",
          scheduled.map((run) => machineOf(stack, run)),
        ),
        ...call("sqs:SendMessage", queue),
        ...scheduled.flatMap(({ name }) =>
          call("kms:Decrypt", stack.keyArn, {
            "kms:EncryptionContext:aws:scheduler:schedule:arn": scheduleArn(identity, group, physicalName(identity, "schedule", name)),
          }),
        ),
        ...call(["kms:Decrypt", "kms:GenerateDataKey"], stack.keyArn, {
          "kms:ViaService": `sqs.${identity.region}.amazonaws.com`,
          "kms:EncryptionContext:aws:sqs:arn": queue,
        }),
      ],
    },
  ];
}

/** What the flow logs of a network do. */
export function networkRoleCalls({ graph }: StackCalls): readonly RoleCalls[] {
  if (graph.network?.kind !== "created") return [];
  const group = logGroupArn(graph.identity, `/aws/vpc/${stackPrefix(graph.identity)}`);
  return [
    {
      role: `${stackPrefix(graph.identity)}-flow-logs`,
      calls: [
        ...call(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams"], group),
        ...call(["logs:CreateLogStream", "logs:PutLogEvents"], `${group}:log-stream:eni-0123-all`),
        ...call("logs:DescribeLogGroups", "*"),
      ],
    },
  ];
}
