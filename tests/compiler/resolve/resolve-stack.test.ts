import { describe, expect, it } from "vitest";
import { resolveText, textOf } from "../../harness/diagnostics";

const base = `apiVersion: datastack/v1
name: shop
owner: data@shop.example
environments:
  dev: { account: "111111111111", region: eu-west-1 }
  prod:
    account: "222222222222"
    region: eu-west-1
    overrides: OVERRIDES
vars: { first_day: "2026-01-01" }
lake:
  zones:
    raw: { retention: 400 days }
    curated: { format: iceberg }
warehouse:
  engine: aurora-postgresql
  schemas: [staging, marts]
sources:
  db: { type: mysql, host: h, database: d, secret: s }
ingestion:
  orders:
    from: sources.db
    tables: { orders: { key: [id] } }
    to: lake.raw
    schedule: { every: 15 minutes }
`;

function prod(overrides: string) {
  return resolveText(base.replace("OVERRIDES", overrides), "prod");
}

describe("resolveStack", () => {
  it("fills in the defaults, also below what is not there", () => {
    const { spec } = prod("{}").stack;
    expect(spec.warehouse).toEqual({ engine: "aurora-postgresql", capacity: { min: 0, max: 4 }, schemas: ["staging", "marts"] });
    expect(spec.lake?.zones["raw"]).toEqual({ format: "parquet", retention: "400 days", versioning: true });
    expect(spec.sources["db"]).toEqual({ type: "mysql", host: "h", port: 3306, database: "d", secret: "s" });
    expect([spec.transforms, spec.access, spec.tags]).toEqual([{}, {}, {}]);
    expect([spec.network, spec.alerts]).toEqual([undefined, undefined]);
  });

  it("leaves the overrides out", () => {
    expect(prod("{ warehouse: { capacity: { max: 16 } } }").stack.spec.environments).toEqual({
      dev: { account: "111111111111", region: "eu-west-1", protected: false },
      prod: { account: "222222222222", region: "eu-west-1", protected: false },
    });
  });

  it("gives the same result whatever the order of the keys", () => {
    const lines = base.replace("OVERRIDES", "{}").split("\n");
    const lake = lines.findIndex((line) => line.startsWith("lake:"));
    const reordered = [...lines.slice(lake), ...lines.slice(0, lake)].join("\n");
    expect(JSON.stringify(resolveText(reordered, "dev").stack.spec)).toBe(JSON.stringify(resolveText(lines.join("\n"), "dev").stack.spec));
  });

  it("does not change what aliases share", () => {
    const shared = base
      .replace("OVERRIDES", "{}")
      .replace("raw: {", "raw: &zone {")
      .replace("curated: { format: iceberg }", "curated: *zone\n    third: *zone");
    const { spec } = resolveText(shared, "dev").stack;
    expect(spec.lake?.zones["third"]).toEqual(spec.lake?.zones["raw"]);
    expect(spec.lake?.zones["third"]).not.toBe(spec.lake?.zones["raw"]);
  });

  it("has maps in which only declared names are", () => {
    const zones = prod("{}").stack.spec.lake?.zones ?? {};
    expect([zones["constructor"], zones["__proto__"], "toString" in zones]).toEqual([undefined, undefined, false]);
  });
});

describe("overrides", () => {
  it("merge maps, replace values and lists, and remove by null", () => {
    const { stack, problems } = prod(
      "{ warehouse: { schemas: [marts] }, lake: { zones: { raw: { retention: null, archive: 90 days } } }, vars: { first_day: 2020-01-01 } }",
    );
    expect(problems).toEqual([]);
    expect(stack.spec.warehouse?.schemas).toEqual(["marts"]);
    expect(stack.spec.lake?.zones["raw"]).toEqual({ archive: "90 days", format: "parquet", versioning: true });
    expect(stack.spec.lake?.zones["curated"]).toMatchObject({ format: "iceberg" });
    expect(stack.spec.vars).toEqual({ first_day: "2020-01-01" });
  });

  it("may set what the base could have said: an optional key of a declared node, a tag", () => {
    const { stack, problems } = prod("{ warehouse: { capacity: { max: 16 } }, tags: { cost-center: '4711' }, description: In production }");
    expect(problems).toEqual([]);
    expect(stack.spec).toMatchObject({
      warehouse: { capacity: { min: 0, max: 16 } },
      tags: { "cost-center": "4711" },
      description: "In production",
    });
  });

  it("remove a whole section", () => {
    const { stack, problems } = prod("{ warehouse: null }");
    expect(problems).toEqual([]);
    expect(stack.spec.warehouse).toBeUndefined();
  });

  it.each([
    [
      "a misspelt zone",
      "{ lake: { zones: { rw: { retention: 1 year } } } }",
      [
        '9:35 unknown-override lake.zones.rw <rw> The base declares no lake.zones.rw. Did you mean "raw"? An override changes what the base declares: declare it there.',
      ],
    ],
    [
      "a section that the base lacks",
      "{ alerts: { email: [a@b.example] } }",
      ["9:18 unknown-override alerts <alerts> The base declares no alerts. An override changes what the base declares: declare it there."],
    ],
    [
      "a table that the base does not take",
      "{ ingestion: { orders: { tables: { order: {} } } } }",
      [
        '9:51 unknown-override ingestion.orders.tables.order <order> The base declares no ingestion.orders.tables.order. Did you mean "orders"? An override changes what the base declares: declare it there.',
      ],
    ],
    [
      "a variable that no SQL can expect",
      "{ vars: { frist_day: x } }",
      [
        '9:26 unknown-override vars.frist_day <frist_day> The base declares no vars.frist_day. Did you mean "first_day"? An override changes what the base declares: declare it there.',
      ],
    ],
    [
      "removing what is not there",
      "{ lake: { zones: { raw: { archive: null } } } }",
      [
        '9:42 unknown-override lake.zones.raw.archive <archive> The base has no lake.zones.raw.archive that could be removed. It has "retention".',
      ],
    ],
    [
      "the stack's name",
      "{ name: other }",
      ["9:18 unknown-override name <name> name is the same in all environments: an override cannot change it. [2: what the base says]"],
    ],
    [
      "an unknown section",
      "{ warehose: {} }",
      ['9:18 unknown-key warehose <warehose> "warehose" is not a key of a spec. Did you mean "warehouse"? => warehouse'],
    ],
    [
      "an unknown key",
      "{ warehouse: { capcity: { max: 2 } } }",
      [
        '9:31 unknown-key warehouse.capcity <capcity> "capcity" is not a key of warehouse (Aurora PostgreSQL warehouse). Did you mean "capacity"? => capacity',
      ],
    ],
    [
      "a wrong type",
      "{ warehouse: { capacity: { max: much } } }",
      ["9:48 wrong-type warehouse.capacity.max <much> max is a number, not a text. Capacity under load. For example: 16"],
    ],
    [
      "a wrong type instead of a value of the base",
      "{ lake: { zones: { raw: { retention: 4 } } } }",
      [
        "9:53 wrong-type lake.zones.raw.retention <4> YAML reads 4 as a number, and retention is a text. Write a whole number from 1 on, a space and days, weeks or years. For example: 400 days [13: what the base says]",
      ],
    ],
    [
      "removing what is required",
      "{ sources: { db: { host: null } } }",
      [
        "9:35 missing-key sources.db <host> The override removes sources.db.host, which is required: give it another value, or take it out. [19: what the base says]",
      ],
    ],
    [
      "a tag that makes keys of the base wrong",
      "{ sources: { db: { type: s3, bucket: partner-drop, host: null, database: null } } }",
      [
        "9:41 unknown-key sources.db.type <s3> The override changes sources.db.type to s3, which knows no secret: write secret: null beside it. [19: what the base says]",
      ],
    ],
  ])("refuse %s", (_name, overrides, expected) => {
    expect(prod(overrides).problems).toEqual(expected);
  });

  it("of one environment are no problem of another", () => {
    expect(resolveText(base.replace("OVERRIDES", "{ alerts: {} }"), "dev").problems).toEqual([]);
  });
});

describe("locate", () => {
  const { stack } = prod("{ warehouse: { schemas: [marts], capacity: { max: 16 } }, lake: { zones: { raw: { retention: 1 year } } } }");
  const locate = (pointer: string, part?: "key" | "value"): string => {
    const span = stack.locate(pointer, part);
    return `${span.file.position(span.start).line} ${textOf(span)}`;
  };

  it.each([
    ["what the override set", "/warehouse/schemas/0", "9 marts"],
    ["below what it added", "/warehouse/capacity/max", "9 16"],
    ["what it changed", "/lake/zones/raw/retention", "9 1 year"],
    ["what it left", "/lake/zones/curated/format", "14 iceberg"],
    ["a default of the base", "/lake/zones/curated/versioning", "14 { format: iceberg }"],
    ["a default below what it added", "/warehouse/capacity/min", "9 { max: 16 }"],
  ])("%s", (_name, pointer, expected) => {
    expect(locate(pointer)).toBe(expected);
  });

  it("points at the key of a map that both have in the base", () => {
    expect(locate("/lake/zones/raw", "key")).toBe("13 raw");
  });

  it("tells what the base said", () => {
    const said = stack.locateBase("/lake/zones/raw/retention");
    expect(said && textOf(said)).toBe("400 days");
    expect(stack.locateBase("/lake/zones/curated/format")).toBeUndefined();
    expect(stack.locateBase("/warehouse/capacity/max")).toBeUndefined();
  });
});
