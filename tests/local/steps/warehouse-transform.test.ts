import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transform } from "../../../compiler";
import { RunProblem } from "../../../local/problem";
import type { StepResult } from "../../../local/steps/step";
import { runWarehouseTransform } from "../../../local/steps/warehouse-transform";
import { placeOf, textOf } from "../../compiler/spec-text";
import { startWarehouseStack, type WarehouseStack } from "./warehouse-stack";

/** A stack with one transform of the SQL. */
const specOf = (options = "") => `
warehouse: { engine: aurora-postgresql, schemas: [raw, marts] }
sources:
  shop-db: { type: postgresql, host: db.example, database: shop, secret: shop/db }
ingestion:
  orders:
    from: sources.shop-db
    tables: { orders: {} }
    to: warehouse.raw
    schedule: { every: 1 day }
transforms:
  revenue:
    sql: sql/revenue.sql
    to: warehouse.marts
${options}
access:
  analysts: { members: [sso:Analysts], read: [warehouse.marts.revenue] }
`;

describe("a warehouse transform", () => {
  let stack: WarehouseStack;

  beforeAll(async () => {
    stack = await startWarehouseStack();
  }, 60_000);
  afterAll(() => stack?.stop());

  async function prepare(sql: string, options?: string): Promise<Transform> {
    const { graph } = await stack.use(specOf(options), { "sql/revenue.sql": sql });
    await stack.owner.query("create table raw.orders (id integer, day date, amount numeric)");
    await stack.owner.query("insert into raw.orders values (1, '2026-01-01', 10), (2, '2026-01-01', 5), (3, null, 7.5)");
    return graph.transforms[0] as Transform;
  }

  async function runSql(sql: string, options?: string): Promise<StepResult> {
    const transform = await prepare(sql, options);
    return runWarehouseTransform(stack.context(), transform);
  }

  const daily = 'select day, sum(amount) as revenue from {{ ref("warehouse.raw.orders") }} group by day';

  test("makes a table with the grants of the spec, and counts its rows", async () => {
    const transform = await prepare(daily);
    expect(await runWarehouseTransform(stack.context(), transform)).toEqual({ rows: 2, bytes: 0, checks: [] });
    // The second run deletes rows, too.
    expect(await runWarehouseTransform(stack.context(), transform)).toMatchObject({ rows: 2 });
    expect(await stack.rows("select day, revenue from marts.revenue order by day")).toEqual([
      ["2026-01-01", "15"],
      [null, "7.5"],
    ]);
    expect(await stack.rows("select has_table_privilege('analysts', 'marts.revenue', 'select')")).toEqual([["t"]]);
  });

  test("makes a view, which has no rows of its own", async () => {
    expect(await runSql(daily, "    materialize: view")).toMatchObject({ rows: 0 });
    expect(await stack.rows("select count(*) from marts.revenue")).toEqual([["2"]]);
  });

  test("merges rows by key, and counts those that it merged", async () => {
    const select = 'select id, amount from {{ ref("warehouse.raw.orders") }}';
    const transform = await prepare(select, "    materialize: { incremental: [id] }");
    expect(await runWarehouseTransform(stack.context(), transform)).toMatchObject({ rows: 3 });
    await stack.owner.query("delete from raw.orders where id = 1; update raw.orders set amount = 6 where id = 2");
    expect(await runWarehouseTransform(stack.context(), transform)).toMatchObject({ rows: 2 });
    expect(await stack.rows("select * from marts.revenue order by id")).toEqual([
      ["1", "10"],
      ["2", "6"],
      ["3", "7.5"],
    ]);
  });

  test("checks the rows that readers see, and shows up to five of the offending ones", async () => {
    const checks = `    checks:
      - not_null: [day, amount]
      - sql: select amount / 0 from {{ ref("warehouse.marts.revenue") }}
      - sql: select generate_series(1, 7) as number`;
    const result = await runSql('select day, amount from {{ ref("warehouse.raw.orders") }}', checks);
    expect(result.checks).toEqual([
      { name: "not_null day", failures: 1, rows: [{ day: null, amount: "7.5" }] },
      { name: "not_null amount", failures: 0, rows: [] },
      { name: "sql 1", failures: 0, rows: [], problem: "division by zero" },
      { name: "sql 2", failures: 7, rows: ["1", "2", "3", "4", "5"].map((number) => ({ number })) },
    ]);
    expect(await stack.rows("select count(*) from marts.revenue")).toEqual([["3"]]);
  });

  test("a check changes nothing", async () => {
    const transform = await prepare(daily, "    checks:\n      - sql: select raw.intrude() as intruded");
    await stack.owner.query("create function raw.intrude() returns integer language sql volatile as 'delete from raw.orders; select 1'");
    const { checks } = await runWarehouseTransform(stack.context(), transform);
    expect(checks?.[0]?.problem).toBe("cannot execute DELETE in a read-only transaction");
    expect(await stack.rows("select count(*) from raw.orders")).toEqual([["3"]]);
  });

  async function problemOf(sql: string, options?: string): Promise<RunProblem> {
    const problem = await runSql(sql, options).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(RunProblem);
    return problem as RunProblem;
  }

  test.each([
    ["a column", `-- 🚀 é\nselect day,\n  amuont\nfrom {{ ref("warehouse.raw.orders") }}`, "3:3", "amuont"],
    [
      "behind a template",
      `{% set unused = 1 %}\nselect '🚀' as a, {{ 12345678 }} as b, nothing(day) from {{ ref("warehouse.raw.orders") }}`,
      "2:40",
      "nothing",
    ],
    ["a view's column", `select "Amuont" from {{ ref("warehouse.raw.orders") }}`, "1:8", '"Amuont"', "    materialize: view"],
    [
      "a merge's column",
      `select amuont as id from {{ ref("warehouse.raw.orders") }}`,
      "1:8",
      "amuont",
      "    materialize: { incremental: [id] }",
    ],
  ])("an error in the SQL file is found there: %s", async (_, sql, place, word, options?: string) => {
    const problem = await problemOf(sql, options);
    const span = problem.place as NonNullable<typeof problem.place>;
    expect([placeOf(span), textOf(span)]).toEqual([`sql/revenue.sql:${place}`, word]);
    expect(problem.message).toMatch(/^sql\/revenue\.sql: [^\n]+; nothing was changed\.$/);
  });

  test("an error that has no place names the file, and leaves the table as it was", async () => {
    const transform = await prepare('select 100 / amount as share from {{ ref("warehouse.raw.orders") }}');
    await runWarehouseTransform(stack.context(), transform);
    await stack.owner.query("update raw.orders set amount = 0");
    await expect(runWarehouseTransform(stack.context(), transform)).rejects.toThrow(
      "sql/revenue.sql: division by zero; nothing was changed.",
    );
    expect(await stack.rows("select count(*) from marts.revenue")).toEqual([["3"]]);
  });

  test("a hint of PostgreSQL is told, and an object that stands in the way is named", async () => {
    expect((await problemOf('select orders.daj from {{ ref("warehouse.raw.orders") }} as orders')).message).toBe(
      'sql/revenue.sql: column orders.daj does not exist; Perhaps you meant to reference the column "orders.day"; nothing was changed.',
    );
    await runSql(daily);
    await stack.owner.query("create view raw.report as select * from marts.revenue");
    const { graph } = stack.context().stack.compilation;
    const [transform] = graph.transforms as [Transform];
    const changed = {
      ...transform,
      statements: transform.statements.map((statement) => statement.replaceAll("as revenue", "as turnover")),
    };
    await expect(runWarehouseTransform(stack.context(), changed)).rejects.toThrow("view raw.report depends on table marts.revenue");
  });

  test("a statement that ends the shared transaction is refused", async () => {
    const transform = await prepare(daily);
    const statements = [...transform.statements.slice(0, 2), "commit", ...transform.statements.slice(2)];
    await expect(runWarehouseTransform(stack.context(), { ...transform, statements })).rejects.toThrow(
      "sql/revenue.sql ended the transaction that all statements share",
    );
  });

  test("a server that goes away is told in one line", async () => {
    const transform = await prepare('select pg_sleep(20)::text as slept from {{ ref("warehouse.raw.orders") }}');
    const killed = await stack.killWhileInserting("raw.orders", () => runWarehouseTransform(stack.context(), transform));
    expect(killed).toMatch(/^warehouse\.marts\.revenue: the warehouse's server went away \([^\n]+run again\.$/);
  });
});
