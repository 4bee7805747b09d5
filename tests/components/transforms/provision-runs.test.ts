import { beforeAll, describe, expect, it } from "vitest";
import type { Run } from "../../../compiler/model/graph";
import { StackKey } from "../../../components/encryption/stack-key";
import { runDefinition } from "../../../components/transforms/state-machine";
import { provisionRuns, type RunParts } from "../../../stacks/provision/runs";
import { unscopedActions } from "../../../components/shared/unscoped-actions";
import { serviceTrustFindings, simulate, wildcardFindings, type Plan } from "../../harness/iam";
import { recordComponents } from "../record-components";
import { FakeServices } from "./fake-services";
import { Clock, execute, type TaskCall } from "./interpreter";
import { programLocations } from "../../../stacks/provision/transforms";
import type { RunSetting } from "../../../components/transforms/run-steps";
import { filesRun, maintenanceRun, ordersRun, sampleGraph, sampleSetting } from "./sample-graph";

const { identity } = sampleGraph;
const region = "eu-west-1";
const account = "111111111111";
const curated = "shop-dev-curated-111111111111-eu-west-1";
const raw = "shop-dev-raw-111111111111-eu-west-1";
const results = "shop-dev-query-results-111111111111-eu-west-1";
const jobs = "shop-dev-jobs-111111111111-eu-west-1";
const key = "<shop-dev-key.arn>";

/** The sample with the programs of its transforms where they are uploaded. */
const provisionedSetting: RunSetting = {
  ...sampleSetting,
  ...(sampleSetting.warehouse === undefined ? {} : { warehouse: { ...sampleSetting.warehouse, programs: programLocations(sampleGraph) } }),
};

let plan: Plan;
let parts: RunParts;

beforeAll(async () => {
  plan = await recordComponents(identity, (options) => {
    const stackKey = new StackKey("key", { context: identity, source: "", messagingServices: ["events.amazonaws.com"] }, options);
    const job = (jobName: string) => ({ jobName, arn: "", ready: [] });
    parts = provisionRuns(
      { graph: sampleGraph, context: identity, options },
      { kmsKeyArn: stackKey.keyArn },
      undefined,
      { jobs: { orders: job("shop-dev-orders"), files: job("shop-dev-files") }, streams: {} },
      {
        // Only what it is ready by is read of the jobs.
        jobs: { ready: [] } as never,
        connection: { engine: "postgresql", host: "warehouse.internal", port: 5432, database: "dwh", secret: "shop/dwh" },
      },
    );
  });
});

interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

describe("what a state machine calls", () => {
  const runs: readonly (readonly [string, Run])[] = [
    ["orders", ordersRun],
    ["files", filesRun],
    ["iceberg-maintenance", maintenanceRun],
  ];

  it.each(runs)("is allowed to the role of run %s", async (name, run) => {
    const needs = (await callsOf(run)).flatMap(needsOf);
    expect(needs.length).toBeGreaterThan(0);
    for (const need of needs) {
      const result = simulate(plan, { principal: `shop-dev-run-${name}`, ...need });
      expect(result.decision, `${need.action} on ${need.resource}`).toBe("allowed");
    }
  });

  const denied: readonly Need[] = [
    { action: "glue:StartJobRun", resource: `arn:aws:glue:${region}:${account}:job/shop-dev-files` },
    { action: "states:ListExecutions", resource: machine("files") },
    { action: "states:StartExecution", resource: machine("orders") },
    { action: "cloudwatch:PutMetricData", resource: "*", context: { "cloudwatch:namespace": "AWS/S3" } },
    { action: "glue:DeleteTable", resource: table("raw", "orders") },
    { action: "glue:GetTable", resource: table("raw", "customers") },
    { action: "glue:UpdateTable", resource: table("curated", "other") },
    { action: "s3:GetObject", resource: object(raw, "customers/x") },
    { action: "s3:PutObject", resource: object(raw, "orders/x") },
    { action: "s3:DeleteObject", resource: object(raw, "orders/x") },
    { action: "s3:PutObject", resource: object(curated, "orders_daily_2/x") },
    { action: "s3:ListBucket", resource: `arn:aws:s3:::${curated}` },
    { action: "s3:ListBucket", resource: `arn:aws:s3:::${curated}`, context: { "s3:prefix": "other/" } },
    { action: "s3:GetObject", resource: object(results, "shop-dev-analysts/x") },
    { action: "s3:GetObject", resource: object(jobs, "state/orders/x") },
    { action: "s3:PutObject", resource: object(jobs, "programs/daily_revenue.json") },
    keyNeed("kms:GenerateDataKey", raw),
    { action: "kms:Decrypt", resource: key },
    { action: "athena:StartQueryExecution", resource: `arn:aws:athena:${region}:${account}:workgroup/primary` },
  ];

  it.each(denied.map((need) => [need.action, need.resource, need] as const))("is not %s on %s", (_, __, need) => {
    expect(simulate(plan, { principal: "shop-dev-run-orders", ...need }).decision).not.toBe("allowed");
  });
});

describe("what starts a run", () => {
  it("may start exactly the machines of the schedules", () => {
    const start = (run: string) =>
      simulate(plan, { principal: "shop-dev-schedules", action: "states:StartExecution", resource: machine(run) }).decision;
    expect([start("orders"), start("iceberg-maintenance"), start("files")]).toEqual(["allowed", "allowed", "implicitDeny"]);
  });

  it("reads its schedules, and sends dead letters to the encrypted queue", () => {
    const queue = `arn:aws:sqs:${region}:${account}:shop-dev-dead-letters`;
    const needs: readonly Need[] = [
      { action: "sqs:SendMessage", resource: queue },
      {
        action: "kms:Decrypt",
        resource: key,
        context: {
          "kms:EncryptionContext:aws:scheduler:schedule:arn": `arn:aws:scheduler:${region}:${account}:schedule/shop-dev/shop-dev-orders`,
        },
      },
      ...["kms:Decrypt", "kms:GenerateDataKey"].map((action) => ({
        action,
        resource: key,
        context: { "kms:ViaService": `sqs.${region}.amazonaws.com`, "kms:EncryptionContext:aws:sqs:arn": queue },
      })),
    ];
    for (const need of needs) expect(simulate(plan, { principal: "shop-dev-schedules", ...need }).decision, need.action).toBe("allowed");
  });

  it("is an arrival's rule with a role of its own, and the queue takes what it could not start", () => {
    expect(
      simulate(plan, { principal: "shop-dev-arrival-files", action: "states:StartExecution", resource: machine("files") }).decision,
    ).toBe("allowed");
    expect(
      simulate(plan, { principal: "shop-dev-arrival-files", action: "states:StartExecution", resource: machine("orders") }).decision,
    ).toBe("implicitDeny");
    const send = (rule: string) =>
      simulate(plan, {
        principal: { service: "events.amazonaws.com" },
        action: "sqs:SendMessage",
        resource: `arn:aws:sqs:${region}:${account}:shop-dev-dead-letters`,
        context: { "aws:SourceAccount": account, "aws:SourceArn": `arn:aws:events:${region}:${account}:rule/${rule}` },
      }).decision;
    expect([send("shop-dev-arrival-files"), send("shop-dev-other")]).toEqual(["allowed", "implicitDeny"]);
  });
});

describe("the resources", () => {
  it("are these", () => {
    expect(
      plan.resources
        .map(({ type, name }) => `${type} ${name}`)
        .filter((line) => !/ key|providers|pulumi:Stack/.test(line))
        .sort(),
    ).toMatchSnapshot();
  });

  it("have what others read of them", () => {
    expect(parts).toEqual({
      stateMachineArns: { files: machine("files"), "iceberg-maintenance": machine("iceberg-maintenance"), orders: machine("orders") },
      scheduleGroupName: "shop-dev",
      deadLetterQueueName: "shop-dev-dead-letters",
    });
  });

  it("log errors without data, and trace", () => {
    expect(inputsOf("aws:sfn/stateMachine:StateMachine", "run-orders")).toMatchObject({
      name: "shop-dev-orders",
      type: "STANDARD",
      roleArn: `arn:aws:iam::${account}:role/shop-dev-run-orders`,
      loggingConfiguration: {
        level: "ERROR",
        includeExecutionData: false,
        logDestination: `arn:aws:logs:${region}:${account}:log-group:/aws/vendedlogs/states/shop-dev-orders:*`,
      },
      tracingConfiguration: { enabled: true },
    });
    expect(JSON.parse(String(inputsOf("aws:sfn/stateMachine:StateMachine", "run-orders")["definition"]))).toEqual(
      JSON.parse(JSON.stringify(runDefinition(provisionedSetting, ordersRun))),
    );
  });

  it("start runs by name, so that a second delivery starts none", () => {
    expect(inputsOf("aws:scheduler/schedule:Schedule", "schedules-orders")).toMatchObject({
      name: "shop-dev-orders",
      groupName: "shop-dev",
      scheduleExpression: "rate(15 minutes)",
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      kmsKeyArn: key,
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
        roleArn: `arn:aws:iam::${account}:role/shop-dev-schedules`,
        input: `{"StateMachineArn":"${machine("orders")}","Name":"<aws.scheduler.execution-id>","Input":"{}"}`,
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
        deadLetterConfig: { arn: `arn:aws:sqs:${region}:${account}:shop-dev-dead-letters` },
      },
    });
  });

  it("match the arriving objects of one prefix", () => {
    expect(JSON.parse(String(inputsOf("aws:cloudwatch/eventRule:EventRule", "arrival-files")["eventPattern"]))).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["partner-drop"] }, object: { key: [{ prefix: "orders/" }] } },
    });
    expect(inputsOf("aws:cloudwatch/eventTarget:EventTarget", "arrival-files-target")).toMatchObject({
      input: "{}",
      arn: machine("files"),
    });
  });

  it("trust services for what is theirs, and name no wildcard without a reason", () => {
    const own = { ...plan, resources: plan.resources.filter(({ type }) => !type.startsWith("aws:kms/")) };
    expect(serviceTrustFindings(own)).toEqual([]);
    const unscoped = { actions: Object.keys(unscopedActions), value: "*", reason: "components/shared/unscoped-actions.ts" };
    expect(wildcardFindings(own, [unscoped])).toEqual([]);
  });
});

function inputsOf(type: string, name: string): Readonly<Record<string, unknown>> {
  return plan.resources.find((resource) => resource.type === type && resource.name === name)?.inputs ?? {};
}

/** All calls of two runs, the first that makes tables and one that finds them. */
async function callsOf(run: Run): Promise<readonly TaskCall[]> {
  const clock = new Clock();
  const services = new FakeServices(clock);
  services.tables.set("shop_dev_curated.other", { TableType: "EXTERNAL_TABLE", Parameters: {}, StorageDescriptor: { Columns: [] } });
  const machineArn = machine(run.name);
  for (const name of ["one", "two", "three"]) {
    const startTime = new Date(clock.now).toISOString();
    services.running = () => [{ ExecutionArn: `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`, StartDate: startTime }];
    const definition = runDefinition(sampleSetting, run);
    const result = await clock.run(execute({ definition, machineArn, name, startTime, services: services.handle, clock }));
    expect(result.status).toBe("SUCCEEDED");
  }
  return services.calls;
}

/** What a call asks of IAM: itself, and for a query what Athena does as the role. */
function needsOf(call: TaskCall): readonly Need[] {
  const args = call.arguments;
  const text = (name: string): string => String(args[name]);
  switch (call.resource) {
    case "aws-sdk:sfn:listExecutions":
      return [{ action: "states:ListExecutions", resource: text("StateMachineArn") }];
    case "aws-sdk:cloudwatch:putMetricData":
      return [{ action: "cloudwatch:PutMetricData", resource: "*", context: { "cloudwatch:namespace": text("Namespace") } }];
    case "glue:startJobRun.sync":
      return ["StartJobRun", "GetJobRun", "GetJobRuns", "BatchStopJobRun"].map((action) => ({
        action: `glue:${action}`,
        resource: `arn:aws:glue:${region}:${account}:job/${text("JobName")}`,
      }));
    case "athena:getQueryResults":
      return [
        { action: "athena:GetQueryResults", resource: workgroup },
        { action: "s3:GetObject", resource: object(results, "shop-dev/x.csv") },
        keyNeed("kms:Decrypt", results),
      ];
    case "aws-sdk:s3:listObjectsV2":
      return [{ action: "s3:ListBucket", resource: `arn:aws:s3:::${text("Bucket")}`, context: { "s3:prefix": text("Prefix") } }];
    case "aws-sdk:s3:deleteObjects":
      return (args["Delete"] as { Objects: readonly { Key: string }[] }).Objects.map(({ Key }) => ({
        action: "s3:DeleteObject",
        resource: object(text("Bucket"), Key),
      }));
    case "aws-sdk:glue:getTable":
    case "aws-sdk:glue:deleteTable":
      return catalog(actionOf(call), text("DatabaseName"), [text("Name")]);
    case "aws-sdk:glue:createTable":
    case "aws-sdk:glue:updateTable":
      return catalog(actionOf(call), text("DatabaseName"), [(args["TableInput"] as { Name: string }).Name]);
    case "aws-sdk:glue:batchDeleteTable":
      return catalog(actionOf(call), text("DatabaseName"), args["TablesToDelete"] as readonly string[]);
    case "athena:startQueryExecution.sync":
      return queryNeeds(text("QueryString"));
    default:
      throw new Error(`No row for ${call.resource}.`);
  }
}

const workgroup = `arn:aws:athena:${region}:${account}:workgroup/shop-dev`;

function queryNeeds(sql: string): readonly Need[] {
  const tables = [...sql.matchAll(/["`]?shop_dev_(\w+?)["`]?\.["`]?(\w+)/g)].map(([, zone, name]) => ({
    zone: zone ?? "",
    name: name ?? "",
  }));
  const target = /^(create|merge|alter|optimize|vacuum)/.test(sql) ? tables[0] : undefined;
  const location = /location = 's3:\/\/([^/]+)\/([^']+)'/.exec(sql);
  const unload = /\nto 's3:\/\/([^/]+)\/([^']+)'/.exec(sql);
  return [
    ...["StartQueryExecution", "StopQueryExecution", "GetQueryExecution"].map((action) => ({
      action: `athena:${action}`,
      resource: workgroup,
    })),
    { action: "athena:GetDataCatalog", resource: `arn:aws:athena:${region}:${account}:datacatalog/AwsDataCatalog` },
    { action: "glue:GetDatabase", resource: `arn:aws:glue:${region}:${account}:database/default` },
    { action: "s3:GetBucketLocation", resource: `arn:aws:s3:::${results}` },
    { action: "s3:PutObject", resource: object(results, "shop-dev/x.csv") },
    { action: "s3:AbortMultipartUpload", resource: object(results, "shop-dev/x.csv") },
    keyNeed("kms:GenerateDataKey", results),
    ...tables.flatMap(({ zone, name }) => [
      ...catalog("glue:GetTable", `shop_dev_${zone}`, [name]),
      ...catalog("glue:GetPartitions", `shop_dev_${zone}`, [name]),
      ...(name.includes("__") ? [] : readNeeds(zone === "raw" ? raw : curated, name)),
    ]),
    ...(target === undefined
      ? []
      : [
          ...catalog("glue:UpdateTable", `shop_dev_${target.zone}`, [target.name]),
          ...(sql.startsWith("create") ? catalog("glue:CreateTable", `shop_dev_${target.zone}`, [target.name]) : []),
          ...(target.name.includes("__") ? [] : writeNeeds(curated, `${target.name}/data/x.parquet`)),
          ...(target.name.includes("__")
            ? []
            : [{ action: "s3:DeleteObject", resource: object(curated, `${target.name}/data/x.parquet`) }]),
        ]),
    ...[location, unload].flatMap((match) => (match === null ? [] : writeNeeds(match[1] ?? "", `${match[2] ?? ""}x.parquet`))),
  ];
}

function readNeeds(bucket: string, name: string): readonly Need[] {
  return [
    { action: "s3:GetBucketLocation", resource: `arn:aws:s3:::${bucket}` },
    { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}`, context: { "s3:prefix": `${name}/` } },
    { action: "s3:GetObject", resource: object(bucket, `${name}/x.parquet`) },
    keyNeed("kms:Decrypt", bucket),
  ];
}

function writeNeeds(bucket: string, name: string): readonly Need[] {
  return [
    { action: "s3:PutObject", resource: object(bucket, name) },
    { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}`, context: { "s3:prefix": name.replace(/[^/]*$/, "") } },
    keyNeed("kms:GenerateDataKey", bucket),
    keyNeed("kms:Decrypt", bucket),
  ];
}

function keyNeed(action: string, bucket: string): Need {
  return {
    action,
    resource: key,
    context: { "kms:ViaService": `s3.${region}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}` },
  };
}

function catalog(action: string, database: string, names: readonly string[]): readonly Need[] {
  return [
    { action, resource: `arn:aws:glue:${region}:${account}:catalog` },
    { action, resource: `arn:aws:glue:${region}:${account}:database/${database}` },
    ...names.map((name) => ({ action, resource: `arn:aws:glue:${region}:${account}:table/${database}/${name}` })),
  ];
}

function actionOf({ resource }: TaskCall): string {
  const action = resource.split(":").at(-1) ?? "";
  return `glue:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

function table(zone: string, name: string): string {
  return `arn:aws:glue:${region}:${account}:table/shop_dev_${zone}/${name}`;
}

function object(bucket: string, name: string): string {
  return `arn:aws:s3:::${bucket}/${name}`;
}

function machine(run: string): string {
  return `arn:aws:states:${region}:${account}:stateMachine:shop-dev-${run}`;
}
