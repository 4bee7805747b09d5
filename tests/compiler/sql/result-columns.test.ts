import { describe, expect, test } from "vitest";
import { resultColumns } from "../../../compiler/sql/result-columns";

describe("the columns of a select", () => {
  test.each([
    ["select day", ["day"]],
    ["select o.day, raw.orders.amount from raw.orders as o", ["day", "amount"]],
    ["select distinct day, sum(amount) as revenue from t group by day", ["day", "revenue"]],
    [
      "select sum(amount) revenue, amount total, case when a then b end kind, 'EUR' currency, 1 one",
      ["revenue", "total", "kind", "currency", "one"],
    ],
    ["with a as (select 1 as x, 2 as y) select x as first from a", ["first"]],
    ["select a as x from t union all select b as y from u", ["x"]],
    ["select a is distinct from b as changed, (select max(z) from u) as most from t", ["changed", "most"]],
    ["select DAY as Revenue", ["revenue"]],
    ["select cast(a as date) as day, row_number() over (partition by a, b order by c) as place from t", ["day", "place"]],
    ["select array_agg(x) as list, f(a, b) as pair -- as nothing\nfrom t", ["list", "pair"]],
  ])("%s", (select, columns) => {
    expect(resultColumns(select, "athena")).toEqual(columns);
    expect(resultColumns(select, "postgresql")).toEqual(columns);
  });

  test.each([
    "select *",
    "select t.*, 1 as one from t",
    "select count(*) from t",
    "select a, a + b from t",
    "select 1",
    "select current_date",
    "select a and b",
    "select row_number() over w from t window w as (order by a)",
    "select x at time zone tz from t",
    "select interval '1' day",
    "select a::text from t",
    "select a collate x from t",
    "select a operator(pg_catalog.+) b from t",
    "with x as (select 1 as a) (select a from x) union all select b from y",
    "with x as (select 1 as a) values (1) union select a from x",
    "with x as (select 1 as a) table x except select b from y",
  ])("%s leaves a name to the engine", (select) => {
    expect(resultColumns(select, "postgresql")).toBeUndefined();
  });

  test("quotes keep capitals in PostgreSQL, and mean nothing in Athena", () => {
    const select = 'select "Day", amount as "Total ""x"""';
    expect(resultColumns(select, "postgresql")).toEqual(["Day", 'Total "x"']);
    expect(resultColumns(select, "athena")).toEqual(["day", 'total "x"']);
  });
});
