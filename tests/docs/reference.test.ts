import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { dereference, isMap, language, type SchemaNode } from "../../compiler/schema/language";
import { checkSpec, SourceFile } from "../../compiler";

type SpecMap = Readonly<Record<string, unknown>>;

const zones: SpecMap = { raw: {}, curated: { format: "iceberg" } };

/** What the examples refer to. */
const base: SpecMap = {
  apiVersion: "datastack/v1",
  name: "shop",
  owner: "data-platform@shop.example",
  environments: { dev: { account: "111111111111", region: "eu-west-1" } },
  lake: { zones },
  warehouse: { engine: "aurora-postgresql", schemas: ["marts", "raw"] },
  sources: {
    "orders-db": { type: "postgresql", host: "orders.internal.shop.example", database: "orders", secret: "shop/orders-db" },
    "partner-files": { type: "s3", bucket: "partner-drop" },
  },
  ingestion: {
    base_orders: {
      from: "sources.orders-db",
      tables: { "public.customers": { key: ["customer_id"] } },
      to: "lake.raw",
      schedule: { every: "1 hour" },
    },
    files: { from: "sources.partner-files", to: "lake.raw" },
  },
  transforms: {
    daily_revenue: { sql: "any.sql", to: "warehouse.marts", schedule: { every: "1 day" } },
  },
};

/** A place that takes values of a part of the language. */
interface Place {
  readonly path: string;
  readonly node: SchemaNode;
  /** Whole specs with a value there, each with other things around it. */
  specs(value: unknown): readonly SpecMap[];
}

/** Maps whose entries are sections of a spec. */
const sections = [".environments", ".vars", ".sources", ".ingestion", ".transforms", ".access", ".lake.zones"];

/** Every key, name and entry of the language; what is defined once is looked at where it first stands. */
function placesOfLanguage(): readonly Place[] {
  const places: Place[] = [];
  const seen = new Set<SchemaNode>();
  visit({ path: "", node: language, specs: (value) => [overBase(value)] });
  return places;

  function visit(place: Place): void {
    const { path, specs } = place;
    const node = dereference(place.node);
    if (seen.has(node)) return;
    seen.add(node);
    places.push(place);
    const around = path === "" ? [{}] : [...(node.examples ?? []), {}];
    const below = (name: string, child: SchemaNode, put: (other: unknown, value: unknown) => unknown): void =>
      visit({ path: path + name, node: child, specs: (value) => around.flatMap((other) => specs(put(other, value))) });
    for (const member of node.oneOf ?? []) visit({ path: `${path}(${dereference(member).title ?? ""})`, node: member, specs });
    for (const [key, child] of Object.entries(node.properties ?? {}))
      below(`.${key}`, child, (other, value) => ({ ...(isMap(other) ? other : {}), [key]: value }));
    if (typeof node.additionalProperties === "object") {
      const name = sections.includes(path) ? "example" : String(Object.keys(node.examples?.[0] as SpecMap)[0]);
      below(".<name>", node.additionalProperties, (_, value) => ({ [name]: value }));
    }
    if (node.items) below("[]", node.items, (other, value) => [...new Set([value, ...(Array.isArray(other) ? (other as unknown[]) : [])])]);
  }
}

function overBase(value: unknown): SpecMap {
  const part = value as SpecMap;
  const merged = ["environments", "sources", "transforms"].filter((key) => key in part);
  const { files } = base["ingestion"] as SpecMap;
  return {
    ...base,
    ...part,
    ...Object.fromEntries(merged.map((key) => [key, { ...(base[key] as SpecMap), ...(part[key] as SpecMap) }])),
    ...("ingestion" in part ? { ingestion: { files, ...(part["ingestion"] as SpecMap) } } : {}),
    ...("lake" in part
      ? { lake: { ...(part["lake"] as SpecMap), zones: { ...zones, ...((part["lake"] as SpecMap)["zones"] as SpecMap) } } }
      : {}),
  };
}

/** What is wrong with a spec, whatever SQL it names. */
function errorsOf(spec: SpecMap): readonly string[] {
  const file = new SourceFile("stack.yaml", stringify(spec));
  const read = (sql: string) => ({ file: new SourceFile(sql, `select * from {{ ref("lake.raw.files") }}`) });
  const { diagnostics } = checkSpec({ file, files: { read } });
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, path: node, message }) => `${code} ${node ?? ""}: ${message}`);
}

const places = placesOfLanguage();

describe("every part of the language has an example that is right in its place", () => {
  test.each(places.map((place) => [place.path === "" ? "the spec" : place.path, place] as const))("%s", (_, { node, specs }) => {
    const { examples = [] } = dereference(node);
    expect(examples).not.toEqual([]);
    for (const example of examples) {
      const candidates = specs(example);
      const isRight = candidates.some((spec) => errorsOf(spec).length === 0);
      expect(isRight ? [] : candidates.map(errorsOf)).toEqual([]);
    }
  });

  test("of which there are many", () => {
    expect(places.length).toBeGreaterThan(100);
  });
});

describe("every page of the reference", () => {
  const folder = path.join(__dirname, "..", "..", "docs", "reference");
  const pages = readdirSync(folder).filter((name) => name !== "README.md");

  test.each(pages)("%s shows examples below the keys that lead to them, and one for each key", (name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    const blocks = [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block]) => parse(block ?? "") as SpecMap);
    expect(blocks.length).toBeGreaterThan(0);
    const keys = Object.keys(language.properties ?? {});
    for (const block of blocks) expect(keys).toEqual(expect.arrayContaining(Object.keys(block)));
    const rows = text.split("\n").filter((line) => /^\| `[^|]+\|[^|]+\| (yes)? *\|/.test(line));
    for (const row of rows) expect(row).toMatch(/`(<\/code>)? \|$/);
  });
});
