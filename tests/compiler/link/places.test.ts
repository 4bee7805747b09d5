import { describe, expect, test } from "vitest";
import { graphOf, header, problemsOf } from "../spec-text";

describe("identity", () => {
  test.each([
    ["eu-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
  ])("%s is in the partition %s", (region, partition) => {
    expect(graphOf(header.replace("eu-west-1", region)).identity).toEqual({
      stack: "shop",
      environment: "dev",
      owner: "data@shop.example",
      account: "111111111111",
      region,
      partition,
      protected: false,
      tags: {},
    });
  });
});

describe("the lake", () => {
  test("ages are days, limits bytes, names physical; a renamed zone keeps those that it was made under", () => {
    const { lake } = graphOf(`
lake:
  encryption: s3
  accessLogs: false
  scanLimit: 2 TB
  zones:
    raw-data: { retention: 2 years, archive: 6 weeks, versioning: false, description: As it came }
    curated: { format: iceberg, movedFrom: refined }`);
    expect(lake).toEqual({
      pointer: "/lake",
      encryption: "s3",
      accessLogs: false,
      scanLimitBytes: 2 * 1024 ** 4,
      zones: [
        {
          name: "curated",
          pointer: "/lake/zones/curated",
          movedFrom: "refined",
          format: "iceberg",
          snapshotDays: 5,
          versioning: true,
          bucket: "shop-dev-refined-111111111111-eu-west-1",
          database: "shop_dev_refined",
        },
        {
          name: "raw-data",
          pointer: "/lake/zones/raw-data",
          description: "As it came",
          format: "parquet",
          retentionDays: 730,
          archiveDays: 42,
          versioning: false,
          bucket: "shop-dev-raw-data-111111111111-eu-west-1",
          database: "shop_dev_raw_data",
        },
      ],
    });
  });
});

describe("the network", () => {
  const existing = "engine: postgresql, host: pg.example, database: analytics, secret: shop/pg";
  const source =
    "sources: { db: { type: mysql, host: db.example, database: orders, secret: shop/db }, drop: { type: s3, bucket: partner-drop } }";
  test.each<[string, string, boolean]>([
    ["a lake alone", "lake: { zones: { raw: {} } }", false],
    ["a cluster", "warehouse: { engine: aurora-postgresql }", true],
    ["a server that exists", `warehouse: { ${existing} }`, false],
    [
      "files into a server",
      `warehouse: { ${existing} }\n${source}\ningestion: { files: { from: sources.drop, to: warehouse.marts } }`,
      true,
    ],
    ["files into a lake", `lake: { zones: { raw: {} } }\n${source}\ningestion: { files: { from: sources.drop, to: lake.raw } }`, false],
    [
      "tables into a lake",
      `lake: { zones: { raw: {} } }\n${source}\ningestion: { shop: { from: sources.db, tables: { a: {} }, to: lake.raw, schedule: { every: 1 day } } }`,
      true,
    ],
    [
      "a transform in a server",
      `warehouse: { ${existing} }\ntransforms: { t: { sql: t.sql, to: warehouse.marts, schedule: { every: 1 day } } }`,
      true,
    ],
  ])("%s", (_, text, isNeeded) => {
    const { network } = graphOf(`${text}\n`, { "t.sql": "select 1 as one" });
    expect(network).toEqual(
      isNeeded ? { kind: "created", pointer: "/network", cidr: "10.64.0.0/20", zones: ["eu-west-1a", "eu-west-1b"] } : undefined,
    );
  });

  test("made as asked, or used as it is", () => {
    const cluster = "warehouse: { engine: aurora-postgresql }";
    expect(graphOf(`network: { cidr: 172.20.0.0/16, zones: [b, c, a] }\n${cluster}`).network).toEqual({
      kind: "created",
      pointer: "/network",
      cidr: "172.20.0.0/16",
      zones: ["eu-west-1b", "eu-west-1c", "eu-west-1a"],
    });
    expect(
      graphOf(`network: { vpc: vpc-11111111, subnets: [subnet-11111111, subnet-22222222], egress: internet }\n${cluster}`).network,
    ).toEqual({
      kind: "existing",
      pointer: "/network",
      vpc: "vpc-11111111",
      subnets: ["subnet-11111111", "subnet-22222222"],
      egress: "internet",
    });
  });
});

describe("the warehouse", () => {
  test("schemas that would be one are refused, also those of the copies", () => {
    const text = `
lake: { zones: { raw: {} } }
warehouse: { engine: aurora-postgresql, schemas: [my-marts, my_marts, lake_raw] }
sources: { drop: { type: s3, bucket: partner-drop } }
ingestion: { files: { from: sources.drop, to: lake.raw } }
transforms: { t: { sql: t.sql, to: warehouse.my-marts } }`;
    expect(problemsOf(text, { "t.sql": `select * from {{ ref("lake.raw.files") }}` })).toEqual([
      '3:61 name-collision: The schemas "my_marts" and "my-marts" would both be "my_marts" in the database, where a hyphen is an underscore: rename one.',
      '3:71 name-collision: The schema "lake_raw" has the name of the schema that holds the copies of the tables of lake.raw: rename it.',
    ]);
  });
});

describe("alerts", () => {
  test("addresses and ages in minutes", () => {
    const { alerts } = graphOf(`
lake: { zones: { raw: {} } }
sources: { drop: { type: s3, bucket: partner-drop } }
ingestion: { files: { from: sources.drop, to: lake.raw } }
alerts: { email: [b@shop.example, a@shop.example], freshness: { lake.raw.files: 2 days } }`);
    expect(alerts).toEqual({
      pointer: "/alerts",
      emails: ["a@shop.example", "b@shop.example"],
      freshness: [{ dataset: "lake.raw.files", pointer: "/alerts/freshness/lake.raw.files", maximumAgeMinutes: 2880 }],
    });
  });
});

describe("the graph", () => {
  test("is the same whatever the order of the keys", () => {
    const files = {
      "t.sql": `select * from {{ ref("lake.a.files") }} union all select * from {{ ref("lake.a.x") }}`,
      "u.sql": `select * from {{ ref("lake.b.t") }}`,
    };
    const one = `
lake: { zones: { a: {}, b: { format: iceberg } } }
warehouse: { engine: aurora-postgresql, schemas: [m, n] }
sources: { drop: { type: s3, bucket: partner-drop }, db: { type: mysql, host: h, database: d, secret: s } }
ingestion: { files: { from: sources.drop, to: lake.a }, shop: { from: sources.db, tables: { x: {}, y: {} }, to: lake.a, schedule: { every: 1 day } } }
transforms: { t: { sql: t.sql, to: lake.b }, u: { sql: u.sql, to: warehouse.m } }
access: { g: { members: [sso:A, sso:B], read: [lake.a, warehouse] }, h: { members: [sso:C], write: [lake.b] } }
`;
    const other = `
access: { h: { write: [lake.b], members: [sso:C] }, g: { read: [warehouse, lake.a], members: [sso:B, sso:A] } }
transforms: { u: { to: warehouse.m, sql: u.sql }, t: { to: lake.b, sql: t.sql } }
ingestion: { shop: { schedule: { every: 1 day }, to: lake.a, tables: { y: {}, x: {} }, from: sources.db }, files: { to: lake.a, from: sources.drop } }
sources: { db: { secret: s, database: d, host: h, type: mysql }, drop: { bucket: partner-drop, type: s3 } }
warehouse: { schemas: [m, n], engine: aurora-postgresql }
lake: { zones: { b: { format: iceberg }, a: {} } }
`;
    expect(JSON.stringify(graphOf(one, files))).toBe(JSON.stringify(graphOf(other, files)));
  });
});

describe("scale", () => {
  test("ten thousand transforms, one of their chains 500 long, link in seconds", () => {
    const files: Record<string, string> = {};
    const transforms: string[] = [];
    const add = (name: string, read: string) => {
      files[`${name}.sql`] = `select * from {{ ref("${read}") }}`;
      transforms.push(`  ${name}: { sql: ${name}.sql, to: lake.raw }`);
    };
    for (let index = 0; index < 500; index++) add(`chain${index}`, index === 0 ? "lake.raw.files" : `lake.raw.chain${index - 1}`);
    for (let index = 0; index < 9500; index++) add(`fan${index}`, `lake.raw.chain${index % 500}`);
    const text = `
lake: { zones: { raw: {} } }
sources: { drop: { type: s3, bucket: partner-drop } }
ingestion: { files: { from: sources.drop, to: lake.raw } }
transforms:
${transforms.join("\n")}`;
    const started = performance.now();
    const { runs } = graphOf(text, files);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(runs[0]?.levels).toHaveLength(502);
    expect(runs[0]?.levels.flat()).toHaveLength(10_001);
  }, 60_000);
});
