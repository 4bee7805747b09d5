import { describe, expect, test } from "vitest";
import { diagnosticsOf, placeOf, problemsOf, textOf } from "../spec-text";

const base = `
lake:
  zones:
    raw: {}
    curated: { format: iceberg }
warehouse: { engine: aurora-postgresql, schemas: [marts, staging] }
sources:
  orders-db: { type: postgresql, host: db.example, database: orders, secret: shop/db }
  web: { type: clickstream }
  drop: { type: s3, bucket: partner-drop }
ingestion:
  orders:
    from: sources.orders-db
    tables: { public.orders: {}, customers: { as: clients } }
    to: lake.raw
    schedule: { every: 1 hour }
`;

describe("references", () => {
  test.each<[string, string, string[]]>([
    [
      "a zone that is misspelt",
      `  events: { from: sources.web, to: lake.rw }`,
      ['17:36 unknown-reference: There is no lake zone "rw". Did you mean "raw"?'],
    ],
    [
      "a source that is misspelt",
      `  events: { from: "sources.webb", to: lake.raw }`,
      ['17:20 unknown-reference: There is no source "webb". Did you mean "web"?'],
    ],
    [
      "a source without its section",
      `  events: { from: web, to: lake.raw }`,
      ['17:19 unknown-reference: "web" is no source: write it as sources.<name>. Did you mean "sources.web"?'],
    ],
    [
      "a zone where a source belongs",
      `  events: { from: lake.raw, to: lake.raw }`,
      ['17:19 wrong-reference: "lake.raw" is no source: an ingestion takes its data from one, as in sources.orders-db.'],
    ],
    [
      "a whole store as a target",
      `  events: { from: sources.web, to: lake }`,
      ['17:36 wrong-reference: "lake" is a whole store: write a lake zone or a warehouse schema, as in lake.curated.'],
    ],
    [
      "a dataset as a target",
      `  files: { from: sources.drop, to: lake.raw.orders }`,
      ['17:36 wrong-reference: "lake.raw.orders" is longer than a place: write a lake zone or a warehouse schema, as in lake.raw.'],
    ],
    [
      "a source as a target",
      `  files: { from: sources.drop, to: sources.drop }`,
      ['17:36 wrong-reference: "sources.drop" is no dataset and no place for one: write a path that begins with lake or warehouse.'],
    ],
    [
      "a store that is misspelt",
      `  files: { from: sources.drop, to: lak.raw }`,
      ['17:36 unknown-reference: There is no "lak.raw": a path begins with lake or warehouse. Did you mean "lake.raw"?'],
    ],
    [
      "a schema that is misspelt",
      `  files: { from: sources.drop, to: warehouse.mart }`,
      ['17:36 unknown-reference: There is no warehouse schema "mart". Did you mean "marts"?'],
    ],
    [
      "a dataset in access",
      `access: { analysts: { members: [sso:A], read: [lake.raw.ordrs, lake.row.orders, lake.raw.client] } }`,
      [
        '17:48 unknown-reference: Nothing makes a dataset "ordrs" in lake.raw. Did you mean "orders"?',
        '17:64 unknown-reference: There is no lake zone "row". Did you mean "raw"?',
        '17:81 unknown-reference: Nothing makes a dataset "client" in lake.raw. Did you mean "clients"?',
      ],
    ],
    [
      "a dataset in an empty zone",
      `access: { analysts: { members: [sso:A], read: [lake.curated.orders] } }`,
      ['17:48 unknown-reference: Nothing makes a dataset "orders" in lake.curated. Did you mean "lake.raw.orders"?'],
    ],
    [
      "freshness of a zone, and of nothing",
      `alerts: { freshness: { lake.raw: 1 day, "lake.raw.ordres": 1 day } }`,
      [
        '17:24 wrong-reference: "lake.raw" is a lake zone: write a dataset, as in lake.raw.<table>.',
        '17:42 unknown-reference: Nothing makes a dataset "ordres" in lake.raw. Did you mean "orders"?',
      ],
    ],
  ])("%s", (_, text, expected) => expect(problemsOf(base + text)).toEqual(expected));

  test("a store that the stack does not have", () => {
    expect(problemsOf(`lake: { zones: { raw: {} } }\naccess: { a: { members: [sso:A], read: [warehouse.marts, warehouse] } }`)).toEqual([
      "2:41 unknown-reference: The stack has no warehouse: declare one under warehouse.",
      "2:58 unknown-reference: The stack has no warehouse: declare one under warehouse.",
    ]);
  });

  test("the suggestion replaces exactly the reference, and the declaration is shown", () => {
    const [diagnostic] = diagnosticsOf(`${base}  events: { from: sources.web, to: 'lake.rw' }`);
    expect(diagnostic && textOf(diagnostic.span)).toBe("lake.rw");
    expect(diagnostic?.suggestions.map(({ span, replacement }) => [textOf(span), replacement])).toEqual([["lake.rw", "lake.raw"]]);
    expect(diagnostic?.related.map(({ span, message }) => [placeOf(span), textOf(span), message])).toEqual([
      ["4:5", "raw", '"raw" is declared here'],
    ]);
    expect(diagnostic?.path).toBe("ingestion.events.to");
  });

  test("what a broken ingestion would make is not reported again where it is read", () => {
    const spec = `${base.replace("to: lake.raw", "to: lake.rw")}
transforms: { a: { sql: a.sql, to: lake.curated } }
access: { analysts: { members: [sso:A], read: [lake.raw.orders] } }`;
    expect(problemsOf(spec, { "a.sql": `select * from {{ ref("lake.raw.orders") }}` })).toEqual([
      '15:9 unknown-reference: There is no lake zone "rw". Did you mean "raw"?',
    ]);
  });

  test("names that every object has are only names", () => {
    const zones = `lake: { zones: { constructor: {}, tostring: {}, hasownproperty: {} } }
sources: { constructor: { type: s3, bucket: some-bucket } }
ingestion:
  valueof: { from: sources.constructor, to: lake.constructor }
  other: { from: sources.toString, to: lake.valueOf }`;
    expect(problemsOf(zones)).toEqual([
      '5:18 unknown-reference: There is no source "toString".',
      '5:40 unknown-reference: There is no lake zone "valueOf".',
    ]);
  });

  test("a thousand wrong references are reported in a moment", () => {
    const groups = Array.from({ length: 1000 }, (_, index) => `  g${index}: { members: [sso:A], read: [lake.raw.x${index}] }`);
    const started = performance.now();
    expect(problemsOf(`${base}access:\n${groups.join("\n")}`)).toHaveLength(1000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
