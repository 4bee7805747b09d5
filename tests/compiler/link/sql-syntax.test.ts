import { describe, expect, test } from "vitest";
import { diagnosticsOf, problemsOf, textOf } from "../spec-text";

const base = `
vars: { since: "2026-01-01", columns: "a b" }
lake: { zones: { raw: {}, curated: { format: iceberg } } }
warehouse: { engine: aurora-postgresql, schemas: [marts] }
sources:
  db: { type: postgresql, host: db.example, database: orders, secret: shop/db }
ingestion:
  shop: { from: sources.db, tables: { orders: {} }, to: lake.raw, schedule: { every: 1 day } }
transforms:
`;
const inLake = `${base}  t: { sql: t.sql, to: lake.curated }`;
const inWarehouse = `${base}  t: { sql: t.sql, to: warehouse.marts }`;
const orders = '{{ ref("lake.raw.orders") }}';

describe("the syntax of a SQL file", () => {
  test.each([
    ["a typing error", `select a form ${orders}`, 't.sql:1:10 invalid-statement: "form" cannot be read here. Did you mean "from"?'],
    ["on a later line", `select\n  a,\nfrom ${orders}`, "t.sql:2:4 invalid-statement: Nothing stands after this comma: remove it."],
    [
      "after templates that are longer than what they become",
      `select a, '{{ vars.since }}' as since\nfrom ${orders} as o join ${orders} as p on where o.a = 1`,
      't.sql:2:82 invalid-statement: "where" cannot stand here, after "on".',
    ],
    [
      "after a template that is shorter than what it becomes",
      `{% set long = "a_very_long_name_of_a_column_that_is_selected" %}select {{ long }}, {{ long }} b c from ${orders}`,
      "t.sql:1:97 invalid-statement: A comma is missing between b and c.",
    ],
    [
      "after Windows line ends, comments and wide characters",
      `-- é😀 first\r\nselect '€', 'x😀', a,\r\n  b bb cc -- 😀\r\nfrom ${orders}\r\n`,
      "t.sql:3:8 invalid-statement: A comma is missing between bb and cc.",
    ],
    [
      "inside of what a template becomes",
      `select {{ vars.columns }} c from ${orders}`,
      "t.sql:1:27 invalid-statement: A comma is missing between b and c.",
    ],
    [
      "at the end",
      `select a from ${orders} where\n`,
      't.sql:1:44 invalid-statement: The select ends too early: something is missing after "where".',
    ],
  ])("%s", (_, sql, problem) => {
    expect(problemsOf(inLake, { "t.sql": sql })).toEqual([problem]);
    expect(problemsOf(inWarehouse, { "t.sql": sql })).toEqual([problem]);
  });

  test("each engine has its own", () => {
    const cast = { "t.sql": `select a::date as day from ${orders}` };
    expect(problemsOf(inWarehouse, cast)).toEqual([]);
    expect(problemsOf(inLake, cast)).toEqual(["t.sql:1:9 invalid-statement: Athena has no ::, write cast(… as …)."]);
    const lambda = { "t.sql": `select transform(a, x -> try_cast(x as date)) as days from ${orders}` };
    expect(problemsOf(inLake, lambda)).toEqual([]);
    expect(problemsOf(inWarehouse, lambda)).toEqual(['t.sql:1:37 invalid-statement: "as" cannot stand here, after "x".']);
  });

  test("what the checker may not know is a warning, and the graph is made", () => {
    expect(problemsOf(inLake, { "t.sql": `select a from ${orders} union corresponding select a from ${orders}` })).toEqual([
      't.sql:1:50 warning invalid-statement: The checker does not know "corresponding" here, after "union"; the engine may.',
    ]);
  });

  test("the word that was meant can be applied", () => {
    const [found] = diagnosticsOf(inLake, { "t.sql": `select a form ${orders}` });
    expect(found?.suggestions.map(({ span, replacement }) => [textOf(span), replacement])).toEqual([["form", "from"]]);
  });

  test("an unknown reference is found beside it", () => {
    expect(problemsOf(inLake, { "t.sql": `select a, from {{ ref("lake.raw.order") }}` })).toEqual([
      "t.sql:1:9 invalid-statement: Nothing stands after this comma: remove it.",
      't.sql:1:24 unknown-reference: Nothing makes a dataset "order" in lake.raw. Did you mean "orders"?',
    ]);
  });

  test.each([
    [
      "in quotes",
      `"select a form {{ ref('warehouse.marts.t') }} -- €"`,
      '14:24 invalid-statement: "form" cannot be read here. Did you mean "from"?',
    ],
    ["a sign", `"select a, from {{ ref('warehouse.marts.t') }}"`, "14:23 invalid-statement: Nothing stands after this comma: remove it."],
    [
      "on lines of its own",
      `|\n          select a\n          form {{ ref('warehouse.marts.t') }}`,
      '16:11 invalid-statement: "form" cannot be read here. Did you mean "from"?',
    ],
  ])("a check in the spec, %s", (_, check, problem) => {
    const text = `${base}  t:\n    sql: t.sql\n    to: warehouse.marts\n    checks:\n      - sql: ${check}\n`;
    expect(problemsOf(text, { "t.sql": `select a from ${orders}` })).toEqual([problem]);
  });
});
