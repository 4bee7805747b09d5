import type {
  AuroraWarehouse,
  Container,
  DatabaseIngestion,
  ExistingWarehouse,
  FileIngestion,
  Identity,
  Network,
  StackGraph,
  Transform,
} from "../../../compiler/model/graph";

export const identity: Identity = {
  stack: "shop",
  environment: "dev",
  owner: "data-platform@shop.example",
  account: "111111111111",
  region: "eu-west-1",
  partition: "aws",
  protected: false,
  tags: {},
};

export const createdNetwork: Network = { kind: "created", pointer: "/network", cidr: "10.64.0.0/20", zones: ["eu-west-1a", "eu-west-1c"] };

export function existingNetwork(egress: "endpoints" | "internet"): Network {
  return { kind: "existing", pointer: "/network", vpc: "vpc-1", subnets: ["subnet-1", "subnet-2"], egress };
}

export const auroraWarehouse: AuroraWarehouse = {
  engine: "aurora-postgresql",
  pointer: "/warehouse",
  database: "warehouse",
  capacity: { min: 0, max: 4 },
  schemas: [
    { name: "lake_curated", sqlName: "lake_curated", pointer: "/lake/zones/curated", copyOfZone: "curated" },
    { name: "marts", sqlName: "marts", pointer: "/warehouse/schemas/0" },
  ],
  grants: {
    ownerRole: "datastack_owner",
    jobRole: "datastack_job",
    groups: [
      { group: "analysts", role: "analysts", login: true, pointer: "/access/analysts" },
      { group: "engineers", role: "engineers", login: true, pointer: "/access/engineers" },
      { group: "auditors", role: "auditors", login: true, pointer: "/access/auditors" },
      { group: "owners", role: "owners", login: true, pointer: "/access/owners" },
    ],
    schemaGrants: [
      { schema: "lake_curated", role: "analysts", schemaPrivileges: ["USAGE"], tablePrivileges: ["SELECT"] },
      { schema: "marts", role: "analysts", schemaPrivileges: ["USAGE"], tablePrivileges: ["SELECT"] },
      { schema: "marts", role: "auditors", schemaPrivileges: ["USAGE"], tablePrivileges: [] },
      { schema: "marts", role: "engineers", schemaPrivileges: ["USAGE"], tablePrivileges: ["SELECT"] },
      {
        schema: "marts",
        role: "owners",
        schemaPrivileges: ["USAGE", "CREATE"],
        tablePrivileges: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES"],
      },
    ],
    tableGrants: [
      { schema: "marts", table: "daily_revenue", role: "auditors", privileges: ["SELECT"] },
      { schema: "marts", table: "daily_revenue", role: "engineers", privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"] },
    ],
  },
};

export const existingWarehouse: ExistingWarehouse = {
  engine: "postgresql",
  pointer: "/warehouse",
  host: "10.1.2.3",
  port: 5433,
  secret: "shop/warehouse",
  database: "reports",
  schemas: [{ name: "marts", sqlName: "marts", pointer: "/warehouse/schemas/0" }],
  grants: {
    groups: [{ group: "analysts", role: "shop_dev_analysts", login: false, pointer: "/access/analysts" }],
    schemaGrants: [{ schema: "marts", role: "shop_dev_analysts", schemaPrivileges: ["USAGE"], tablePrivileges: ["SELECT"] }],
    tableGrants: [],
  },
};

export const toLake: Container = { store: "lake", name: "raw" };
export const toWarehouse: Container = { store: "warehouse", name: "marts" };

export function databaseIngestion(target: Container, host = "orders.internal.shop.example"): DatabaseIngestion {
  return {
    kind: "database",
    name: "orders",
    pointer: "/ingestion/orders",
    target,
    source: {
      name: "orders-db",
      pointer: "/sources/orders-db",
      engine: "postgresql",
      host,
      port: 5432,
      database: "orders",
      secret: "shop/orders-db",
    },
    tables: [],
  };
}

export function fileIngestion(target: Container): FileIngestion {
  return {
    kind: "files",
    name: "drops",
    pointer: "/ingestion/drops",
    target,
    source: { name: "partner", pointer: "/sources/partner", bucket: "partner-drops", prefix: "in/", format: "csv" },
    dataset: "warehouse.marts.drops",
    table: "drops",
  };
}

export const warehouseTransform: Transform = {
  name: "daily_revenue",
  pointer: "/transforms/daily_revenue",
  target: toWarehouse,
  dataset: "warehouse.marts.daily_revenue",
  table: "daily_revenue",
  materialization: { kind: "table" },
  sqlFile: "sql/daily_revenue.sql",
  select: "select 1",
  reads: [],
  checks: [],
  statements: [],
};

export function graphOf(parts: Partial<StackGraph>): StackGraph {
  return { identity, ingestions: [], transforms: [], loads: [], maintenance: [], datasets: [], runs: [], groups: [], ...parts };
}
