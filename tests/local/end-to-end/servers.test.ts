import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPasswords } from "../../../local/warehouse/password-file";
import { StackFolder, stepOf, type RunDocument } from "../../harness/command-line";
import { examplePath } from "../../harness/example-paths";
import { queryHere, runHere } from "../../harness/run-here";

const canary = "canary-5150";

/** Its own server is everybody else's here: a source, and a warehouse that runs already. */
const host = StackFolder.ofExample("start-simple");
const shop = StackFolder.ofExample("shop");
let address: string;
let administrator: Client;

beforeAll(async () => {
  host.write(
    "samples/bookings-db/bookings.csv",
    "booking_id,product_id,quantity,status,booked_at,updated_at\n1,1,2,open,2026-01-01,2026-01-01\n",
  );
  host.write("samples/bookings-db/products.csv", "product_id,name,unit_price\n1,lamp,9.50\n");
  const { warehouse } = await runHere(host);
  if (!warehouse) throw new Error("the host has a server");
  const { port, user, passwordFile } = warehouse;
  const password = readPasswords(path.dirname(passwordFile)).get(user) ?? "";
  administrator = new Client({ host: warehouse.host, port, user, password, database: "postgres" });
  await administrator.connect();
  await administrator.query(`create role olga login createrole password '${canary}'`);
  await administrator.query("create database reports owner olga");
  await administrator.query("create database orders owner olga");
  address = `127.0.0.1:${port}`;
  const olga = new Client({ host: warehouse.host, port, user: "olga", password: canary, database: "orders" });
  await olga.connect();
  await olga.query(`create table orders as select n as order_id, n as customer_id, 'paid' as status, 'EUR' as currency, 1.50 as amount,
    timestamp '2026-01-01' as ordered_at, timestamp '2026-01-01' + n * interval '1 minute' as updated_at from generate_series(1, 100) n`);
  await olga.query("create table customers as select n as customer_id, 'x' as name from generate_series(1, 100) n");
  await olga.end();
});

afterAll(async () => {
  await administrator?.end();
  await Promise.all([shop.end(), host.end()]);
});

const url = (database: string, password = canary) => `postgres://olga:${password}@${address}/${database}`;
const reports = () => ({ warehouse: url("reports") });

const ask = (group: string, relation: string): Promise<string> =>
  queryHere(shop, `select count(*) > 0 as found from ${relation}`, { ...reports(), as: group });

/** How many rows each dataset of the shop has after a run with a server of its own: `tests/examples` makes sure of it. */
function rowsOfOwn(dataset: string): number | undefined {
  const lines = readFileSync(examplePath("shop", "expected-run.jsonl"), "utf8").trimEnd().split("\n");
  const steps = lines.map((line) => JSON.parse(line) as { readonly dataset: string; readonly rows?: number });
  return steps.find((step) => step.dataset === dataset && step.rows !== undefined)?.rows;
}

describe("a warehouse that runs already", () => {
  let run: RunDocument;

  it("has the tables that the stack's own would have", async () => {
    run = await runHere(shop, reports());
    expect(run.steps.filter(({ status }) => status !== "done")).toEqual([]);
    expect(run.warehouse).toMatchObject({ host: "127.0.0.1", database: "reports", user: "olga" });
    const again = await runHere(shop, reports());
    expect(stepOf(again, "lake.raw.orders").rows).toBe(0);
    const client = new Client({ connectionString: url("reports") });
    await client.connect();
    const { rows } = await client.query<{ marts: string; curated: string }>(
      "select (select count(*) from marts.daily_revenue) as marts, (select count(*) from lake_curated.orders_clean) as curated",
    );
    await client.end();
    expect(rows.map(({ marts, curated }) => [Number(marts), Number(curated)])).toEqual([
      [rowsOfOwn("warehouse.marts.daily_revenue"), rowsOfOwn("lake.curated.orders_clean")],
    ]);
  });

  it("has logins for the groups", async () => {
    const logins = run.warehouse?.logins ?? [];
    const passwords = readPasswords(path.dirname(run.warehouse?.passwordFile ?? ""));
    for (const { group, user } of logins) {
      const client = new Client({ connectionString: url("reports"), user, password: passwords.get(user) ?? "" });
      const login = new Client({
        host: "127.0.0.1",
        port: Number(address.split(":")[1]),
        database: "reports",
        user,
        password: passwords.get(user) ?? "",
      });
      await client.end();
      await login.connect();
      await login.query("select * from marts.daily_revenue");
      const write = login.query("delete from marts.daily_revenue where false");
      if (group === "engineers") await write;
      else await expect(write).rejects.toMatchObject({ code: "42501" });
      await expect(login.query("drop table marts.daily_revenue")).rejects.toMatchObject({ code: "42501" });
      await login.end();
    }
    expect(await ask("analysts", "warehouse.marts.daily_revenue")).toBe("found\ntrue\n");
    await expect(ask("analysts", "lake.raw.orders")).rejects.toThrow("The group analysts may not read lake.raw.orders");
  });
});

describe("a source that is a database", () => {
  const options = (database = "orders", password = canary) => ({ ...reports(), source: { "orders-db": url(database, password) } });

  it("is read, and says what is wrong", async () => {
    const run = await runHere(shop, { ...options(), reset: true });
    expect(stepOf(run, "lake.raw.orders")).toMatchObject({
      status: "done",
      rows: 100,
      origin: `postgresql://${address}/orders public.orders`,
    });
    const wrong = await runHere(shop, options("orders", `${canary}-wrong`));
    expect(wrong.exit).toBe(1);
    expect(stepOf(wrong, "lake.raw.orders").problem?.message).toMatch(/password/);
    const elsewhere = await runHere(shop, options("nowhere"));
    expect(stepOf(elsewhere, "lake.raw.orders").problem?.message).toMatch(/nowhere/);
    expect(JSON.stringify([run, wrong, elsewhere])).not.toContain(canary);
  });

  it("names the nearest table when there is none of a name", async () => {
    const restore = shop.edit("shop.yaml", (text) => text.replace("public.customers:", "public.customer:"));
    const run = await runHere(shop, options());
    restore();
    expect(run.exit).toBe(1);
    expect(stepOf(run, "lake.raw.customer").problem?.message).toMatch(/Did you mean "?public\.customers"?\?/);
    expect((await runHere(shop, options())).exit).toBe(0);
  });
});

describe("a password", () => {
  it("is nowhere but in the file of passwords", () => {
    const env = { PGPASSWORD: canary };
    const noPassword = `postgres://olga@${address}`;
    const outputs = [
      shop.call(["run", "shop.yaml", "--source", `orders-db=${url("orders")}`, "--warehouse", url("reports")]),
      shop.call(["run", "shop.yaml", "--source", `orders-db=${noPassword}/orders`, "--warehouse", `${noPassword}/reports`], { env }),
      shop.call(["run", "shop.yaml", "--source", `orders-db=${url("orders")}`]),
      shop.call(["run", "shop.yaml", "--source", `orders-db=${url("orders")}`, "--format", "json"]),
      shop.call(["run", "shop.yaml", "--source", `orders-db=${url("missing")}`, "--warehouse", url("missing")]),
      shop.call(["run", "shop.yaml", "--source", `orders-db=postgres://olga:${canary}@127.0.0.1:bad/x`]),
      shop.call(["run", "shop.yaml", "--source", `orders-db=mysql://olga:${canary}@h/x`]),
      shop.call(["run", "shop.yaml", "--source", `web=http://olga:${canary}@127.0.0.1:1/events.jsonl`]),
      shop.call(["query", "select 1 from warehouse.marts.daily_revenue", "shop.yaml", "--warehouse", url("reports")]),
      shop.call(["query", "select nothing from warehouse.marts.daily_revenue", "shop.yaml", "--warehouse", url("missing")]),
    ];
    for (const { stdout, stderr } of outputs) {
      expect(stdout + stderr).not.toContain(canary);
      expect(stdout + stderr).not.toContain("This is a bug");
    }
    expect(outputs.map(({ status }) => status)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 1]);
    expect([...filesWith(shop.path(".datastack"), canary)].filter((file) => path.basename(file) !== "pgpass")).toEqual([]);
    expect(host.read(".datastack/start-simple/warehouse/server.log")).not.toContain(canary);
  });
});

function* filesWith(folder: string, text: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* filesWith(file, text);
    else if (readFileSync(file).includes(text)) yield file;
  }
}
