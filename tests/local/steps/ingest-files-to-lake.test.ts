import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SourceObject } from "../../../local/sources/row-source";
import { IngestionHarness } from "./ingestions";

let harness: IngestionHarness;

beforeAll(async () => {
  harness = await IngestionHarness.open();
});

afterEach(() => harness.clear());
afterAll(() => harness.remove());

const csv = (key: string, ...lines: readonly string[]): SourceObject => harness.object(key, lines.join("\n"));

describe("csv", () => {
  it("takes new objects, each once, in the day that they came", async () => {
    const first = csv('it\'s ü "1".csv', "Id,Name", "1,", '2,""');
    expect(await harness.ingestFiles("csv", [first])).toMatchObject({ rows: 2, origin: "samples/files", notes: [] });
    expect(await harness.ingestFiles("csv", [first])).toMatchObject({ rows: 0, bytes: 0 });
    expect(await harness.ingestFiles("csv", [first, csv("2.csv", "name,extra", "b,007")])).toMatchObject({ rows: 1 });
    expect(await harness.rows("lake.raw.csv")).toEqual([
      { id: "1", name: null, extra: null, load_date: "2026-01-31" },
      { id: "2", name: "", extra: null, load_date: "2026-01-31" },
      { id: null, name: "b", extra: "007", load_date: "2026-01-31" },
    ]);
  });

  it("takes an object that is replaced as a new one; its older rows stay", async () => {
    await harness.ingestFiles("csv", [csv("a.csv", "id", "1")]);
    const again = csv("a.csv", "id", "2");
    utimesSync(again.path, 1, 1);
    expect(await harness.ingestFiles("csv", [harness.describe("a.csv")])).toMatchObject({ rows: 1 });
    expect(await harness.rows("lake.raw.csv", "id")).toEqual([{ id: "1" }, { id: "2" }]);
  });

  it("takes nothing when one row is wrong, and says where; then all", async () => {
    const good = csv("1.csv", "id,name", "1,a");
    await harness.ingestFiles("csv", [good]);
    const objects = [good, csv("2.csv", "id,name", "2,b"), csv("day=3/3.csv", "id,name", "3,c", "4,d,e")];
    await expect(harness.ingestFiles("csv", objects)).rejects.toThrow("day=3/3.csv line 3: 3 fields, but the header has 2.");
    expect(await harness.rows("lake.raw.csv", "id")).toEqual([{ id: "1" }]);
    expect(await harness.ingestFiles("csv", [...objects.slice(0, 2), csv("day=3/3.csv", "id,name", "3,c", "4,d")])).toMatchObject({
      rows: 3,
    });
  });

  it("refuses a column of the name of the day", async () => {
    await expect(harness.ingestFiles("csv", [csv("1.csv", "id,Load_Date", "1,a")])).rejects.toThrow('have a column "load_date"');
  });

  it("passes over markers and empty objects, and waits for the first one", async () => {
    const marker = [csv("_SUCCESS", ""), csv("empty.csv", "")];
    expect(await harness.ingestFiles("csv", marker)).toEqual({
      rows: 0,
      bytes: 0,
      origin: "samples/files",
      notes: ["2 empty files or markers were passed over"],
    });
    expect(harness.lake.entry("lake.raw.csv")).toBeUndefined();
    expect(await harness.ingestFiles("csv", [csv("1.csv", "id,name")])).toMatchObject({ rows: 0 });
    expect(await harness.rows("lake.raw.csv")).toEqual([]);
  });

  it("takes 1,500 objects", async () => {
    const objects = Array.from({ length: 1500 }, (_, index) => csv(`${index}.csv`, "id,name", `${index},x`));
    expect(await harness.ingestFiles("csv", objects)).toMatchObject({ rows: 1500 });
    expect(await harness.ingestFiles("csv", [...objects, csv("more.csv", "id", "1500")])).toMatchObject({ rows: 1 });
    expect(await harness.query(`select count(distinct id)::int as found from ${harness.lake.relation("lake.raw.csv")}`)).toEqual([
      { found: 1501 },
    ]);
  });

  it("takes everything anew from another place, in place of the old rows", async () => {
    await harness.ingestFiles("csv", [csv("1.csv", "id", "1")]);
    expect(await harness.ingestFiles("csv", [], { origin: "elsewhere" })).toMatchObject({ rows: 0, notes: [] });
    expect(await harness.rows("lake.raw.csv", "id")).toEqual([{ id: "1" }]);
    expect(await harness.ingestFiles("csv", [csv("1.csv", "other", "1")], { origin: "elsewhere" })).toMatchObject({
      rows: 1,
      notes: ["lake.raw.csv came from samples/files before: all its rows are taken anew from elsewhere"],
    });
    expect(await harness.rows("lake.raw.csv", "* exclude (load_date)")).toEqual([{ other: "1" }]);
  });

  it("adds to an Iceberg table, which has no column of the day", async () => {
    await harness.ingestFiles("iced", [csv("1.csv", "id", "1")]);
    await harness.ingestFiles("iced", [csv("1.csv", "id", "1"), csv("2.csv", "id,b", "2,x")]);
    expect(await harness.rows("lake.tables.iced", "*", "id")).toContainEqual({ id: "2", b: "x" });
  });
});

describe("json", () => {
  const json = (key: string, ...rows: readonly unknown[]) => harness.object(key, rows.map((row) => JSON.stringify(row)).join("\n"));

  it("keeps the types that the table has", async () => {
    const first = json("1.json", { Id: 1, price: 1.5, tag: "x", more: { a: [1] } });
    expect(await harness.ingestFiles("json", [first])).toMatchObject({ rows: 1 });
    expect(await harness.ingestFiles("json", [first, json("2.json", [{ Id: 2, price: 2, tag: 3 }])])).toMatchObject({ rows: 1 });
    expect(await harness.rows("lake.raw.json", "* exclude (load_date)")).toEqual([
      { id: "1", more: '{"a":[1]}', price: 1.5, tag: "x" },
      { id: "2", more: null, price: 2, tag: "3" },
    ]);
  });

  it("refuses a value of another kind, and keeps what there is", async () => {
    const first = json("1.json", { id: 1 });
    await harness.ingestFiles("json", [first]);
    await expect(harness.ingestFiles("json", [first, json("2.json", { id: "x" })])).rejects.toThrow(
      'The column "id" of lake.raw.json is BIGINT, and is VARCHAR in samples/files',
    );
    expect(await harness.rows("lake.raw.json", "id")).toEqual([{ id: "1" }]);
  });

  it("says which row cannot be read, without what it holds", async () => {
    const bad = harness.object("bad.json", '{"id":1}\n{"secret":\n');
    await expect(harness.ingestFiles("json", [bad])).rejects.toThrow(/^bad\.json line 2: the row is no valid JSON\.$/);
  });

  it("takes nothing of objects without a value", async () => {
    expect(await harness.ingestFiles("json", [harness.object("1.json", "[]")])).toMatchObject({ rows: 0 });
    expect(await harness.ingestFiles("json", [harness.object("1.json", "[]"), json("2.json", { id: 1 })])).toMatchObject({ rows: 1 });
  });
});

describe("parquet", () => {
  async function parquet(key: string, select: string): Promise<SourceObject> {
    const { path } = harness.object(key, "");
    await harness.query(`copy (${select}) to '${path}' (format parquet)`);
    return harness.describe(key);
  }

  it("takes the types that a lake has", async () => {
    const object = await parquet(
      "1.parquet",
      `select 1::uinteger as "Id", timestamptz '2026-01-01 10:00:00+02' as at, uuid '00000000-0000-0000-0000-000000000001' as u, {'a': [1]} as nested`,
    );
    expect(await harness.ingestFiles("parquet", [object])).toMatchObject({ rows: 1 });
    expect(harness.lake.entry("lake.raw.parquet")?.columns.map(({ type }) => type)).toEqual([
      "BIGINT",
      "TIMESTAMP",
      "VARCHAR",
      "STRUCT(a INTEGER[])",
      "DATE",
    ]);
    expect(await harness.rows("lake.raw.parquet", "* exclude (load_date)")).toEqual([
      { id: "1", at: "2026-01-01 08:00:00", u: "00000000-0000-0000-0000-000000000001", nested: { a: [1] } },
    ]);
    const narrow = await parquet("2.parquet", "select 2::smallint as id");
    expect(await harness.ingestFiles("parquet", [object, narrow])).toMatchObject({ rows: 1 });
  });
});

describe("objects", () => {
  const copied = (key: string) => join(harness.state.lake, "raw", "objects", key);

  it("are copied as they are, once", async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    const objects = [harness.object("a/ü '\"*.bin", bytes), harness.object("_marker", ""), harness.object("b.bin", "b")];
    expect(await harness.ingestFiles("objects", objects)).toMatchObject({ rows: 0, bytes: 5, notes: [] });
    expect(readFileSync(copied("a/ü '\"*.bin"))).toEqual(bytes);
    expect(existsSync(copied("_marker"))).toBe(true);
    await harness.restart();
    expect(harness.lake.entry("lake.raw.objects")).toMatchObject({ kind: "objects", columns: [] });
    expect(harness.lake.entry("lake.raw.objects")?.files).toHaveLength(3);
    expect(await harness.ingestFiles("objects", objects)).toMatchObject({ bytes: 0 });
    expect(readdirSync(harness.state.scratch)).not.toContainEqual(expect.stringMatching(/^objects-/));
  });

  it("are copied again when they are replaced", async () => {
    await harness.ingestFiles("objects", [harness.object("a.bin", "old"), harness.object("b.bin", "b")]);
    utimesSync(harness.object("a.bin", "new one").path, 1, 1);
    await harness.ingestFiles("objects", [harness.describe("a.bin"), harness.describe("b.bin")]);
    expect(readFileSync(copied("a.bin"), "utf8")).toBe("new one");
    expect(harness.lake.entry("lake.raw.objects")?.files).toHaveLength(2);
  });

  it("of another place replace those of the first", async () => {
    await harness.ingestFiles("objects", [harness.object("a.bin", "a"), harness.object("b.bin", "b")]);
    const others = [harness.object("b.bin", "other"), harness.object("c.bin", "c")];
    await harness.ingestFiles("objects", others, { origin: "elsewhere" });
    expect(
      harness.lake
        .entry("lake.raw.objects")
        ?.files.map(({ path }) => path)
        .sort(),
    ).toEqual(["raw/objects/b.bin", "raw/objects/c.bin"]);
    await harness.ingestFiles("objects", [...others, harness.object("d.bin", "d")], { origin: "elsewhere" });
    expect(readdirSync(join(harness.state.lake, "raw", "objects")).sort()).toEqual(["b.bin", "c.bin", "d.bin"]);
  });

  it("are all copied again when a copy fails", async () => {
    const objects = Array.from({ length: 100 }, (_, index) => harness.object(`${index}.bin`, "x"));
    const gone = { ...harness.object("gone.bin", "x"), path: "/nowhere" };
    await expect(harness.ingestFiles("objects", [...objects, gone])).rejects.toThrow(
      "gone.bin cannot be copied: it is not there any more, so run again.",
    );
    expect(harness.lake.entry("lake.raw.objects")).toBeUndefined();
    expect(await harness.ingestFiles("objects", objects)).toMatchObject({ bytes: 100 });
  });
});

it("ends with the rows of all objects, wherever runs are killed", async () => {
  const round = fc.record({ files: fc.integer({ min: 0, max: 3 }), run: fc.constantFrom("done", "killed", "none") });
  let made = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("csv" as const, "iced" as const),
      fc.array(round, { minLength: 1, maxLength: 5 }),
      async (name, rounds) => {
        const dataset = name === "csv" ? "lake.raw.csv" : "lake.tables.iced";
        await harness.lake.dropTable(dataset);
        const objects: SourceObject[] = [csv(`${made++}.csv`, "row", "first")];
        for (const { files, run } of rounds) {
          for (let file = 0; file < files; file++) objects.push(csv(`${made++}.csv`, "row", `${objects.length}`, "same"));
          if (run === "killed") await harness.kill(() => harness.ingestFiles(name, objects));
          if (run === "done") await harness.ingestFiles(name, objects);
        }
        await harness.ingestFiles(name, objects);
        const rows = objects.flatMap(({ path }) => readFileSync(path, "utf8").split("\n").slice(1));
        expect(await harness.rows(dataset, "row")).toEqual(rows.sort().map((row) => ({ row })));
      },
    ),
    { numRuns: 10 },
  );
});
