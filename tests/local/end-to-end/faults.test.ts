import { once } from "node:events";
import { readdirSync, rmSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StackFolder, stepOf } from "../../harness/command-line";
import { runHere, stopHere } from "../../harness/run-here";
import { readTables, type TableContent } from "./tables";

const shop = StackFolder.ofExample("shop");
const undisturbed = StackFolder.ofExample("shop");
let expected: Readonly<Record<string, TableContent>>;

beforeAll(async () => {
  expected = await readTables(await runHere(undisturbed));
});

afterAll(() => Promise.all([shop.end(), undisturbed.end()]));

const call = (...words: readonly string[]) => shop.call(["run", "shop.yaml", ...words]);

/** What a run that cannot begin prints: one line. */
function refusal(stack: StackFolder, ...words: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const { status, stdout, stderr } = stack.call(["run", stack.spec, ...words]);
  expect(stdout).toBe("");
  expect(stderr.trimEnd()).not.toContain("\n");
  return { status, stderr };
}

async function expectNothingLost(): Promise<void> {
  const run = await runHere(shop);
  expect(run.steps.filter(({ status }) => status !== "done")).toEqual([]);
  expect(await readTables(run)).toEqual(expected);
}

describe("a fault of a source", () => {
  it("names the file and the line of a bad row, and takes nothing of the file", async () => {
    const restore = shop.edit("samples/orders-db/orders.csv", (text) => text.replace("\n50001,", "\n50001,too,many,values,"));
    const run = await runHere(shop);
    restore();
    expect(run.exit).toBe(1);
    expect(stepOf(run, "lake.raw.orders")).toMatchObject({
      status: "failed",
      problem: { message: "samples/orders-db/orders.csv line 3: 10 fields, but the header has 7." },
    });
    expect(stepOf(run, "lake.curated.orders_clean").status).toBe("skipped");
    await expectNothingLost();
  });

  it("names the files that it looked for", async () => {
    const text = shop.read("samples/orders-db/orders.csv");
    rmSync(shop.path("samples/orders-db/orders.csv"));
    const run = await runHere(shop);
    shop.write("samples/orders-db/orders.csv", text);
    expect(run.exit).toBe(1);
    expect(stepOf(run, "lake.raw.orders").problem).toEqual({
      message: expect.stringContaining("public.orders has no file samples/orders-db/orders.csv or samples/orders-db/public.orders.csv"),
      place: { file: "shop.yaml", line: 42, column: 7 },
    });
    await expectNothingLost();
  });

  it("says that a database does not answer", async () => {
    const run = await runHere(shop, { source: { "orders-db": "postgres://somebody:canary-5150@127.0.0.1:1/orders" } });
    expect(run.exit).toBe(1);
    expect(stepOf(run, "lake.raw.orders").problem?.message).toMatch(/127\.0\.0\.1:1\b/);
    expect(JSON.stringify(run)).not.toContain("canary");
  });

  it("says that a password is wrong", async () => {
    const { warehouse } = await runHere(shop);
    const place = `postgres://analysts:canary-5150@${warehouse?.host}:${warehouse?.port}/${warehouse?.database}`;
    const wrong = await runHere(shop, { source: { "orders-db": place } });
    expect(wrong.exit).toBe(1);
    expect(stepOf(wrong, "lake.raw.orders").problem?.message).toMatch(/password/);
    expect(JSON.stringify(wrong)).not.toContain("canary");
  });

  it("refuses a source that the spec has not", () => {
    const { status, stderr } = refusal(shop, "--source", "order-db=samples/orders-db");
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'error: --source: the spec has no source "order-db". Did you mean "orders-db"? It has orders-db and web.\n',
    });
  });
});

describe("a wrong call", () => {
  it("of --warehouse says what it takes, without the URL", () => {
    for (const url of [
      "mysql://u:canary-5150@h/d",
      "postgres://u:canary-5150@127.0.0.1:99999/d",
      "warehouse",
      "postgres://u:canary-5150@127.0.0.1:1/d",
    ]) {
      const { status, stdout, stderr } = call("--warehouse", url);
      expect({ url, status }).toEqual({ url, status: 1 });
      expect(stdout + stderr).not.toContain("canary");
      expect(stdout + stderr).not.toContain("This is a bug");
    }
  });

  it("of --port says that the port is taken", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const { status, stderr } = call("--serve", "--port", String(port));
    server.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`error: .*\\b${port}\\b.*\\n$`));
  });
});

/** A lake alone: its state is made anew in a moment. */
describe("a damaged lake", () => {
  const lake = StackFolder.ofFiles({
    "stack.yaml": `apiVersion: datastack/v1
name: dropped
owner: data-platform@shop.example
environments: { dev: { account: "111111111111", region: eu-west-1 } }
lake: { zones: { raw: {} } }
sources: { drop: { type: s3, bucket: partner-drop, format: csv } }
ingestion: { orders: { from: sources.drop, to: lake.raw } }
`,
    "samples/drop/day-1.csv": "order_id,amount\n1,2.50\n2,\n",
  });
  afterAll(() => lake.end());
  const state = ".datastack/dropped";

  it.each([
    {
      what: "names the file of the catalog that is cut off",
      damage: () => truncateSync(lake.path(`${state}/catalog/${readdirSync(lake.path(`${state}/catalog`))[0]}`), 40),
      said: /^error: .*catalog\/.*\.json.*damaged.*--reset/,
    },
    {
      what: "names the file of a table that is gone",
      damage: () => rmSync(lake.path(`${state}/lake/raw/orders`), { recursive: true }),
      said: /^error: lake\.raw\.orders lacks its file .*--reset/,
    },
    {
      what: "says that its format is none",
      damage: () => lake.write(`${state}/format`, "{ garbage"),
      said: /^error: .* holds the state of another version of datastack \(\{ garbage\): --reset starts over\.$/m,
    },
  ])("$what, and --reset starts over", async ({ damage, said }) => {
    const before = await readTables(await runHere(lake));
    damage();
    expect(refusal(lake)).toEqual({ status: 1, stderr: expect.stringMatching(said) });
    expect(await readTables(await runHere(lake, { reset: true }))).toEqual(before);
    expect(stepOf(await runHere(lake), "lake.raw.orders").rows).toBe(0);
  });

  it("is run when its lock is garbage", async () => {
    await runHere(lake);
    lake.write(`${state}/lock`, "{ garbage");
    expect(refusal(lake, "--quiet")).toEqual({ status: 0, stderr: "" });
  });
});

describe("a damaged warehouse", () => {
  it("says why it does not start, and what does", async () => {
    await stopHere(shop);
    const restore = shop.edit(".datastack/shop/warehouse/data/PG_VERSION", () => "garbage\n");
    const run = await runHere(shop);
    restore();
    expect(run.exit).toBe(1);
    const message = run.problem?.message ?? stepOf(run, "lake.curated.orders_clean", "load").problem?.message;
    expect(message).toMatch(/does not start: .*PG_VERSION.*--reset/);
    expect(stepOf(run, "lake.curated.orders_clean").status).toBe("done");
    await expectNothingLost();
  });

  it.each(["setup.json", "pgpass"])("is removed by --reset when its %s is garbage", async (file) => {
    shop.write(`.datastack/shop/warehouse/${file}`, "{ garbage");
    const { status, stdout, stderr } = call("--quiet");
    expect(stdout + stderr).not.toContain("This is a bug");
    if (status !== 0) expect(stdout + stderr).toContain("--reset");
    expect((await runHere(shop, { reset: true })).exit).toBe(0);
    await expectNothingLost();
  });

  it("is taken over after kill -9", async () => {
    const run = shop.start(["run", "shop.yaml", "--quiet"]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    run.kill("SIGKILL");
    await once(run, "exit");
    await expectNothingLost();
  });
});

describe("SQL that fails", () => {
  it("is located in its file, after a template", async () => {
    const restore = shop.edit(
      "sql/daily_revenue.sql",
      (text) => `{% set one = "a" ~
 "b" %}\n${text.replace("count(*) as orders", "count(nowhere) as orders")}`,
    );
    const run = await runHere(shop);
    restore();
    expect(run.exit).toBe(1);
    expect(stepOf(run, "warehouse.marts.daily_revenue").problem).toMatchObject({
      message: expect.stringContaining("nowhere"),
      place: { file: "sql/daily_revenue.sql", line: 6, column: 9 },
    });
    const lake = shop.edit(
      "sql/orders_clean.sql",
      (text) => `{% if true %}\n{% endif %}${text.replace("lower(trim(status))", "lower(trim(sttus))")}`,
    );
    const failed = await runHere(shop);
    lake();
    expect(stepOf(failed, "lake.curated.orders_clean").problem).toMatchObject({
      place: { file: "sql/orders_clean.sql", line: 20, column: 14 },
    });
    await expectNothingLost();
  });

  it("is refused before anything runs when it is Athena's alone", () => {
    const restore = shop.edit("sql/orders_clean.sql", (text) =>
      text.replace("lower(trim(status)) as status", "date_format(ordered_at at time zone 'UTC', '%Y') as status"),
    );
    const { status, stdout, stderr } = call();
    restore();
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^sql\/orders_clean\.sql:19:26 {2}error {2}local-sql/);
  });

  it("fails a check with five rows, and what depends on it is skipped", async () => {
    const restore = shop.edit("shop.yaml", (text) =>
      text.replace(
        "materialize: { incremental: [order_id] }",
        "materialize: { incremental: [order_id] }\n    checks: [accepted_values: { status: [none] }]",
      ),
    );
    const run = await runHere(shop);
    restore();
    expect(run.exit).toBe(1);
    const step = stepOf(run, "lake.curated.orders_clean");
    expect(step.checks).toMatchObject([
      { name: "accepted_values status", failures: expect.any(Number), rows: Array(5).fill(expect.anything()) },
    ]);
    expect(stepOf(run, "warehouse.marts.daily_revenue").status).toBe("skipped");
    await expectNothingLost();
  });

  // Last, as its datasets stay.
  it("of a view is told where its first rows would be", () => {
    shop.edit("shop.yaml", (text) =>
      text.replace(
        "\naccess:",
        `
  marts_view: { sql: sql/marts_view.sql, to: warehouse.marts, materialize: view, schedule: { every: 1 day } }
  lake_view: { sql: sql/lake_view.sql, to: lake.raw, materialize: view, schedule: { every: 1 day } }

access:`,
      ),
    );
    shop.write("sql/marts_view.sql", 'select 1 / (orders - orders) as x from {{ ref("warehouse.marts.daily_revenue") }}');
    shop.write("sql/lake_view.sql", 'select cast(status as bigint) as x from {{ ref("lake.curated.orders_clean") }}');
    const { status, stdout } = call();
    expect(status).toBe(0);
    expect(stdout).toContain(
      "warehouse.marts.marts_view, the first rows\n\n  warehouse.marts.marts_view cannot be read: division by zero.\n",
    );
    expect(stdout).toMatch(/lake\.raw\.lake_view, the first rows\n\n {2}lake\.raw\.lake_view cannot be read: .*BIGINT|INT64/);
  });
});
