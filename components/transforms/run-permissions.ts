import type { Dataset, Run, Step, Transform } from "../../compiler/model/graph";
import { bucketName } from "../../compiler/model/names";
import { catalogArn, catalogDatabaseArn, catalogTableArn, dataCatalogArn, glueJobArn, stateMachineArn, workgroupArn } from "../shared/arns";
import type { PolicyStatement } from "../shared/policy-document";
import { deleteObjects, listPrefixes, locateBuckets, readObjects, useKeyForBuckets, writeObjects } from "../shared/s3-statements";
import { unscoped } from "../shared/unscoped-actions";
import { jobOf, loadOf, maintenanceOf, transformOf, warehouseOf, type RunSetting } from "./run-steps";
import { metricNamespace, transformWorkgroup } from "./tasks";

/** A table of the lake: its entry in the catalog, and the folder of its files. */
interface LakeTable {
  readonly database: string;
  readonly table: string;
  readonly bucket: string;
}

/** What the steps of a run touch. */
interface RunReach {
  /** Physical names of Glue jobs. */
  readonly jobs: readonly string[];
  /** Physical names of the workgroups that steps send queries to, and whether one reads a result. */
  readonly workgroups: readonly string[];
  readonly results: boolean;
  /** Tables that queries read, with what is behind views. */
  readonly reads: readonly LakeTable[];
  /** Tables and views that steps make. */
  readonly makes: readonly LakeTable[];
  /** Tables among them that are made under another name first. */
  readonly switches: readonly LakeTable[];
  /** Tables that maintenance rewrites. */
  readonly maintains: readonly LakeTable[];
  /** Folders of the jobs' bucket that queries unload to. */
  readonly unloads: readonly string[];
}

/**
 * What the role of a run's state machine may do: the calls of its states, and what Athena does as this role to answer its queries (Amazon Athena User
 * Guide, "Access to databases and tables in the AWS Glue Data Catalog" and "Access to Amazon S3").
 */
export function runStatements(setting: RunSetting, run: Run, stateMachineName: string, kmsKeyArn: string): readonly PolicyStatement[] {
  const reach = mergeReaches(run.levels.flat().map((step) => reachOf(setting, step)));
  return [
    ...machineStatements(setting, stateMachineName),
    ...jobStatements(setting, reach),
    ...(reach.workgroups.length > 0
      ? [...queryStatements(setting, reach), ...catalogStatements(setting, reach), ...storageStatements(setting, reach, kmsKeyArn)]
      : []),
  ];
}

/** The guard, the metrics, the log and the traces. */
function machineStatements({ context }: RunSetting, stateMachineName: string): readonly PolicyStatement[] {
  return [
    { Sid: "SeeOwnExecutions", Effect: "Allow", Action: "states:ListExecutions", Resource: stateMachineArn(context, stateMachineName) },
    {
      Sid: "Count",
      Effect: "Allow",
      ...unscoped("cloudwatch:PutMetricData"),
      Condition: { StringEquals: { "cloudwatch:namespace": metricNamespace } },
    },
    {
      Sid: "DeliverLogs",
      Effect: "Allow",
      ...unscoped(
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
      ),
    },
    {
      Sid: "Trace",
      Effect: "Allow",
      ...unscoped("xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    },
  ];
}

function jobStatements({ context }: RunSetting, { jobs }: RunReach): readonly PolicyStatement[] {
  if (jobs.length === 0) return [];
  return [
    {
      Sid: "RunJobs",
      Effect: "Allow",
      Action: ["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"],
      Resource: jobs.map((job) => glueJobArn(context, job)),
    },
  ];
}

function queryStatements({ context }: RunSetting, { workgroups, results }: RunReach): readonly PolicyStatement[] {
  return [
    {
      Sid: "Query",
      Effect: "Allow",
      Action: [
        "athena:GetQueryExecution",
        ...(results ? ["athena:GetQueryResults"] : []),
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      Resource: workgroups.map((workgroup) => workgroupArn(context, workgroup)),
    },
    { Sid: "UseCatalog", Effect: "Allow", Action: "athena:GetDataCatalog", Resource: dataCatalogArn(context) },
  ];
}

/** The ancestors of a table are resources of the calls too (AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs"). */
function catalogStatements({ context }: RunSetting, { reads, makes, switches, maintains }: RunReach): readonly PolicyStatement[] {
  const entries = (tables: readonly LakeTable[], name = (table: string) => table) => [
    catalogArn(context),
    ...distinct(tables.map(({ database }) => catalogDatabaseArn(context, database))),
    ...distinct(tables.map(({ database, table }) => catalogTableArn(context, database, name(table)))),
  ];
  const temporary = (table: string) => `${table}__*`;
  const known = [...reads, ...makes, ...maintains];
  return [
    {
      Sid: "ReadCatalog",
      Effect: "Allow",
      Action: ["glue:BatchGetPartition", "glue:GetDatabase", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable"],
      // Athena asks for the database `default` before every query.
      Resource: distinct([...entries(known), ...entries(switches, temporary), catalogDatabaseArn(context, "default")]),
    },
    ...(makes.length === 0
      ? []
      : [
          {
            Sid: "MakeTables",
            Effect: "Allow",
            Action: ["glue:CreateTable", "glue:DeleteTable", "glue:UpdateTable"],
            Resource: entries(makes),
          } as const,
        ]),
    ...(switches.length === 0
      ? []
      : [
          {
            Sid: "MakeTemporaryTables",
            Effect: "Allow",
            Action: ["glue:BatchDeleteTable", "glue:CreateTable", "glue:DeleteTable", "glue:UpdateTable"],
            Resource: entries(switches, temporary),
          } as const,
        ]),
    ...(maintains.length === 0
      ? []
      : [{ Sid: "MaintainTables", Effect: "Allow", Action: "glue:UpdateTable", Resource: entries(maintains) } as const]),
  ];
}

function storageStatements(setting: RunSetting, reach: RunReach, kmsKeyArn: string): readonly PolicyStatement[] {
  const { context, graph } = setting;
  const writes = [...reach.makes, ...reach.maintains];
  const known = [...reach.reads, ...writes];
  const results = { bucket: bucketName(graph.identity, "query-results"), prefixes: reach.workgroups.map((workgroup) => `${workgroup}/`) };
  const unloads = { bucket: bucketName(graph.identity, "jobs"), prefixes: reach.unloads };
  const zones = distinct(known.map(({ bucket }) => bucket));
  const writtenZones = distinct(writes.map(({ bucket }) => bucket));
  const underKey = graph.lake?.encryption === "kms";
  const unloadBuckets = reach.unloads.length === 0 ? [] : [unloads.bucket];
  return [
    ...locateBuckets(context, [...zones, ...unloadBuckets, results.bucket]),
    ...zones.flatMap((bucket) => {
      const readable = { bucket, prefixes: foldersIn(bucket, known) };
      return [...listPrefixes(context, readable), ...readObjects(context, readable)];
    }),
    ...writtenZones.flatMap((bucket) => {
      const writable = { bucket, prefixes: foldersIn(bucket, writes) };
      return [...writeObjects(context, writable), ...deleteObjects(context, writable)];
    }),
    ...[listPrefixes, readObjects, writeObjects].flatMap((build) => build(context, results)),
    ...[listPrefixes, writeObjects].flatMap((build) => build(context, unloads)),
    ...useKeyForBuckets(context, kmsKeyArn, underKey ? zones.filter((bucket) => !writtenZones.includes(bucket)) : [], "read"),
    ...useKeyForBuckets(context, kmsKeyArn, [...(underKey ? writtenZones : []), ...unloadBuckets, results.bucket], "write"),
  ];
}

function foldersIn(bucket: string, tables: readonly LakeTable[]): readonly string[] {
  return distinct(tables.filter((table) => table.bucket === bucket).map(({ table }) => `${table}/`));
}

function reachOf(setting: RunSetting, step: Step): Partial<RunReach> {
  const { graph } = setting;
  switch (step.kind) {
    case "ingestion":
      return { jobs: [jobOf(setting.ingestionJobs, step.ingestion).jobName] };
    case "load":
      return {
        jobs: [warehouseOf(setting).load.jobName],
        workgroups: [setting.workgroup],
        reads: tablesBehind(setting, [step.dataset]),
        unloads: [`${withoutBucket(loadOf(graph, step.dataset).files)}/`],
      };
    case "maintenance": {
      const { dataset } = maintenanceOf(graph, step.dataset);
      return { workgroups: [setting.workgroup], maintains: tablesBehind(setting, [dataset]) };
    }
    case "transform":
      return transformReach(setting, transformOf(graph, step.transform));
  }
}

function transformReach(setting: RunSetting, transform: Transform): Partial<RunReach> {
  const program = transform.lakeProgram;
  if (program === undefined) return { jobs: [warehouseOf(setting).statements.jobName] };
  const makes = [lakeTable(setting, datasetOf(setting, transform.dataset))];
  return {
    workgroups: [transformWorkgroup(setting, program), ...(program.checksQuery === undefined ? [] : [setting.workgroup])],
    results: program.checksQuery !== undefined,
    reads: tablesBehind(setting, transform.reads),
    makes,
    switches: program.kind === "table" ? makes : [],
  };
}

/** The lake tables that a query over these datasets reads: the datasets, and what views among them read. */
function tablesBehind(setting: RunSetting, datasets: readonly string[]): readonly LakeTable[] {
  const seen = new Set<string>();
  const open = [...datasets];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const view = setting.graph.transforms.find((transform) => transform.dataset === id && transform.lakeProgram?.kind === "view");
    open.push(...(view?.reads ?? []));
  }
  return [...seen]
    .sort()
    .map((id) => datasetOf(setting, id))
    .filter(({ container }) => container.store === "lake")
    .map((dataset) => lakeTable(setting, dataset));
}

function datasetOf({ graph }: RunSetting, id: string): Dataset {
  const dataset = graph.datasets.find((candidate) => candidate.id === id);
  if (dataset === undefined) throw new Error(`The graph names a dataset ${id} that is not there.`);
  return dataset;
}

function lakeTable({ graph }: RunSetting, { container, table }: Dataset): LakeTable {
  const zone = graph.lake?.zones.find(({ name }) => name === container.name);
  if (zone === undefined) throw new Error(`The graph names a zone ${container.name} that is not there.`);
  return { database: zone.database, table, bucket: zone.bucket };
}

/** `s3://<bucket>/<key>` → `<key>`. */
function withoutBucket(location: string): string {
  return location.replace(/^s3:\/\/[^/]+\//, "");
}

function mergeReaches(reaches: readonly Partial<RunReach>[]): RunReach {
  const all = <Thing>(pick: (reach: Partial<RunReach>) => readonly Thing[] | undefined) => reaches.flatMap((reach) => pick(reach) ?? []);
  return {
    jobs: distinct(all(({ jobs }) => jobs)).sort(),
    workgroups: distinct(all(({ workgroups }) => workgroups)).sort(),
    results: reaches.some(({ results }) => results === true),
    reads: distinctTables(all(({ reads }) => reads)),
    makes: distinctTables(all(({ makes }) => makes)),
    switches: distinctTables(all(({ switches }) => switches)),
    maintains: distinctTables(all(({ maintains }) => maintains)),
    unloads: distinct(all(({ unloads }) => unloads)).sort(),
  };
}

function distinctTables(tables: readonly LakeTable[]): readonly LakeTable[] {
  const byName = new Map(tables.map((table) => [`${table.database}/${table.table}`, table]));
  return [...byName.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, table]) => table);
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
