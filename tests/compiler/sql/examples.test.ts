import { readFileSync } from "node:fs";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileStack, folderFiles, readSpec, type StackGraph } from "../../../compiler";
import { examplePath } from "../../harness/examples";
import { startPostgres, type TestPostgres } from "../../harness/postgres";

/** The examples' SQL on a server. What runs on Athena is in the subset that PostgreSQL reads as well; Athena itself is not here to prove it. */
describe("the examples' SQL", () => {
  let server: TestPostgres;
  let client: Client;

  beforeAll(async () => {
    server = await startPostgres();
    client = await server.connect();
  }, 60_000);

  afterAll(() => server?.stop());

  function graphOf(name: string, environment: string): StackGraph {
    const spec = examplePath(name);
    return compileStack({ file: readSpec(spec), files: folderFiles(spec) }, environment).graph;
  }

  /** A graph's roles, schemas and grants, and everything that its runs would do in the warehouse. */
  async function prepare(graph: StackGraph): Promise<void> {
    for (const { role } of graph.warehouse?.grants.groups ?? []) await client.query(`drop role if exists "${role}"; create role "${role}"`);
    for (const { sqlName } of graph.warehouse?.schemas ?? [])
      await client.query(`drop schema if exists "${sqlName}" cascade; create schema "${sqlName}"`);
  }

  async function runTransforms(graph: StackGraph): Promise<Record<string, number>> {
    const failures: Record<string, number> = {};
    const names = graph.runs.flatMap(({ levels }) => levels.flat().flatMap((step) => (step.kind === "transform" ? [step.transform] : [])));
    for (const name of names) {
      const transform = graph.transforms.find((candidate) => candidate.name === name);
      if (!transform || transform.target.store === "lake") continue;
      await client.query("begin");
      for (const statement of transform.statements) await client.query(statement);
      await client.query("commit");
      for (const check of transform.checks) failures[check.name] = (await rows(`select * from (\n${check.sql}\n) as found`)).length;
    }
    return failures;
  }

  async function rows(sql: string): Promise<unknown[][]> {
    return (await client.query({ text: sql, rowMode: "array" })).rows as unknown[][];
  }

  async function loadCsv(table: string, file: string): Promise<void> {
    const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
    const values = lines.map(
      (line) =>
        `(${[...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => `'${(quoted ?? plain ?? "").replaceAll("'", "''")}'`).join(", ")})`,
    );
    await client.query(
      `create table ${table} (${head
        .split(",")
        .map((column) => `"${column}" text`)
        .join(", ")})`,
    );
    await client.query(`insert into ${table} values ${values.join(", ")}`);
  }

  test("shop: from the samples to daily revenue", async () => {
    const graph = graphOf("shop", "dev");
    await prepare(graph);
    await client.query("create schema shop_dev_raw");
    await loadCsv("shop_dev_raw.raw_orders", examplePath("shop", "samples/orders-db/orders.csv"));
    await client.query(
      "create table shop_dev_raw.orders as select order_id::int, customer_id::int, status, currency, amount::numeric, ordered_at::timestamp, updated_at::timestamp from shop_dev_raw.raw_orders",
    );
    const clean = graph.transforms.find(({ name }) => name === "orders_clean");
    await client.query(`create table lake_curated.orders_clean as ${clean?.select}`);
    expect(await rows("select count(*)::int, count(distinct order_id)::int from lake_curated.orders_clean")).toEqual([[220, 220]]);
    expect(await rows("select distinct status from lake_curated.orders_clean order by 1")).toEqual([
      ["cancelled"],
      ["delivered"],
      ["open"],
      ["paid"],
      ["returned"],
      ["shipped"],
    ]);
    expect(await runTransforms(graph)).toEqual({ "not_null day": 0, "not_null revenue": 0, "unique day": 0 });
    const [[days, orders] = []] = await rows("select count(*)::int, sum(orders)::int from marts.daily_revenue");
    expect(days).toBeGreaterThan(5);
    expect(orders).toBeGreaterThan(100);
    expect(
      await rows(
        "select has_table_privilege('analysts', 'marts.daily_revenue', 'select'), has_table_privilege('analysts', 'marts.daily_revenue', 'insert')",
      ),
    ).toEqual([[true, false]]);
    expect(await rows("select has_table_privilege('engineers', 'marts.daily_revenue', 'insert')")).toEqual([[true]]);
  });

  test("start-simple: tables of the application become a mart", async () => {
    const graph = graphOf("start-simple", "dev");
    await prepare(graph);
    await client.query("create table app.products as select 1 as product_id, 'Mug' as name, 9.9 as unit_price");
    await client.query(
      "create table app.bookings as select n as booking_id, 1 as product_id, timestamp '2026-01-30' + n * interval '1 day' as booked_at, 2 as quantity, case when n = 3 then 'cancelled' else 'done' end as status from generate_series(1, 4) as n",
    );
    expect(await runTransforms(graph)).toEqual({ "not_null month": 0, "not_null product": 0, "unique month, product": 0 });
    expect(await rows("select month::text, product, bookings::int, revenue::text from marts.monthly_bookings order by 1")).toEqual([
      ["2026-01-01", "Mug", 1, "19.80"],
      ["2026-02-01", "Mug", 2, "39.60"],
    ]);
  });

  test("existing-network-and-database: merged shipments, a view over them, invoices that are sent again", async () => {
    const graph = graphOf("existing-network-and-database", "prod");
    await prepare(graph);
    await client.query("create table lake_raw.carriers as select 7 as carrier_id, 'Fast' as name");
    await client.query(
      "create table lake_raw.shipments as select n / 2 as shipment_id, 7 as carrier_id, case n % 2 when 0 then 'planned' else 'Delivered' end as status, 100 as weight_grams, null::timestamp as shipped_at, null::timestamp as delivered_at, timestamp '2026-01-01' + n * interval '1 hour' as updated_at from generate_series(2, 8) as n",
    );
    await client.query(
      "create table lake_raw.carrier_invoices as select 'i1' as invoice_number, '7' as carrier_id, '2026-01-15' as invoice_date, amount, '3' as shipments, received_at from (values ('10.50', '2026-01-16'), ('12.50', '2026-01-17')) as sent (amount, received_at)",
    );
    expect(await runTransforms(graph)).toEqual({
      "accepted_values status": 0,
      "relationships carrier_id": 0,
      "unique carrier_id, month": 0,
      "sql 1": 0,
    });
    expect(await rows("select shipment_id::int from marts.open_shipments")).toEqual([[4]]);
    expect(await rows("select billed::text, shipments::int from marts.carrier_costs")).toEqual([["12.50", 3]]);
    await client.query("insert into lake_raw.shipments values (4, 8, 'stolen', 1, null, null, '2026-02-01')");
    expect(await runTransforms(graph)).toMatchObject({ "accepted_values status": 1, "relationships carrier_id": 1 });
    expect(await rows("select relkind from pg_class where relname = 'open_shipments'")).toEqual([["v"]]);
    expect(await rows("select has_table_privilege('logistics_prod_planners', 'lake_raw.carriers', 'select')")).toEqual([[false]]);
    for (const load of graph.loads) for (const statement of load.grants) await client.query(statement);
    expect(
      await rows(
        "select has_table_privilege('logistics_prod_planners', 'lake_raw.carriers', 'select'), has_table_privilege('logistics_prod_planners', 'lake_raw.shipments', 'select')",
      ),
    ).toEqual([[true, false]]);
  });
});
