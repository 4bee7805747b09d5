import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { formatRunJson } from "../../../cli/local/json";
import { formatProblems, type TextView } from "../../../cli/local/problems";
import { formatSummary } from "../../../cli/local/summary";
import { compileLocal } from "../../../compiler";
import type { StepReport } from "../../../local/events";
import type { RunResult } from "../../../local/run-stack";
import { stateFolder } from "../../../local/state/state-folder";
import type { LocalWarehouse } from "../../../local/warehouse/warehouse";
import { exampleInput } from "../../harness/examples";

const compilation = compileLocal(exampleInput("shop"));
const state = stateFolder(process.cwd(), "shop");
const warehouse = {
  kind: "embedded",
  host: "127.0.0.1",
  port: 54_321,
  database: "shop",
  user: "datastack",
  logins: [{ group: "analysts", role: "shop_analysts" }],
  passwordFile: "/state/it's/passwords",
} as const satisfies Partial<LocalWarehouse> as unknown as LocalWarehouse;
const view: TextView = { folder: "specs", colors: createColors(false), width: 100 };

const orders: StepReport = {
  node: "ingestion.orders",
  dataset: "lake.raw.orders",
  status: "done",
  rows: 1204,
  bytes: 34_000,
  milliseconds: 120,
  origin: "samples/orders-db/orders.csv",
  notes: ["the source is another one than before: all rows are taken anew"],
  checks: [],
};
const revenue: StepReport = {
  ...orders,
  node: "transforms.daily_revenue",
  dataset: "warehouse.marts.daily_revenue",
  notes: [],
  checks: [{ name: "unique day", failures: 0, rows: [] }],
};
const preview = { dataset: "warehouse.marts.daily_revenue", columns: ["day", "revenue"], rows: [["2026-01-05", "1035.85"]] };
const fine: RunResult = { compilation, status: "done", state, steps: [orders, revenue], previews: [preview], warehouse };

const span = compilation.stack.locate("/transforms/daily_revenue/sql");
const broken: RunResult = {
  compilation,
  status: "failed",
  state,
  previews: [],
  steps: [
    { ...orders, status: "failed", rows: 0, bytes: 0, problem: { message: "There is no sample.", span } },
    {
      ...revenue,
      status: "failed",
      checks: [
        {
          name: "not_null revenue",
          failures: 7,
          rows: [
            { day: "2026-01-05", revenue: null },
            { day: "2026-01-06", revenue: null },
          ],
        },
        { name: "unique day", failures: 0, rows: [], problem: "there is no column day" },
      ],
    },
    { ...revenue, node: "load", status: "skipped", checks: [], problem: { message: "It waited for ingestion.orders." } },
  ],
};

describe("the summary of a run", () => {
  it("shows the steps, the first rows and how to look around", () => {
    const text = formatSummary(fine, { specPath: "specs/shop.yaml" }, 1234, view);
    expect(text.replaceAll(/node \S*/g, "datastack")).toBe(`✓ shop: 2 done in 1.23 s

  step                      dataset                         rows   size    time
  ingestion.orders          lake.raw.orders                1,204  34 KB  0.12 s  done
  transforms.daily_revenue  warehouse.marts.daily_revenue  1,204  34 KB  0.12 s  done

  note: ingestion.orders → lake.raw.orders: the source is another one than before: all rows are taken anew

warehouse.marts.daily_revenue, the first 1 row

  day         revenue
  2026-01-05  1035.85

Look around: (the warehouse keeps running until it is stopped)
  query       datastack query "select * from warehouse.marts.daily_revenue limit 5" specs/shop.yaml
  everything  PGPASSFILE='/state/it'\\''s/passwords' psql -h 127.0.0.1 -p 54321 -U datastack -d shop
  analysts    PGPASSFILE='/state/it'\\''s/passwords' psql -h 127.0.0.1 -p 54321 -U shop_analysts -d shop
  files       .datastack/shop
  stop        datastack stop specs/shop.yaml
`);
  });

  it("names the options that other commands need, and no password", () => {
    const called = { specPath: "a b.yaml", state: "/var/it's", warehouse: "postgres://me:secret@host/db" };
    const text = formatSummary(fine, called, 1234, view);
    expect(text).toContain(` limit 5" 'a b.yaml' --warehouse <url> --state '/var/it'\\''s'\n`);
    expect(text).toContain(` stop 'a b.yaml' --state '/var/it'\\''s'\n`);
    expect(text).not.toContain("secret");
  });

  it("of a stack without anything to run says so", () => {
    const text = formatSummary({ compilation, status: "done", state, steps: [], previews: [] }, { specPath: "-" }, 12, view);
    expect(text).toBe("✓ shop: there is nothing to run\n\nLook around:\n  files  .datastack/shop\n");
  });

  it("shows what went wrong with its place and the offending rows", () => {
    expect(formatProblems(broken, view)).toBe(`specs/shop.yaml:56:10  error  ingestion.orders → lake.raw.orders
  There is no sample.

  55 |   daily_revenue:
  56 |     sql: sql/daily_revenue.sql             # select … from {{ ref("lake.curated.orders_clean") }}
     |          ^^^^^^^^^^^^^^^^^^^^^

specs/shop.yaml:60:25  check failed  not_null revenue  transforms.daily_revenue → warehouse.marts.daily_revenue
  7 rows should not be, 2 rows of them here:

  day         revenue
  2026-01-05     NULL
  2026-01-06     NULL

specs/shop.yaml:61:17  check failed  unique day  transforms.daily_revenue → warehouse.marts.daily_revenue
  The check could not run: there is no column day
`);
  });

  it("says why a step was skipped", () => {
    expect(formatSummary(broken, { specPath: "specs/shop.yaml" }, 1234, view)).toContain(
      "  skipped: load → warehouse.marts.daily_revenue: It waited for ingestion.orders.\n",
    );
  });

  it("shows that the warehouse did not start where no step says so", () => {
    const result: RunResult = { ...fine, status: "failed", problem: { message: "The disk is full." } };
    expect(formatProblems(result, view)).toBe("error  warehouse\n  The disk is full.\n");
  });

  it("is also one document", () => {
    expect(JSON.parse(formatRunJson(fine, "specs"))).toEqual({
      format: "datastack.run/v1",
      stack: "shop",
      status: "done",
      state: state.root,
      warehouse: {
        host: "127.0.0.1",
        port: 54_321,
        database: "shop",
        user: "datastack",
        passwordFile: "/state/it's/passwords",
        logins: [{ group: "analysts", user: "shop_analysts", psql: expect.stringContaining("-U shop_analysts") }],
        psql: expect.stringContaining("-U datastack"),
      },
      steps: [
        orders,
        { ...revenue, checks: [{ name: "unique day", failures: 0, rows: [], place: { file: "specs/shop.yaml", line: 61, column: 17 } }] },
      ],
      results: [preview],
    });
    expect(JSON.parse(formatRunJson(broken, "specs"))).toMatchObject({
      status: "failed",
      steps: [
        { status: "failed", problem: { message: "There is no sample.", place: { file: "specs/shop.yaml", line: 56, column: 10 } } },
        { checks: [{ failures: 7, place: { line: 60, column: 25 } }, { problem: "there is no column day" }] },
        { status: "skipped", problem: { message: "It waited for ingestion.orders." } },
      ],
    });
  });
});
