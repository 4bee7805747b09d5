import { describe, expect, test } from "vitest";
import { diagnosticsOf, graphOf, placeOf, problemsOf } from "../spec-text";

const base = `
lake: { zones: { raw: {}, curated: { format: iceberg } } }
warehouse: { engine: aurora-postgresql, schemas: [marts] }
sources:
  db: { type: mysql, host: db.example, database: orders, secret: shop/db }
  web: { type: clickstream, columns: { url: string, at: timestamp } }
  drop: { type: s3, bucket: partner-drop, prefix: in/, format: parquet }
  images: { type: s3, bucket: partner-images, format: objects }
ingestion:
`;

describe("datasets", () => {
  test("each kind of ingestion produces its own", () => {
    const graph = graphOf(`${base}
  shop:
    from: sources.db
    tables: { Public.Order-Items: { key: [id], cursor: at }, customers: { as: clients } }
    to: warehouse.marts
    schedule: { every: 1 day }
  events: { from: sources.web, to: lake.raw }
  files: { from: sources.drop, to: lake.curated }
  pictures: { from: sources.images, to: lake.raw }`);
    expect(graph.datasets.map(({ id, table, producer, streaming, queryable }) => [id, table, producer, streaming, queryable])).toEqual([
      ["lake.curated.files", "files", "ingestion.files", false, true],
      ["lake.raw.events", "events", "ingestion.events", true, true],
      ["lake.raw.pictures", "pictures", "ingestion.pictures", false, false],
      ["warehouse.marts.Order-Items", "order_items", "ingestion.shop", false, true],
      ["warehouse.marts.clients", "clients", "ingestion.shop", false, true],
    ]);
    expect(graph.ingestions.map(({ name, kind }) => [name, kind])).toEqual([
      ["events", "stream"],
      ["files", "files"],
      ["pictures", "files"],
      ["shop", "database"],
    ]);
    const shop = graph.ingestions.find((ingestion) => ingestion.kind === "database");
    expect(shop).toMatchObject({
      source: { name: "db", engine: "mysql", port: 3306, pointer: "/sources/db" },
      target: { store: "warehouse", name: "marts" },
      tables: [
        {
          sourceTable: "Public.Order-Items",
          table: "order_items",
          key: ["id"],
          cursor: "at",
          pointer: "/ingestion/shop/tables/Public.Order-Items",
        },
        { sourceTable: "customers", dataset: "warehouse.marts.clients", table: "clients", key: [] },
      ],
    });
    expect(graph.runs.map(({ name, trigger }) => [name, trigger.kind === "arrival" ? trigger.prefix : trigger.expression])).toEqual([
      ["files", "in/"],
      ["iceberg-maintenance", "cron(0 2 * * ? *)"],
      ["pictures", ""],
      ["shop", "rate(1 day)"],
    ]);
  });

  test.each<[string, string, string[]]>([
    [
      "two producers of one dataset",
      `  one: { from: sources.db, tables: { a.orders: {}, b.orders: {} }, to: lake.raw, schedule: { every: 1 day } }`,
      [
        '10:52 duplicate-dataset: ingestion.one.tables["b.orders"] and ingestion.one.tables["a.orders"] both make lake.raw.orders: a dataset has one producer. Give one of them another name with as: <name>.',
      ],
    ],
    [
      "an ingestion and a transform of one name",
      `  files: { from: sources.drop, to: lake.raw }\ntransforms: { files: { sql: a.sql, to: lake.raw, schedule: { every: 1 day } } }`,
      [
        "11:15 duplicate-dataset: transforms.files and ingestion.files both make lake.raw.files: a dataset has one producer. Rename one of them, or send it elsewhere.",
      ],
    ],
    [
      "two names that fold into one table",
      `  one: { from: sources.db, tables: { Order-Items: {}, order_items: {} }, to: lake.raw, schedule: { every: 1 day } }`,
      [
        '10:55 name-collision: lake.raw.order_items and lake.raw.Order-Items would both be the table "order_items": names there know neither capitals nor hyphens. Give one of them another name with as: <name>.',
      ],
    ],
    [
      "a name that no engine would take",
      `  one: { from: sources.db, tables: { 'x"; DROP TABLE t; --': {}, "a.b.c": {}, größe: {} }, to: lake.raw, schedule: { every: 1 day } }`,
      [
        '10:66 invalid-name: "b.c" cannot be the name of a dataset: it is not made of letters, digits, hyphens and underscores after a letter. Give it another one with as: <name>.',
        '10:79 invalid-name: "größe" cannot be the name of a dataset: it is not made of letters, digits, hyphens and underscores after a letter. Give it another one with as: <name>.',
        '10:38 invalid-name: "x"; DROP TABLE t; --" cannot be the name of a dataset: it is not made of letters, digits, hyphens and underscores after a letter. Give it another one with as: <name>.',
      ],
    ],
    [
      "a name that is too long",
      `  one: { from: sources.db, tables: { ${"t".repeat(64)}: {} }, to: lake.raw, schedule: { every: 1 day } }`,
      [
        `10:38 invalid-name: "${"t".repeat(64)}" cannot be the name of a dataset: it is longer than 63 characters, the most that the engines take. Give it another one with as: <name>.`,
      ],
    ],
    [
      "a stream into an iceberg zone",
      `  events: { from: sources.web, to: lake.curated }`,
      [
        "10:36 unsupported-target: A stream cannot go into an iceberg zone yet: every minute of it would be a snapshot of its own. Send it to a parquet zone, and merge it from there with a scheduled transform.",
      ],
    ],
    [
      "a stream into the warehouse",
      `  events: { from: sources.web, to: warehouse.marts }`,
      [
        "10:36 unsupported-target: A stream cannot go straight into the warehouse yet: it would keep the database awake and write row by row. Send it to a parquet zone of the lake, and read it from there with a scheduled transform.",
      ],
    ],
    [
      "objects into the warehouse",
      `  pictures: { from: sources.images, to: warehouse.marts }`,
      [
        "10:41 unsupported-target: Objects that are taken as they are have no rows, so the warehouse cannot hold them. Send them to a parquet zone of the lake, or say what they hold with format on the source.",
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(base + text, { "a.sql": "select 1 as one" }).sort()).toEqual([...expected].sort());
  });

  test("both producers are shown", () => {
    const [diagnostic] = diagnosticsOf(
      `${base}  one: { from: sources.db, tables: { a.orders: {}, b.orders: {} }, to: lake.raw, schedule: { every: 1 day } }`,
    );
    expect(diagnostic?.related.map(({ span, message }) => [placeOf(span), message])).toEqual([["10:38", "the other producer"]]);
  });
});
