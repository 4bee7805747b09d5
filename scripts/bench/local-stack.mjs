import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The SQL of the three models that both sides run; `relation` names a table the way a side does. */
const models = {
  orders_clean: (
    relation,
  ) => `select order_id, customer_id, lower(trim(status)) as status, amount, cast(ordered_at as date) as day, updated_at
from ${relation("raw", "orders")}
where currency = 'EUR'`,
  customer_value: (relation) => `select c.customer_id, c.country, count(*) as orders, sum(o.amount) as revenue, max(o.day) as last_day
from ${relation("curated", "orders_clean")} as o
join ${relation("raw", "customers")} as c on c.customer_id = o.customer_id
where o.status <> 'cancelled'
group by c.customer_id, c.country`,
  country_value: (relation) => `select country, count(*) as customers, sum(revenue) as revenue
from ${relation("curated", "customer_value")}
group by country`,
};

/** Our side: source → lake.raw → two lake tables → a mart in PostgreSQL, for a group. */
export function writeStack(folder) {
  mkdirSync(path.join(folder, "sql"), { recursive: true });
  const relation = (zone, table) => `{{ ref("lake.${zone}.${table}") }}`;
  for (const [name, sql] of Object.entries(models)) writeFileSync(path.join(folder, "sql", `${name}.sql`), `${sql(relation)}\n`);
  const spec = path.join(folder, "bench.yaml");
  writeFileSync(
    spec,
    `apiVersion: datastack/v1
name: bench
owner: bench
environments: { dev: { account: "111111111111", region: eu-west-1 } }
lake: { zones: { raw: {}, curated: {} } }
warehouse: { engine: aurora-postgresql, schemas: [marts] }
sources:
  shop: { type: postgresql, host: shop.example, database: shop, secret: bench/shop }
ingestion:
  shop:
    from: sources.shop
    tables:
      public.orders: { cursor: updated_at, key: [order_id] }
      public.customers: { key: [customer_id] }
    to: lake.raw
    schedule: { every: 1 hour }
transforms:
  orders_clean: { sql: sql/orders_clean.sql, to: lake.curated }
  customer_value: { sql: sql/customer_value.sql, to: lake.curated }
  country_value: { sql: sql/country_value.sql, to: warehouse.marts }
access:
  analysts: { members: [sso:Analysts], read: [warehouse.marts] }
`,
  );
  return spec;
}

/** The peers' side: dlt copies the two tables into DuckDB, dbt makes the three tables from them. */
export function writePeers(folder) {
  mkdirSync(path.join(folder, "models"), { recursive: true });
  const database = path.join(folder, "bench.duckdb");
  writeFileSync(
    path.join(folder, "load.py"),
    `import sys, dlt
from dlt.sources.sql_database import sql_table
url = sys.argv[1].replace("postgresql:", "postgresql+psycopg2:")
pipeline = dlt.pipeline("bench", pipelines_dir=${JSON.stringify(path.join(folder, "pipelines"))},
    destination=dlt.destinations.duckdb(${JSON.stringify(database)}), dataset_name="raw")
pipeline.run([
    sql_table(credentials=url, schema="public", table="orders", backend="pyarrow", incremental=dlt.sources.incremental("updated_at")),
    sql_table(credentials=url, schema="public", table="customers", backend="pyarrow"),
])
`,
  );
  const relation = (zone, table) => (zone === "raw" ? `raw.${table}` : `{{ ref("${table}") }}`);
  for (const [name, sql] of Object.entries(models)) writeFileSync(path.join(folder, "models", `${name}.sql`), `${sql(relation)}\n`);
  writeFileSync(
    path.join(folder, "dbt_project.yml"),
    "name: bench\nversion: '1.0'\nprofile: bench\nmodel-paths: [models]\nmodels: { +materialized: table }\nflags: { send_anonymous_usage_stats: false }\n",
  );
  writeFileSync(
    path.join(folder, "profiles.yml"),
    `bench: { target: local, outputs: { local: { type: duckdb, path: ${JSON.stringify(database)}, threads: 2 } } }\n`,
  );
  return { database, script: path.join(folder, "load.py") };
}
