import { expect, test } from "vitest";
import { namedTables } from "../../../compiler/sql/named-tables";

test.each([
  ["select * from orders", ["orders"]],
  ["select * from raw.orders as o join x.raw.customers c on o.id = c.id", ["raw.orders", "x.raw.customers"]],
  ["select * from a, b as x, (select * from c where d in (select 1 from e)) as f", ["a", "b", "c", "e"]],
  ['select * from "raw"."Orders" left join "b" using (id)', ["raw.Orders", "b"]],
  ["with a as (select 1 as x), b (y) as (select 2) select * from a join b on x = y cross join c", ["c"]],
  ["with a as materialized (select 1) select * from a", []],
  ["select extract(day from d), trim(both 'x' from n), a is distinct from b from t", ["t"]],
  ["select * from unnest(array[1]) as u (x), generate_series(1, 2) as g, lateral (select * from z) as l", ["z"]],
  ["select 'from orders' as text -- from orders\n", []],
  ["select a from t order by a, b", ["t"]],
  ["select a as from, b as join, t.from, t.join from t", ["t"]],
])("%s", (select, tables) => {
  expect(namedTables(select, "postgresql").map(({ parts }) => parts.join("."))).toEqual(tables);
});

test("Athena reads names in quotes as those without", () => {
  expect(namedTables('with Foo as (select 1), "Bar" as (select 2) select * from "FOO", bar, "Baz"', "athena")).toMatchObject([
    { parts: ["Baz"] },
  ]);
  expect(namedTables('with Foo as (select 1) select * from "Foo"', "postgresql")).toMatchObject([{ parts: ["Foo"] }]);
});

test("a table has its place", () => {
  const select = 'select 1 from a join "b"."c" on true';
  expect(namedTables(select, "athena").map(({ start, end }) => select.slice(start, end))).toEqual(["a", '"b"."c"']);
});
