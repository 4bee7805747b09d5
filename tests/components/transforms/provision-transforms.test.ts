import { beforeAll, describe, expect, it } from "vitest";
import type { StackGraph } from "../../../compiler/model/graph";
import { provisionFoundation } from "../../../stacks/provision/foundation";
import { provisionJobs } from "../../../stacks/provision/jobs";
import { provisionLake } from "../../../stacks/provision/lake";
import { provisionNetwork } from "../../../stacks/provision/network";
import { provisionRuns } from "../../../stacks/provision/runs";
import { programLocations, provisionTransforms, type TransformParts } from "../../../stacks/provision/transforms";
import { provisionWarehouse } from "../../../stacks/provision/warehouse";
import { simulate } from "../../harness/iam";
import type { PlanResource } from "../../harness/iam";
import { recordComponents } from "../record-components";
import { clock, dailyRevenue, ordersRun, sampleGraph } from "./sample-graph";

/** The sample with an Aurora warehouse, and without the ingestions, which others provision. */
const graph: StackGraph = {
  ...sampleGraph,
  network: { kind: "created", pointer: "/network", cidr: "10.0.0.0/20", zones: ["eu-west-1a", "eu-west-1b"] },
  warehouse: {
    pointer: "/warehouse",
    engine: "aurora-postgresql",
    capacity: { min: 0, max: 4 },
    database: "warehouse",
    schemas: [],
    grants: { ownerRole: "datastack_owner", jobRole: "datastack_job", groups: [], schemaGrants: [], tableGrants: [] },
  },
  runs: [
    {
      ...ordersRun,
      trigger: clock,
      levels: ordersRun.levels.slice(1),
    },
  ],
};

let plan: Awaited<ReturnType<typeof recordComponents>>;
let transforms: TransformParts | undefined;

beforeAll(async () => {
  plan = await recordComponents(graph.identity, (options) => {
    const provisioning = { graph, context: graph.identity, options };
    const foundation = provisionFoundation(provisioning);
    const lake = provisionLake(provisioning, foundation);
    const network = provisionNetwork(provisioning, foundation);
    const warehouse = provisionWarehouse(provisioning, foundation, network);
    const jobs = provisionJobs(provisioning, foundation, network);
    transforms = provisionTransforms(provisioning, warehouse, jobs);
    provisionRuns(provisioning, foundation, lake, undefined, transforms);
  });
});

function find(type: string, name: string) {
  const resources: readonly (PlanResource & { readonly dependencies: readonly string[] })[] = plan.resources;
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the plan has no ${type} ${name}`);
  return found;
}

describe("the jobs of the warehouse", () => {
  it("are one for statements and one for loads, which each run tells what to do", () => {
    for (const [name, script, capacity] of [
      ["warehouse-jobs-statements", "run_warehouse_statements", 0.0625],
      ["warehouse-jobs-load", "load_warehouse", 1],
    ] as const) {
      const { inputs } = find("aws:glue/job:Job", name);
      expect(inputs).toMatchObject({ maxCapacity: capacity, maxRetries: 0, executionProperty: { maxConcurrentRuns: 1 } });
      expect(JSON.stringify(inputs["command"])).toContain(`/scripts/${script}-`);
      expect(JSON.stringify(inputs["nonOverridableArguments"])).not.toContain("--datastack_config");
    }
  });

  it("read programs or unloaded files, log in as the job's user, and nothing else", () => {
    const object = (key: string) => `arn:aws:s3:::shop-dev-jobs-111111111111-eu-west-1/${key}`;
    const decide = (job: string, action: string, resource: string) =>
      simulate(plan, { principal: `shop-dev-job-warehouse-${job}`, action, resource }).decision;
    const program = "programs/daily_revenue-12345678.json";
    const unloaded = "unload/lake.curated.orders_clean/0123456789abcdef/x.parquet";
    expect(decide("statements", "s3:GetObject", object(program))).toBe("allowed");
    expect(decide("statements", "s3:GetObject", object(unloaded))).toBe("implicitDeny");
    expect(decide("load", "s3:GetObject", object(unloaded))).toBe("allowed");
    expect(decide("load", "s3:GetObject", object(program))).toBe("implicitDeny");
    expect(decide("load", "s3:PutObject", object(unloaded))).toBe("implicitDeny");
    const user = "arn:aws:rds-db:eu-west-1:111111111111:dbuser:<shop-dev-warehouse.clusterResourceId>/datastack_job";
    for (const job of ["statements", "load"]) expect(decide(job, "rds-db:connect", user)).toBe("allowed");
  });

  it("find the program where the state machine says, with its content's hash in the key", () => {
    const { inputs } = find("aws:s3/bucketObjectv2:BucketObjectv2", "warehouse-jobs-daily_revenue");
    expect(inputs["key"]).toMatch(/^programs\/daily_revenue-[0-9a-f]{8}\.json$/);
    expect(programLocations(graph)).toEqual({ daily_revenue: `s3://shop-dev-jobs-111111111111-eu-west-1/${String(inputs["key"])}` });
    expect(JSON.parse(String(inputs["content"]))).toEqual({
      statements: dailyRevenue.statements,
      checks: dailyRevenue.checks.map(({ name, sql }) => ({ name, sql })),
    });
  });

  it("are told where the cluster is", () => {
    const definition = String(find("aws:sfn/stateMachine:StateMachine", "run-orders").inputs["definition"]);
    expect(definition).toContain('\\"host\\":\\"<shop-dev-warehouse.endpoint>\\"');
    expect(definition).toContain('\\"user\\":\\"datastack_job\\"');
    expect(definition).not.toContain("hhhh");
  });
});

it("makes the machine after its log, its policies, its jobs and its zones", () => {
  const machine = find("aws:sfn/stateMachine:StateMachine", "run-orders");
  const names = plan.resources.filter(({ urn }) => machine.dependencies.includes(urn)).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      "run-orders-log",
      "run-orders-role",
      "run-orders-role-run",
      "lake-workgroup",
      "lake-curated-database",
      "warehouse-jobs-statements",
      "warehouse-jobs-load",
      "warehouse-jobs-daily_revenue",
    ]),
  );
});

it("makes nothing for a stack without a warehouse, nor triggers without runs", async () => {
  const bare: StackGraph = { ...sampleGraph, transforms: [], loads: [], runs: [] };
  const empty = await recordComponents(bare.identity, (options) => {
    const provisioning = { graph: bare, context: bare.identity, options };
    const foundation = provisionFoundation(provisioning);
    expect(provisionTransforms(provisioning, undefined, undefined)).toBeUndefined();
    expect(provisionRuns(provisioning, foundation, undefined, undefined, undefined)).toEqual({ stateMachineArns: {} });
  });
  expect(empty.resources.filter(({ type }) => /sfn|sqs|scheduler|eventRule/.test(type))).toEqual([]);
});
