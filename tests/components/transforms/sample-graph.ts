import type { Dataset, LakeProgram, Run, StackGraph, Step, Transform } from "../../../compiler/model/graph";
import {
  createIcebergTable,
  createParquetTable,
  createView,
  checksQuery,
  maintainTable,
  mergeHead,
  temporaryTable,
  unloadTable,
} from "../../../compiler/sql/athena";
import type { RunSetting } from "../../../components/transforms/run-steps";

/** A shop's stack by hand: two zones, a database that is ingested, one lake transform of each kind, a load, a warehouse transform. */

const identity = {
  stack: "shop",
  environment: "dev",
  owner: "data@shop.example",
  account: "111111111111",
  region: "eu-west-1",
  partition: "aws",
  protected: false,
  tags: {},
} as const;

const curated = { database: "shop_dev_curated", bucket: "shop-dev-curated-111111111111-eu-west-1" };
const jobsBucket = "shop-dev-jobs-111111111111-eu-west-1";

const notNull = { name: "not_null day", pointer: "/transforms/x/checks/0", sql: "select * from t where day is null" };

function lakeTransform(name: string, reads: readonly string[], lakeProgram: LakeProgram): Transform {
  const { kind } = lakeProgram;
  return {
    name,
    pointer: `/transforms/${name}`,
    target: { store: "lake", name: "curated" },
    dataset: `lake.curated.${name}`,
    table: name,
    materialization: kind === "incremental" ? { kind, key: ["order_id"] } : { kind },
    sqlFile: `sql/${name}.sql`,
    select: "select 1",
    reads,
    checks: [notNull],
    statements: [],
    lakeProgram,
  };
}

const place = (table: string) => ({ database: curated.database, table });
const folder = (table: string) => `s3://${curated.bucket}/${table}/{run}/`;
const checks = checksQuery([notNull, { name: "unique day's", sql: "select day from t group by day having count(*) > 1" }]);

const ordersSelect = `select order_id, "total ""gross""" as total from "shop_dev_raw"."orders" where note <> 'it''s %} \\ {% x'`;

export const ordersClean = lakeTransform("orders_clean", ["lake.raw.orders"], {
  kind: "incremental",
  ...place("orders_clean"),
  createTable: createIcebergTable(place("orders_clean"), folder("orders_clean"), 7, ordersSelect),
  location: folder("orders_clean"),
  select: ordersSelect,
  key: ["order_id"],
  mergeHead: mergeHead(place("orders_clean"), ordersSelect, ["order_id"]),
  checksQuery: checks,
});

export const ordersDaily = lakeTransform("orders_daily", ["lake.curated.big_orders"], {
  kind: "table",
  format: "parquet",
  ...place("orders_daily"),
  createTable: createParquetTable(
    { ...place("orders_daily"), table: temporaryTable("orders_daily") },
    folder("orders_daily"),
    "select 1 as day",
  ),
  temporaryTable: temporaryTable("orders_daily"),
  location: folder("orders_daily"),
  checksQuery: checks,
});

export const bigOrders = lakeTransform("big_orders", ["lake.curated.orders_clean"], {
  kind: "view",
  ...place("big_orders"),
  createView: createView(place("big_orders"), `select * from "shop_dev_curated"."orders_clean"`),
});

export const dailyRevenue: Transform = {
  name: "daily_revenue",
  pointer: "/transforms/daily_revenue",
  target: { store: "warehouse", name: "marts" },
  dataset: "warehouse.marts.daily_revenue",
  table: "daily_revenue",
  materialization: { kind: "table" },
  sqlFile: "sql/daily_revenue.sql",
  select: "select 1",
  reads: ["lake.curated.orders_clean"],
  checks: [notNull],
  statements: ["create table marts.daily_revenue as select 1"],
};

function dataset(id: string, producer: string): Dataset {
  const [store, name, table] = id.split(".") as ["lake" | "warehouse", string, string];
  return { id, container: { store, name }, table, producer, pointer: "/", streaming: false, queryable: true, grants: [] };
}

function run(name: string, trigger: Run["trigger"], levels: readonly (readonly Step[])[]): Run {
  return { name, pointer: `/ingestion/${name}/schedule`, trigger, levels };
}

export const clock: Run["trigger"] = {
  kind: "schedule",
  expression: "rate(15 minutes)",
  timezone: "UTC",
  text: "every 15 minutes",
  recurrence: { everyMinutes: 15 },
};
export const arrival: Run["trigger"] = { kind: "arrival", bucket: "partner-drop", prefix: "orders/" };

export const ordersRun = run("orders", clock, [
  [{ kind: "ingestion", ingestion: "orders" }],
  [{ kind: "transform", transform: "orders_clean" }],
  [
    { kind: "transform", transform: "big_orders" },
    { kind: "load", dataset: "lake.curated.orders_clean" },
  ],
  [
    { kind: "transform", transform: "orders_daily" },
    { kind: "transform", transform: "daily_revenue" },
  ],
]);
export const filesRun = run("files", arrival, [[{ kind: "ingestion", ingestion: "files" }]]);
export const maintenanceRun = run("iceberg-maintenance", { ...clock, expression: "rate(1 day)" }, [
  [
    { kind: "maintenance", dataset: "lake.curated.orders_clean" },
    { kind: "maintenance", dataset: "lake.curated.other" },
  ],
]);

export const sampleGraph: StackGraph = {
  identity,
  lake: {
    pointer: "/lake",
    encryption: "kms",
    accessLogs: true,
    scanLimitBytes: 10 ** 12,
    zones: [
      { name: "curated", pointer: "/lake/zones/curated", format: "iceberg", versioning: true, snapshotDays: 7, ...curated },
      {
        name: "raw",
        pointer: "/lake/zones/raw",
        format: "parquet",
        versioning: true,
        bucket: "shop-dev-raw-111111111111-eu-west-1",
        database: "shop_dev_raw",
      },
    ],
  },
  warehouse: {
    pointer: "/warehouse",
    engine: "postgresql",
    host: "warehouse.internal",
    port: 5432,
    database: "dwh",
    secret: "shop/dwh",
    schemas: [],
    grants: { groups: [], schemaGrants: [], tableGrants: [] },
  },
  ingestions: [],
  transforms: [bigOrders, dailyRevenue, ordersClean, ordersDaily],
  loads: [
    {
      dataset: "lake.curated.orders_clean",
      zone: "curated",
      table: "orders_clean",
      schema: "lake_curated",
      pointer: "/transforms/orders_clean",
      files: `s3://${jobsBucket}/unload/lake.curated.orders_clean`,
      unload: unloadTable(place("orders_clean"), `s3://${jobsBucket}/unload/lake.curated.orders_clean/{run}/`),
      grants: [],
    },
  ],
  maintenance: ["orders_clean", "other"].map((table) => ({
    dataset: `lake.curated.${table}`,
    pointer: `/transforms/${table}`,
    ...place(table),
    statements: maintainTable(place(table), 7),
  })),
  datasets: [
    dataset("lake.curated.big_orders", "transforms.big_orders"),
    dataset("lake.curated.orders_clean", "transforms.orders_clean"),
    dataset("lake.curated.orders_daily", "transforms.orders_daily"),
    dataset("lake.curated.other", "transforms.other"),
    dataset("lake.raw.customers", "ingestion.orders"),
    dataset("lake.raw.orders", "ingestion.orders"),
    dataset("warehouse.marts.daily_revenue", "transforms.daily_revenue"),
  ],
  runs: [filesRun, maintenanceRun, ordersRun],
  groups: [],
  alerts: {
    pointer: "/alerts",
    emails: [],
    freshness: ["lake.raw.customers", "lake.raw.orders", "lake.curated.orders_daily", "warehouse.marts.daily_revenue"].map((id) => ({
      dataset: id,
      pointer: "/alerts/freshness",
      maximumAgeMinutes: 60,
    })),
  },
};

export const sampleSetting: RunSetting = {
  context: identity,
  graph: sampleGraph,
  workgroup: "shop-dev",
  parquetTablesWorkgroup: "shop-dev-parquet-tables",
  ingestionJobs: {
    orders: { jobName: "shop-dev-orders", timeoutMinutes: 480 },
    files: { jobName: "shop-dev-files", timeoutMinutes: 480 },
  },
  warehouse: {
    statements: { jobName: "shop-dev-warehouse-statements", timeoutMinutes: 600 },
    load: { jobName: "shop-dev-warehouse-load", timeoutMinutes: 300 },
    connection: { engine: "postgresql", host: "warehouse.internal", port: 5432, database: "dwh", secret: "shop/dwh" },
    programs: { daily_revenue: `s3://${jobsBucket}/programs/daily_revenue-12345678.json` },
  },
};
