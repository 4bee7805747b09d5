import type {
  Container,
  Dataset,
  DatabaseIngestion,
  FileIngestion,
  Identity,
  Ingestion,
  Lake,
  StackGraph,
  StreamIngestion,
  Warehouse,
} from "../../../compiler/model/graph";
import { provisionFoundation } from "../../../stacks/provision/foundation";
import { provisionIngestion, type IngestionParts } from "../../../stacks/provision/ingestion";
import { provisionJobs } from "../../../stacks/provision/jobs";
import { provisionLake } from "../../../stacks/provision/lake";
import { provisionNetwork } from "../../../stacks/provision/network";
import { provisionWarehouse } from "../../../stacks/provision/warehouse";
import { recordComponents } from "../record-components";

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

export function lake(encryption: "kms" | "s3" = "kms"): Lake {
  const zone = (name: string, format: "parquet" | "iceberg") => ({
    name,
    pointer: `/lake/zones/${name}`,
    format,
    versioning: true,
    bucket: `shop-dev-${name}-111111111111-eu-west-1`,
    database: `shop_dev_${name}`,
  });
  return {
    pointer: "/lake",
    encryption,
    accessLogs: true,
    scanLimitBytes: 10 ** 12,
    zones: [zone("curated", "iceberg"), zone("raw", "parquet")],
  };
}

export const aurora: Warehouse = {
  engine: "aurora-postgresql",
  pointer: "/warehouse",
  database: "warehouse",
  capacity: { min: 0, max: 4 },
  schemas: [{ name: "raw-copies", sqlName: "raw_copies", pointer: "/warehouse/schemas/0" }],
  grants: { ownerRole: "datastack_owner", jobRole: "datastack_job", groups: [], schemaGrants: [], tableGrants: [] },
};

export const existingServer: Warehouse = {
  engine: "postgresql",
  pointer: "/warehouse",
  host: "10.1.2.3",
  port: 5433,
  secret: "shop/warehouse",
  database: "reports",
  schemas: [{ name: "raw-copies", sqlName: "raw_copies", pointer: "/warehouse/schemas/0" }],
  grants: { groups: [], schemaGrants: [], tableGrants: [] },
};

export const raw: Container = { store: "lake", name: "raw" };
export const curated: Container = { store: "lake", name: "curated" };
export const schema: Container = { store: "warehouse", name: "raw-copies" };

export function databaseIngestion(target: Container, tables: readonly string[] = ["orders", "customers"]): DatabaseIngestion {
  return {
    kind: "database",
    name: "orders",
    pointer: "/ingestion/orders",
    target,
    source: {
      name: "orders-db",
      pointer: "/sources/orders-db",
      engine: "postgresql",
      host: "orders.internal.shop.example",
      port: 5432,
      database: "orders",
      secret: "shop/orders-db",
    },
    tables: tables.map((table) => ({
      sourceTable: `public.${table}`,
      pointer: `/ingestion/orders/tables/public.${table}`,
      dataset: `${target.store}.${target.name}.${table}`,
      table,
      key: ["id"],
      ...(table === "orders" ? { cursor: "updated_at" } : {}),
    })),
  };
}

export function fileIngestion(target: Container, format: "csv" | "objects" = "csv", kmsKey?: string): FileIngestion {
  return {
    kind: "files",
    name: "partner",
    pointer: "/ingestion/partner",
    target,
    source: {
      name: "drop",
      pointer: "/sources/drop",
      bucket: "partner-drop",
      prefix: "orders/",
      format,
      ...(kmsKey === undefined ? {} : { kmsKey }),
    },
    dataset: `${target.store}.${target.name}.partner`,
    table: "partner",
  };
}

export function streamIngestion(source: Partial<StreamIngestion["source"]> = {}): StreamIngestion {
  return {
    kind: "stream",
    name: "events",
    pointer: "/ingestion/events",
    target: raw,
    source: { name: "web", pointer: "/sources/web", origins: ["*"], ...source },
    dataset: "lake.raw.events",
    table: "events",
  };
}

/** A stack with these ingestions; a warehouse when one writes there, with a statement of grants on each of its tables. */
export function graphOf(
  ingestions: readonly Ingestion[],
  parts: { readonly lake?: Lake; readonly warehouse?: Warehouse } = {},
): StackGraph {
  const toWarehouse = ingestions.some((ingestion) => ingestion.target.store === "warehouse");
  const needsNetwork = toWarehouse || ingestions.some((ingestion) => ingestion.kind === "database");
  return {
    identity,
    ...(needsNetwork
      ? { network: { kind: "created", pointer: "/network", cidr: "10.64.0.0/20", zones: ["eu-west-1a", "eu-west-1b"] } }
      : {}),
    lake: parts.lake ?? lake(),
    ...(toWarehouse ? { warehouse: parts.warehouse ?? aurora } : {}),
    ingestions,
    transforms: [],
    loads: [],
    maintenance: [],
    datasets: ingestions.flatMap(datasetsOf),
    runs: [],
    groups: [],
  };
}

function datasetsOf(ingestion: Ingestion): readonly Dataset[] {
  const tables =
    ingestion.kind === "database"
      ? ingestion.tables.map(({ dataset, table }) => ({ id: dataset, table }))
      : [{ id: ingestion.dataset, table: ingestion.table }];
  return tables.map(({ id, table }) => ({
    id,
    container: ingestion.target,
    table,
    producer: `ingestion.${ingestion.name}`,
    pointer: ingestion.pointer,
    streaming: ingestion.kind === "stream",
    queryable: true,
    grants: ingestion.target.store === "warehouse" ? [`grant select on raw_copies.${table} to analysts`] : [],
  }));
}

/** Registers everything that the ingestions of a stack stand on, and the ingestions. */
export async function recordIngestions(graph: StackGraph) {
  let parts: IngestionParts | undefined;
  const plan = await recordComponents(graph.identity, (options) => {
    const provisioning = { graph, context: graph.identity, options };
    const foundation = provisionFoundation(provisioning);
    const lakeParts = provisionLake(provisioning, foundation);
    const network = provisionNetwork(provisioning, foundation);
    const warehouse = provisionWarehouse(provisioning, foundation, network);
    const jobs = provisionJobs(provisioning, foundation, network);
    parts = provisionIngestion(provisioning, foundation, lakeParts, warehouse, jobs);
  });
  const find = (type: string, name: string) => {
    const found = plan.resources.find((resource) => resource.type === type && resource.name === name);
    if (found === undefined) throw new Error(`the plan has no ${type} ${name}`);
    return found.inputs;
  };
  if (parts === undefined) throw new Error("nothing was provisioned");
  return { plan, parts, find };
}
