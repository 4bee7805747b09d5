import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StackFolder, type Ended } from "../harness/command-line";

const stack = StackFolder.ofExample("shop");

interface Answer {
  readonly format: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const query = (sql: string, ...words: readonly string[]): Ended => stack.call(["query", sql, ...words]);

function answer(sql: string, ...words: readonly string[]): Answer {
  const { status, stdout, stderr } = query(sql, "--format", "json", ...words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as Answer;
}

const refusal = (message: string): Ended => ({ status: 1, stdout: "", stderr: `error: ${message}\n` });

beforeAll(() => {
  expect(stack.call(["run", "--quiet"])).toEqual({ status: 0, stdout: "", stderr: "" });
});
afterAll(() => stack.end());

describe("datastack query", () => {
  it("reads the warehouse", () => {
    expect(query("select day, orders, revenue from warehouse.marts.daily_revenue order by day limit 2")).toEqual({
      status: 0,
      stdout: "day         orders  revenue\n2026-01-05       5  1215.55\n2026-01-06      10  3846.30\n",
      stderr: "(2 rows)\n",
    });
  });

  it("reads the lake, and both in one select", () => {
    expect(answer("select count(*) as n from LAKE.raw.Customers").rows).toEqual([[80]]);
    const join = `with days as (select cast(ordered_at as date) as day, count(*) as all_orders from lake.curated.orders_clean group by 1)
      select days.day, all_orders >= orders as fits, revenue -- lake.raw.nothing
      from days join warehouse.marts.daily_revenue as r on r.day = days.day order by 1 limit 1;`;
    expect(answer(join)).toEqual({
      format: "datastack.query/v1",
      columns: ["day", "fits", "revenue"],
      rows: [["2026-01-05", true, 1215.55]],
    });
  });

  it.each([
    ["the warehouse", "warehouse.marts.daily_revenue", "2026-01-02 03:04:05+00"],
    ["the lake", "lake.raw.orders", "2026-01-02 03:04:05+00"],
  ])("gives values of %s as they are", (_, dataset, instant) => {
    const select = `select true as t, null as n, 'a,"b' as q, '' as e, cast(1.50 as decimal(8, 2)) as d, 12345678901234567890 as big,
      timestamp '2026-01-02 03:04:05' as at, timestamp with time zone '2026-01-02 03:04:05Z' as instant, array[1, 2] as list
      from ${dataset} limit 1`;
    const list = dataset.startsWith("lake") ? "[1, 2]" : "{1,2}";
    expect(answer(select).rows).toEqual([[true, null, 'a,"b', "", 1.5, "12345678901234567890", "2026-01-02 03:04:05", instant, list]]);
    expect(query(select, "--format", "csv").stdout).toBe(
      `t,n,q,e,d,big,at,instant,list\ntrue,,"a,""b","",1.50,12345678901234567890,2026-01-02 03:04:05,${instant},${list.includes(",") ? `"${list}"` : list}\n`,
    );
    expect(query(select).stdout).toMatch(/^t {8}n {2}q {5}e .*\ntrue {2}NULL {2}a,"b {5}1\.50 /);
  });

  it("prints as many rows as it may, and all of them as data", () => {
    const limited = query("select order_id from lake.curated.orders_clean", "--limit", "3");
    expect(limited.stdout.split("\n")).toHaveLength(5);
    expect(limited.stderr).toBe("(the first 3 rows; --limit shows more)\n");
    expect(answer("select order_id from lake.curated.orders_clean", "--limit", "3").rows).toHaveLength(220);
    expect(query("select 1", "--limit", "0")).toMatchObject({ status: 2, stdout: "" });
    expect(query("select 1 as one", "--quiet")).toEqual({ status: 0, stdout: "one\n  1\n", stderr: "" });
  });

  it("answers a group what it may read, and nothing else", () => {
    expect(answer("select count(*) as n from warehouse.marts.daily_revenue", "--as", "analysts").rows).toEqual([[14]]);
    expect(answer("select count(*) as n from lake.curated.orders_clean", "--as", "analysts").rows).toEqual([[220]]);
    expect(query("select * from lake.raw.orders", "--as", "analysts")).toEqual(
      refusal("The group analysts may not read lake.raw.orders: access.analysts grants lake.curated."),
    );
    expect(answer("select count(*) > 0 as some from lake.raw.orders", "--as", "engineers").rows).toEqual([[true]]);
    expect(query("select 1", "--as", "analyst")).toEqual(refusal('There is no group "analyst". Did you mean "analysts"?'));
  });

  it("changes nothing", () => {
    expect(query("delete from warehouse.marts.daily_revenue")).toEqual(
      refusal('A query is one select: the statement begins with "delete", not with select or with.'),
    );
    const deleting = "with gone as (delete from warehouse.marts.daily_revenue returning *) select * from gone";
    expect(query(deleting)).toEqual(
      refusal("The warehouse answers: DECLARE CURSOR must not contain data-modifying statements in WITH (0A000)."),
    );
  });

  it("says in one line what is wrong", () => {
    expect(query("select * from lake.raw.order")).toEqual(refusal('There is no dataset "lake.raw.order". Did you mean "lake.raw.orders"?'));
    expect(query("select nope from warehouse.marts.daily_revenue")).toEqual(
      refusal('The warehouse answers: column "nope" does not exist (42703).'),
    );
    const { status, stderr } = query("select nope from lake.raw.orders");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: The lake answers: .*"nope" not found.*\n$/);
    expect(query("select 1", "--state", "elsewhere")).toEqual(
      refusal("Nothing of shop has run on this machine yet: datastack run makes its tables."),
    );
  });

  it("reads whole tables while a run replaces them", async () => {
    const running = stack.start(["run", "--quiet"]);
    const ended = new Promise((resolve) => running.once("exit", resolve));
    while (running.exitCode === null) {
      expect(
        answer("select count(*) as n from lake.curated.orders_clean as o join warehouse.marts.daily_revenue as r on r.day is not null")
          .rows,
      ).toEqual([[220 * 14]]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toBe(0);
  });

  it("starts the warehouse that was stopped", () => {
    expect(stack.call(["stop"]).status).toBe(0);
    expect(answer("select count(*) as n from warehouse.marts.daily_revenue").rows).toEqual([[14]]);
  });
});
