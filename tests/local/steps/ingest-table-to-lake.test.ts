import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { IngestionHarness, type TableName } from "./ingestions";

let harness: IngestionHarness;

beforeAll(async () => {
  harness = await IngestionHarness.open();
});

afterEach(() => harness.clear());
afterAll(() => harness.remove());

/** `(1, 'a', 5)`: rows of a source, whose cursor may be NULL. */
function rowsOf(...rows: readonly string[]): string {
  return rows.length > 0
    ? `select * from (values ${rows.join(", ")}) as source("Id", name, "At")`
    : `select 1 as "Id", 'a' as name, 1 as "At" where false`;
}

const ids = async (name: string) => (await harness.rows(name, `id || coalesce(name, '') as row`)).map(({ row }) => row);

describe("with a cursor", () => {
  it("appends what is new, with the columns in lower case and the day that it came", async () => {
    const first = await harness.ingestTable("grown", rowsOf("(1, 'a', 5)", "(2, null, 7)"));
    expect(first).toMatchObject({ rows: 2, origin: "samples/db", notes: [] });
    const second = await harness.ingestTable("grown", rowsOf("(1, 'a', 5)", "(2, null, 7)", "(3, 'c', 9)"));
    expect(second).toMatchObject({ rows: 1, notes: [] });
    expect(await harness.rows("lake.raw.grown")).toEqual([
      { id: 1, name: "a", at: 5, load_date: "2026-01-31" },
      { id: 2, name: null, at: 7, load_date: "2026-01-31" },
      { id: 3, name: "c", at: 9, load_date: "2026-01-31" },
    ]);
    expect(harness.lake.entry("lake.raw.grown")).toMatchObject({
      kind: "batches",
      intake: { origin: "samples/db", cursor: { column: "At", value: "9" } },
    });
  });

  it("writes nothing when nothing is new", async () => {
    await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"));
    const before = harness.lake.entry("lake.raw.grown");
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"))).toMatchObject({ rows: 0, bytes: 0 });
    expect(harness.lake.entry("lake.raw.grown")).toBe(before);
  });

  it("finds the rows that come late with the last cursor's own value, as often as they are there", async () => {
    await harness.ingestTable("grown", rowsOf("(1, 'a', 5)", "(1, 'a', 5)", "(2, null, 5)"));
    const late = rowsOf("(1, 'a', 5)", "(1, 'a', 5)", "(1, 'a', 5)", "(2, null, 5)", "(2, null, 5)", "(3, '', 5)", "(4, 'd', 6)");
    expect(await harness.ingestTable("grown", late)).toMatchObject({ rows: 4 });
    expect(await harness.ingestTable("grown", late)).toMatchObject({ rows: 0 });
    expect(await ids("lake.raw.grown")).toEqual(["1a", "1a", "1a", "2", "2", "3", "4d"]);
  });

  it("finds late rows at one value run after run", async () => {
    const rows = ["(1, 'a', 5)"];
    for (let id = 2; id < 6; id++) {
      await harness.ingestTable("grown", rowsOf(...rows));
      rows.push(`(${id}, 'a', 5)`);
      expect(await harness.ingestTable("grown", rowsOf(...rows))).toMatchObject({ rows: 1 });
    }
    expect(await ids("lake.raw.grown")).toEqual(["1a", "2a", "3a", "4a", "5a"]);
  });

  it("takes rows without a cursor in the first run only, and says so", async () => {
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', 5)", "(2, 'b', null)"))).toMatchObject({
      rows: 2,
      notes: ["1 row without At: taken, in this first run only"],
    });
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', 5)", "(2, 'b', null)", "(3, 'c', null)"))).toMatchObject({
      rows: 0,
      notes: [],
    });
  });

  it("waits for the first cursor when no row has one", async () => {
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', null::int)"))).toMatchObject({ rows: 1 });
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', null)", "(2, 'b', 3)", "(3, 'c', null)"))).toMatchObject({ rows: 1 });
    expect(await ids("lake.raw.grown")).toEqual(["1a", "2b"]);
  });

  it("makes an empty table of an empty source", async () => {
    expect(await harness.ingestTable("grown", rowsOf())).toMatchObject({ rows: 0 });
    expect(await harness.rows("lake.raw.grown")).toEqual([]);
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"))).toMatchObject({ rows: 1 });
  });

  it("adds a column that the source gets, and keeps one that it loses", async () => {
    await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"));
    await harness.ingestTable("grown", `select * from (values (1, 5, null), (2, 5, 'x'), (3, 6, 'y')) as source("Id", "At", extra)`);
    expect(await harness.rows("lake.raw.grown", "id, name, extra")).toEqual([
      { id: 1, name: "a", extra: null },
      { id: 2, name: null, extra: "x" },
      { id: 3, name: null, extra: "y" },
    ]);
  });

  it("refuses a type that no longer fits, and keeps what there is", async () => {
    await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"));
    const other = `select 'x' as "Id", 'b' as name, 9 as "At"`;
    await expect(harness.ingestTable("grown", other)).rejects.toThrow(
      'The column "id" of lake.raw.grown is INTEGER, and is VARCHAR in samples/db, which may not fit',
    );
    expect(await ids("lake.raw.grown")).toEqual(["1a"]);
    expect(harness.lake.entry("lake.raw.grown")?.intake?.cursor?.value).toBe("5");
  });

  it.each([
    ["TIMESTAMP", "timestamp '2026-01-01 10:00:00.123456'", "timestamp '2026-01-01 10:00:00.2'"],
    ["DATE", "date '2026-01-31'", "date '2026-02-01'"],
    ["VARCHAR", "'Z''é'", "'a'"],
    ["DECIMAL(12,2)", "10.50::decimal(12,2)", "9000000000.00::decimal(12,2)"],
    ["DOUBLE", "0.1::double", "0.30000000000000004::double"],
    ["BIGINT", "-3::bigint", "9007199254740993::bigint"],
  ])("goes by a cursor of %s", async (_, first, second) => {
    const source = (...cursors: readonly string[]) =>
      cursors.map((cursor, index) => `select ${index} as "Id", 'a' as name, ${cursor} as "At"`).join(" union all ");
    expect(await harness.ingestTable("grown", source(first))).toMatchObject({ rows: 1 });
    expect(await harness.ingestTable("grown", source(first, first))).toMatchObject({ rows: 1 });
    expect(await harness.ingestTable("grown", source(first, first, second))).toMatchObject({ rows: 1 });
    expect(await harness.ingestTable("grown", source(first, first, second))).toMatchObject({ rows: 0 });
    expect(await ids("lake.raw.grown")).toEqual(["0a", "1a", "2a"]);
  });

  it("compares nested values and numbers that are none", async () => {
    const source = (rows: string) => `select * from (values ${rows}) as source("Id", j, d, "At")`;
    const row = `(1, '{"a":[1]}', 'nan'::double, 5)`;
    await harness.ingestTable("grown", source(row));
    expect(await harness.ingestTable("grown", source(`${row}, ${row}`))).toMatchObject({ rows: 1 });
  });
});

describe("into an Iceberg zone", () => {
  it("keeps the newest row of each key", async () => {
    expect(await harness.ingestTable("merged", rowsOf("(1, 'old', 4)", "(1, 'a', 5)", "(2, 'b', 5)", "(3, 'n', null)"))).toMatchObject({
      rows: 3,
    });
    expect(await harness.ingestTable("merged", rowsOf("(1, 'a', 5)", "(2, 'x', 7)", "(2, 'y', 8)", "(4, 'd', 5)"))).toMatchObject({
      rows: 2,
    });
    expect(await harness.rows("lake.tables.merged")).toEqual([
      { id: 1, name: "a", at: 5 },
      { id: 2, name: "y", at: 8 },
      { id: 3, name: "n", at: null },
      { id: 4, name: "d", at: 5 },
    ]);
    const before = harness.lake.entry("lake.tables.merged");
    expect(await harness.ingestTable("merged", rowsOf("(2, 'y', 8)"))).toMatchObject({ rows: 0 });
    expect(harness.lake.entry("lake.tables.merged")).toBe(before);
  });

  it("refuses a key that is NULL", async () => {
    await expect(harness.ingestTable("merged", rowsOf("(1, 'a', 5)", "(null, 'b', 5)"))).rejects.toThrow(
      'samples/db has rows whose key "Id" is NULL: choose a key without NULL, or take the table without a key.',
    );
    expect(harness.lake.entry("lake.tables.merged")).toBeUndefined();
  });

  it("adds rows without a key, and no column of its own", async () => {
    await harness.ingestTable("added", rowsOf("(1, 'a', 5)"));
    expect(await harness.ingestTable("added", rowsOf("(1, 'a', 5)", "(1, 'a', 5)", "(2, 'b', 6)"))).toMatchObject({ rows: 2 });
    expect(await harness.rows("lake.tables.added")).toEqual([
      { id: 1, name: "a", at: 5 },
      { id: 1, name: "a", at: 5 },
      { id: 2, name: "b", at: 6 },
    ]);
  });

  it("merges a full copy by key: rows that are deleted at the source stay", async () => {
    await harness.ingestTable("kept", rowsOf("(1, 'a', 5)", "(2, 'b', 5)", "(2, 'c', 5)"));
    expect(await ids("lake.tables.kept")).toEqual(["1a", "2b"]);
    await harness.ingestTable("kept", rowsOf("(2, 'x', 5)", "(3, 'c', 5)"));
    expect(await ids("lake.tables.kept")).toEqual(["1a", "2x", "3c"]);
  });
});

it("replaces a full copy, with the columns and types of its source", async () => {
  expect(await harness.ingestTable("copied", rowsOf("(1, 'a', 5)", "(2, 'b', 5)"))).toMatchObject({ rows: 2 });
  expect(await harness.ingestTable("copied", `select 'x' as "Id", 1.5 as other`)).toMatchObject({ rows: 1, notes: [] });
  expect(await harness.rows("lake.raw.copied")).toEqual([{ id: "x", other: "1.5" }]);
});

describe("from another place", () => {
  it.each(["grown", "copied"] as const)("takes all rows of %s anew, in place of the old ones", async (name) => {
    await harness.ingestTable(name, rowsOf("(1, 'a', 5)", "(2, 'b', 9)"));
    const result = await harness.ingestTable(name, `select 'x' as "Id", 3 as "At"`, { origin: "postgresql://127.0.0.1/shop public.t" });
    expect(result).toMatchObject({
      rows: 1,
      notes: [`lake.raw.${name} came from samples/db before: all its rows are taken anew from postgresql://127.0.0.1/shop public.t`],
    });
    expect(await harness.rows(`lake.raw.${name}`, `id, "at"`)).toEqual([{ id: "x", at: 3 }]);
    await harness.restart();
    expect(await harness.rows(`lake.raw.${name}`, `id, "at"`)).toEqual([{ id: "x", at: 3 }]);
    expect(await harness.ingestTable(name, `select 'x' as "Id", 3 as "At"`, { origin: "samples/db" })).toMatchObject({ rows: 1 });
  });

  it.each(["merged", "added", "kept"] as const)("takes all rows of the Iceberg table %s anew", async (name) => {
    await harness.ingestTable(name, rowsOf("(1, 'a', 5)", "(2, 'b', 9)"));
    expect(await harness.ingestTable(name, rowsOf("(7, 'c', 1)"), { origin: "elsewhere" })).toMatchObject({ rows: 1 });
    expect(await ids(`lake.tables.${name}`)).toEqual(["7c"]);
  });

  it("keeps the old rows when the new ones cannot be written", async () => {
    await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"));
    await expect(
      harness.ingestTable("grown", `select error('no') as "Id", 3 as "At" from range(3)`, { origin: "elsewhere" }),
    ).rejects.toThrow();
    await harness.restart();
    expect(await ids("lake.raw.grown")).toEqual(["1a"]);
  });

  it("takes all rows anew after a change of the cursor", async () => {
    await harness.ingestTable("grown", rowsOf("(1, 'a', 5)"));
    const entry = harness.lake.entry("lake.raw.grown");
    if (!entry) throw new Error("no entry");
    await harness.lake.writeEntry({ ...entry, intake: { origin: "samples/db", cursor: { column: "created", value: "9" } } });
    expect(await harness.ingestTable("grown", rowsOf("(1, 'a', 5)", "(2, 'b', 6)"))).toMatchObject({
      rows: 2,
      notes: ["lake.raw.grown had the cursor created before: all its rows are taken anew from samples/db"],
    });
    expect(await ids("lake.raw.grown")).toEqual(["1a", "2b"]);
  });
});

describe("whatever happens in between", () => {
  interface Change {
    readonly add: readonly { readonly name: string; readonly late: boolean }[];
    readonly run: "done" | "killed" | "none";
    readonly restart: boolean;
  }
  const change: fc.Arbitrary<Change> = fc.record({
    add: fc.array(fc.record({ name: fc.constantFrom("a", "b", "", "ü'\""), late: fc.boolean() }), { maxLength: 4 }),
    run: fc.constantFrom("done", "done", "killed", "none"),
    restart: fc.constantFrom(false, false, true),
  });

  it.each(["grown", "added", "merged"] as const satisfies readonly TableName[])("%s ends with the rows of its source", async (name) => {
    const dataset = name === "grown" ? "lake.raw.grown" : `lake.tables.${name}`;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        await harness.lake.dropTable(dataset);
        const rows: string[] = [];
        let newest = 0;
        for (const { add, run, restart } of changes) {
          // A late row has the greatest cursor that is known already. Several rows are the same but with a key.
          for (const { name: text, late } of add) {
            newest += late ? 0 : 1;
            rows.push(`(${name === "merged" ? rows.length : 0}, '${text.replaceAll("'", "''")}', ${newest})`);
          }
          const step = () => harness.ingestTable(name, rowsOf(...rows));
          if (run === "killed") await harness.kill(step);
          if (run === "done") await step();
          if (restart) await harness.restart();
        }
        await harness.ingestTable(name, rowsOf(...rows));
        const expected = await harness.query(`select "Id" as id, name, "At" as "at" from (${rowsOf(...rows)}) order by all`);
        expect(await harness.rows(dataset, `id, name, "at"`)).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });
});
