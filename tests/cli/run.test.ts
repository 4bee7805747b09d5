import { appendFileSync, existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { StackFolder, stepOf, type RunDocument } from "../harness/command-line";
import { runHere } from "../harness/run-here";

const stack = StackFolder.ofExample("shop");
afterAll(() => stack.end());

describe("datastack run", () => {
  it("runs a stack on this machine and shows its result", () => {
    const { status, stdout, stderr } = stack.call(["run", "shop.yaml"]);
    expect({ status, complaints: (stdout + stderr).match(/^.*(✗|error).*$/gim) }).toEqual({ status: 0, complaints: null });
    expect(stdout).toMatch(/^✓ shop: 6 done in /);
    expect(stdout).toContain("\nwarehouse.marts.daily_revenue, the first 5 rows\n\n  day  ");
    expect(stdout).toMatch(/ {2}analysts {4}PGPASSFILE=\S+ psql -h 127\.0\.0\.1 -p \d+ -U \S+ -d \S+\n/);
    expect(stdout).toMatch(/ {2}stop {8}node \S+ stop shop\.yaml\n$/);
    expect(stderr.split("\n").filter((line) => line.startsWith("✓"))).toHaveLength(6);
    expect(stdout + stderr).not.toMatch(/\u001b/);
  });

  it("takes no row twice, and says what it did as one document", () => {
    const { status, stdout, stderr } = stack.call(["run", "shop.yaml", "--format", "json"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const run = JSON.parse(stdout) as RunDocument;
    expect(run).toMatchObject({ format: "datastack.run/v1", stack: "shop", status: "done", state: stack.path(".datastack/shop") });
    expect(stepOf(run, "lake.raw.orders")).toMatchObject({ status: "done", rows: 0 });
    expect(stepOf(run, "lake.raw.events")).toMatchObject({ status: "done", rows: 0 });
    expect(existsSync(run.warehouse?.passwordFile ?? "")).toBe(true);
    expect(run.warehouse?.logins.map(({ group }) => group)).toEqual(["analysts", "engineers"]);
  });

  it("takes the rows that are new", async () => {
    appendFileSync(stack.path("samples/orders-db/orders.csv"), "99001,1001,paid,EUR,10.00,2031-01-05 07:40:00,2031-01-05 07:40:00\n");
    expect(stepOf(await runHere(stack), "lake.raw.orders")).toMatchObject({ status: "done", rows: 1 });
  });

  it("runs one node with what it needs", () => {
    const run = stack.run(["--only", "orders_clean"]);
    expect(run.steps.map(({ dataset }) => dataset)).toEqual(["lake.raw.orders", "lake.curated.orders_clean"]);
    expect(stack.call(["run", "shop.yaml", "--only", "orders_cleen"])).toMatchObject({
      status: 2,
      stdout: "",
      stderr: 'The stack has no "orders_cleen" to run. Did you mean "orders_clean"?\n',
    });
  });

  it("ends with 1 and shows five rows when a check fails", async () => {
    const restore = stack.edit("shop.yaml", (text) =>
      text.replace("- unique: [day]", "- unique: [day]\n      - accepted_values: { orders: [-1] }"),
    );
    try {
      const run = await runHere(stack);
      expect(run).toMatchObject({ exit: 1, status: "failed" });
      const check = stepOf(run, "warehouse.marts.daily_revenue").checks.find(({ name }) => name === "accepted_values orders");
      expect(check?.rows).toHaveLength(5);
      expect(check).toMatchObject({ place: { file: "shop.yaml", line: 62 } });
      const { status, stdout } = stack.call(["run", "shop.yaml", "--quiet"]);
      expect(status).toBe(1);
      expect(stdout).toMatch(/^shop\.yaml:62:\d+ {2}check failed {2}accepted_values orders {2}/);
      expect(stdout).toMatch(/ rows should not be, 5 rows of them here:\n\n {2}day/);
    } finally {
      restore();
    }
  });

  it("names the sample that is missing, skips what waits for it, and does the rest", async () => {
    const restore = stack.edit("shop.yaml", (text) => text.replace("public.orders:", "public.ordres:"));
    const sql = stack.edit("sql/orders_clean.sql", (text) => text.replace("raw.orders", "raw.ordres"));
    try {
      const run = await runHere(stack);
      expect(run.exit).toBe(1);
      expect(stepOf(run, "lake.raw.ordres")).toMatchObject({
        status: "failed",
        problem: { message: expect.stringContaining("samples/orders-db") },
      });
      expect(stepOf(run, "lake.raw.customers").status).toBe("done");
      expect(stepOf(run, "warehouse.marts.daily_revenue")).toMatchObject({
        status: "skipped",
        problem: { message: "It waited for ingestion.orders (lake.raw.ordres), which failed." },
      });
    } finally {
      restore();
      sql();
    }
  });

  it("prints nothing but problems when it is quiet", () => {
    expect(stack.call(["run", "shop.yaml", "--quiet"])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("prints the problems of the spec with their place", () => {
    const restore = stack.edit("shop.yaml", (text) => text.replace("retention: 400 days", "retenton: 400 days"));
    try {
      const { status, stdout, stderr } = stack.call(["run", "shop.yaml"]);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^shop\.yaml:21:12 {2}error {2}unknown-key/);
    } finally {
      restore();
    }
  });

  it("says how it is called", () => {
    expect(stack.call(["run", "shop.yaml", "--port", "99999"])).toMatchObject({ status: 2, stdout: "" });
    expect(stack.call(["run", "shop.yaml", "--source", "orders-db"]).stderr).toContain("Write <name>=<place>");
  });

  it("starts over when it is asked to", () => {
    expect(stepOf(stack.run(["--reset"]), "lake.raw.orders").rows).toBeGreaterThan(100);
  });

  it("says in one line that the state cannot be used", () => {
    const { status, stdout, stderr } = stack.call(["run", "shop.yaml", "--state", "shop.yaml"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^error: The state folder .* cannot be used: .*\n$/);
  });

  it("lets one run at a time work on a stack, and stops when it is told to", async () => {
    const serving = stack.start(["run", "shop.yaml", "--serve", "--port", "0"]);
    try {
      await new Promise<void>((resolve) => serving.stdout?.once("data", () => resolve()));
      const { status, stderr } = stack.call(["run", "shop.yaml"]);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: `error: Another run (process ${serving.pid}) works on this stack: wait until it ends, or end it.\n`,
      });
      expect(stack.call(["stop", "shop.yaml"]).status).toBe(1);
    } finally {
      serving.kill("SIGINT");
    }
    expect(await new Promise((resolve) => serving.once("exit", resolve))).toBe(0);
  });
});

describe("datastack stop", () => {
  it("stops the warehouse, whatever the spec's problems", () => {
    const restore = stack.edit("shop.yaml", (text) => `${text}\nnonsense: true\n`);
    try {
      expect(stack.call(["stop", "shop.yaml"])).toEqual({ status: 0, stdout: "", stderr: "The warehouse of shop has stopped.\n" });
      expect(stack.call(["stop", "shop.yaml"])).toEqual({ status: 0, stdout: "", stderr: "No warehouse of shop is running.\n" });
    } finally {
      restore();
    }
  });
});
