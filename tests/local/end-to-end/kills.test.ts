import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand, StackFolder } from "../../harness/command-line";
import { startPostgres, type TestPostgres } from "../../harness/postgres";
import { readTables } from "./tables";

const kills = 20;
const firstRows = 40_000;
const grownRows = 1_500;

const spec = `apiVersion: datastack/v1
name: killed
owner: data-platform@shop.example
environments:
  dev: { account: "111111111111", region: eu-west-1 }
lake:
  zones:
    raw: {}
    merged: { format: iceberg }
    curated: { format: iceberg }
warehouse:
  engine: aurora-postgresql
  schemas: [app, marts]
sources:
  till: { type: postgresql, host: till.shop.example, database: till, secret: shop/till }
  orders-db: { type: postgresql, host: orders.shop.example, database: orders, secret: shop/orders }
  drop: { type: s3, bucket: partner-drop, prefix: in/, format: csv }
  web: { type: clickstream }
ingestion:
  till:
    from: sources.till
    tables: { public.sales: { cursor: sold_at, key: [sale_id] } }
    to: lake.raw
    schedule: { every: 1 hour }
  history:
    from: sources.orders-db
    tables: { public.moves: { cursor: move_id, key: [move_id] } }
    to: lake.raw
    schedule: { every: 1 hour }
  orders:
    from: sources.orders-db
    tables: { public.orders: { cursor: updated_at, key: [order_id] } }
    to: lake.merged
    schedule: { every: 1 hour }
  copies:
    from: sources.orders-db
    tables:
      public.orders: { cursor: updated_at, key: [order_id] }
      public.shops: { key: [shop_id] }
    to: warehouse.app
    schedule: { every: 1 hour }
  invoices: { from: sources.drop, to: lake.raw }
  bills: { from: sources.drop, to: warehouse.app }
  events: { from: sources.web, to: lake.raw }
transforms:
  sales_clean:
    sql: sql/sales_clean.sql
    to: lake.curated
    materialize: { incremental: [sale_id] }
  daily_sales: { sql: sql/daily_sales.sql, to: warehouse.marts, checks: [unique: [day, product]] }
  order_states:
    sql: sql/order_states.sql
    to: warehouse.marts
    materialize: { incremental: [order_id] }
  event_types: { sql: sql/event_types.sql, to: lake.curated, schedule: { every: 1 hour } }
`;

const sql: Readonly<Record<string, string>> = {
  sales_clean:
    'select cast(sale_id as bigint) as sale_id, product, cast(quantity as integer) as quantity, cast(sold_at as timestamp(6)) as sold_at from {{ ref("lake.raw.sales") }}',
  daily_sales:
    'select cast(sold_at as date) as day, product, sum(quantity) as sold from {{ ref("lake.curated.sales_clean") }} group by 1, 2',
  order_states:
    'select o.order_id, o.state, s.name as shop from {{ ref("warehouse.app.orders") }} o join {{ ref("warehouse.app.shops") }} s on s.shop_id = o.shop_id',
  event_types: "select json_extract_scalar(payload, '$.type') as type, count(*) as events from {{ ref(\"lake.raw.events\") }} group by 1",
};

/** Numbers from 0 to 1, the same ones in every run of the test. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const random = seeded(20_260_301);
let server: TestPostgres;
let source: Client;
let killed: StackFolder;
let undisturbed: StackFolder;

/** What every source has more of after each kill. Many rows have the same cursor, also the greatest one. */
const growth = {
  last: { sale: 0, event: 0, file: 0 },

  sales(count: number): string {
    const time = (id: number): string =>
      new Date(Date.UTC(2026, 0, 1) + Math.floor(id / 700) * 1000).toISOString().slice(0, 19).replace("T", " ");
    return Array.from({ length: count }, () => {
      const id = ++this.last.sale;
      return `${id},product ${id % 7},${id % 5},${time(id)}\n`;
    }).join("");
  },

  events(count: number): string {
    return Array.from({ length: count }, () => `${JSON.stringify({ type: `t${++this.last.event % 3}`, number: this.last.event })}\n`).join(
      "",
    );
  },

  async database(count: number): Promise<void> {
    await source.query(`insert into orders select n, n % 4, 'open', clock_timestamp() from generate_series((select coalesce(max(order_id), 0) from orders) + 1,
      (select coalesce(max(order_id), 0) from orders) + ${count}) as n`);
    await source.query(`update orders set state = 'paid', updated_at = clock_timestamp() where order_id % 37 = ${this.last.file % 37}`);
    await source.query(`insert into moves (what) select 'move' from generate_series(1, ${count})`);
  },

  async grow(count: number): Promise<void> {
    appendFileSync(killed.path("samples/till/sales.csv"), this.sales(count));
    appendFileSync(killed.path("samples/web/events.jsonl"), this.events(Math.ceil(count / 10)));
    const file = ++this.last.file;
    killed.write(`samples/drop/2026/invoice-${file}.csv`, `invoice,amount\n${`${file},12.50\n`.repeat(Math.ceil(count / 10))}`);
    await this.database(count);
  },
};

const place = () => ["--source", `orders-db=postgresql://postgres@/postgres?host=${encodeURIComponent(source.host)}`];

beforeAll(async () => {
  buildCommand();
  server = await startPostgres();
  source = await server.connect();
  await source.query("create table orders (order_id int primary key, shop_id int, state text, updated_at timestamptz)");
  await source.query("create table moves (move_id serial primary key, what text)");
  await source.query(
    "create table shops (shop_id int primary key, name text); insert into shops select n, 'shop ' || n from generate_series(0, 3) n",
  );
  const files = Object.fromEntries(Object.entries(sql).map(([name, text]) => [`sql/${name}.sql`, text]));
  killed = StackFolder.ofFiles({
    "stack.yaml": spec,
    ...files,
    "samples/till/sales.csv": "sale_id,product,quantity,sold_at\n",
    "samples/web/events.jsonl": "",
  });
  await growth.grow(firstRows);
}, 120_000);

afterAll(async () => {
  killed.end();
  undisturbed?.end();
  await server.stop();
});

describe("a run that is killed", () => {
  it(`${kills} times at any moment, while its sources grow, makes the tables of an undisturbed run`, async () => {
    let longest = 2500;
    const ends: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const victim = (["run", "run", "both", "server"] as const)[Math.floor(random() * 4)] ?? "run";
      const after = 150 + random() * longest;
      const began = Date.now();
      const run = killed.start(["run", "stack.yaml", "--quiet", ...place()]);
      let printed = "";
      for (const stream of [run.stdout, run.stderr]) stream?.on("data", (text) => (printed += String(text)));
      const ended = once(run, "exit");
      await Promise.race([ended, sleep(after)]);
      if (victim !== "run") killServer();
      if (victim !== "server") run.kill("SIGKILL");
      const [status] = (await ended) as [number | null];
      if (status === 0) longest = Math.min(longest, Date.now() - began);
      ends.push(`${victim} after ${Math.round(after)} ms: ${status}`);
      expect(status === null || status === 0 || status === 1, `${ends.at(-1)}\n${printed}`).toBe(true);
      await growth.grow(grownRows);
    }
    const last = killed.run(place());
    expect(last.steps.filter(({ status }) => status !== "done")).toEqual([]);

    const inputs = [
      "stack.yaml",
      "samples/till/sales.csv",
      "samples/web/events.jsonl",
      ...Object.keys(sql).map((name) => `sql/${name}.sql`),
    ];
    for (let file = 1; file <= growth.last.file; file++) inputs.push(`samples/drop/2026/invoice-${file}.csv`);
    undisturbed = StackFolder.ofFiles(Object.fromEntries(inputs.map((file) => [file, killed.read(file)])));
    expect(await readTables(last), ends.join("\n")).toEqual(await readTables(undisturbed.run(place())));
  }, 300_000);
});

/** The server of the killed stack, if it has got that far. */
function killServer(): void {
  try {
    process.kill(Number(readFileSync(killed.path(".datastack/killed/warehouse/data/postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
  } catch {
    // It does not run yet.
  }
}
