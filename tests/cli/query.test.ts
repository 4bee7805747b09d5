import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StackFolder, type Ended } from "../harness/command-line";
import { queryHere, runHere } from "../harness/run-here";

const stack = StackFolder.ofExample("shop");

interface Answer {
  readonly format: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const query = (sql: string, ...words: readonly string[]): Ended => stack.call(["query", sql, ...words]);

type Options = Parameters<typeof queryHere>[2];

async function answer(sql: string, options: Options = {}): Promise<Answer> {
  return JSON.parse(await queryHere(stack, sql, { ...options, format: "json" })) as Answer;
}

/** Why a query is refused. */
function refusal(sql: string, options: Options = {}): Promise<string> {
  return queryHere(stack, sql, options).then(
    (printed) => `it answers ${printed}`,
    (error: Error) => (error.name === "RunProblem" ? error.message : String(error)),
  );
}

beforeAll(() => runHere(stack));
afterAll(() => stack.end());

describe("datastack query", () => {
  it("reads the warehouse", () => {
    expect(query("select day, orders, revenue from warehouse.marts.daily_revenue order by day limit 2")).toEqual({
      status: 0,
      stdout: "day         orders  revenue\n2026-01-05       5  1215.55\n2026-01-06      10  3846.30\n",
      stderr: "(2 rows)\n",
    });
  });

  it("reads the lake, and both in one select", async () => {
    expect((await answer("select count(*) as n from LAKE.raw.Customers")).rows).toEqual([[80]]);
    const join = `with days as (select cast(ordered_at as date) as day, count(*) as all_orders from lake.curated.orders_clean group by 1)
      select days.day, all_orders >= orders as fits, revenue -- lake.raw.nothing
      from days join warehouse.marts.daily_revenue as r on r.day = days.day order by 1 limit 1;`;
    const { status, stdout, stderr } = query(join, "--format", "json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      format: "datastack.query/v1",
      columns: ["day", "fits", "revenue"],
      rows: [["2026-01-05", true, 1215.55]],
    });
  });

  it.each([
    ["the warehouse", "warehouse.marts.daily_revenue", "2026-01-02 03:04:05+00"],
    ["the lake", "lake.raw.orders", "2026-01-02 03:04:05+00"],
  ])("gives values of %s as they are", async (_, dataset, instant) => {
    const select = `select true as t, null as n, 'a,"b' as q, '' as e, cast(1.50 as decimal(8, 2)) as d, 12345678901234567890 as big,
      timestamp '2026-01-02 03:04:05' as at, timestamp with time zone '2026-01-02 03:04:05Z' as instant, array[1, 2] as list
      from ${dataset} limit 1`;
    const list = dataset.startsWith("lake") ? "[1, 2]" : "{1,2}";
    expect((await answer(select)).rows).toEqual([
      [true, null, 'a,"b', "", 1.5, "12345678901234567890", "2026-01-02 03:04:05", instant, list],
    ]);
    expect(await queryHere(stack, select)).toBe(
      `t,n,q,e,d,big,at,instant,list\ntrue,,"a,""b","",1.50,12345678901234567890,2026-01-02 03:04:05,${instant},${list.includes(",") ? `"${list}"` : list}\n`,
    );
    expect(await queryHere(stack, select, { format: "text" })).toMatch(/^t {8}n {2}q {5}e .*\ntrue {2}NULL {2}a,"b {5}1\.50 /);
  });

  it("prints as many rows as it may, and all of them as data", async () => {
    const limited = query("select order_id from lake.curated.orders_clean", "--limit", "3");
    expect(limited.stdout.split("\n")).toHaveLength(5);
    expect(limited.stderr).toBe("(the first 3 rows; --limit shows more)\n");
    expect((await answer("select order_id from lake.curated.orders_clean", { limit: 3 })).rows).toHaveLength(220);
    expect(query("select 1", "--limit", "0")).toMatchObject({ status: 2, stdout: "" });
    expect(query("select 1 as one", "--quiet")).toEqual({ status: 0, stdout: "one\n  1\n", stderr: "" });
  });

  it("answers a group what it may read, and nothing else", async () => {
    expect(query("select count(*) as n from warehouse.marts.daily_revenue", "--as", "analysts", "--format", "csv").stdout).toBe("n\n14\n");
    expect((await answer("select count(*) as n from lake.curated.orders_clean", { as: "analysts" })).rows).toEqual([[220]]);
    expect(await refusal("select * from lake.raw.orders", { as: "analysts" })).toBe(
      "The group analysts may not read lake.raw.orders: access.analysts grants lake.curated.",
    );
    expect((await answer("select count(*) > 0 as some from lake.raw.orders", { as: "engineers" })).rows).toEqual([[true]]);
    expect(await refusal("select 1", { as: "analyst" })).toBe('There is no group "analyst". Did you mean "analysts"?');
  });

  it("changes nothing", async () => {
    expect(await refusal("delete from warehouse.marts.daily_revenue")).toBe(
      'A query is one select: the statement begins with "delete", not with select or with.',
    );
    const deleting = "with gone as (delete from warehouse.marts.daily_revenue returning *) select * from gone";
    expect(await refusal(deleting)).toBe(
      "The warehouse answers: DECLARE CURSOR must not contain data-modifying statements in WITH (0A000).",
    );
  });

  it("says in one line what is wrong", async () => {
    expect(query("select * from lake.raw.order")).toEqual({
      status: 1,
      stdout: "",
      stderr: 'error: There is no dataset "lake.raw.order". Did you mean "lake.raw.orders"?\n',
    });
    expect(await refusal("select nope from warehouse.marts.daily_revenue")).toBe(
      'The warehouse answers: column "nope" does not exist (42703).',
    );
    expect(await refusal("select nope from lake.raw.orders")).toMatch(/^The lake answers: .*"nope" not found.*$/);
    expect(await refusal("select 1", { state: "elsewhere" })).toBe(
      "Nothing of shop has run on this machine yet: datastack run makes its tables.",
    );
  });

  it("reads whole tables while a run replaces them", async () => {
    const running = stack.start(["run", "--quiet"]);
    const ended = new Promise((resolve) => running.once("exit", resolve));
    const both = "select count(*) as n from lake.curated.orders_clean as o join warehouse.marts.daily_revenue as r on r.day is not null";
    while (running.exitCode === null) expect((await answer(both)).rows).toEqual([[220 * 14]]);
    expect(await ended).toBe(0);
  });

  it("starts the warehouse that was stopped", () => {
    expect(stack.call(["stop"]).status).toBe(0);
    expect(query("select count(*) as n from warehouse.marts.daily_revenue", "--format", "csv").stdout).toBe("n\n14\n");
  });
});
