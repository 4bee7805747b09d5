import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { IngestionHarness, type TableName } from "./ingestions";

let harness: IngestionHarness;

beforeAll(async () => {
  harness = await IngestionHarness.open();
});

afterEach(() => harness.clear());
afterAll(() => harness.remove());

/** Rows of `(id, value, at)`. */
const source = (...rows: readonly string[]) => `select * from (values ${rows.join(", ")}) as source("Id", value, "At")`;
const datasets = { grown: "lake.raw.grown", merged: "lake.tables.merged", added: "lake.tables.added" } as const;
type GrowingTable = keyof typeof datasets & TableName;
const tables = Object.keys(datasets) as GrowingTable[];

const typeOf = (table: GrowingTable, name = "value") =>
  harness.lake.entry(datasets[table])?.columns.find((column) => column.name === name)?.type;
const values = async (table: GrowingTable) => {
  const rows = await harness.rows(datasets[table], "id, value::varchar as value", "id");
  return rows.map(({ value }) => value);
};

describe.each(tables)("the types of a source without declared types, into %s", (table) => {
  it.each([
    ["BIGINT", "5::bigint", "5.5::decimal(38,9)", "DECIMAL(38,9)", ["5.000000000", "5.500000000"]],
    ["DATE", "date '2026-01-01'", "timestamp '2026-01-02 10:00'", "TIMESTAMP", ["2026-01-01 00:00:00", "2026-01-02 10:00:00"]],
    ["DECIMAL(4,2)", "10.25::decimal(4,2)", "0.125::decimal(10,3)", "DECIMAL(10,3)", ["10.250", "0.125"]],
  ])("grow from %s, and narrower values get the wider type", async (type, narrow, wide, grown, expected) => {
    await harness.ingestTable(table, source(`(1, ${narrow}, 1)`));
    expect(typeOf(table)).toBe(type);
    await harness.ingestTable(table, source(`(1, ${narrow}, 1)`, `(2, ${wide}, 2)`));
    await harness.ingestTable(table, source(`(3, ${narrow}, 3)`));
    expect(typeOf(table)).toBe(grown);
    await harness.restart();
    expect(await values(table)).toEqual([...expected, expected[0]]);
  });

  it.each([
    ["BIGINT", "9007199254740993::bigint", "9007199254740993"],
    ["DOUBLE", "0.30000000000000004::double", "0.30000000000000004"],
    ["TIMESTAMP", "timestamp '2026-01-02 10:00:00.123456'", "2026-01-02 10:00:00.123456"],
    ["BLOB", "'\\xff\\x00a\\x5c'::blob", "\\xFF\\x00a\\x5C"],
  ])("are not known before the first value, which is %s", async (type, value, text) => {
    await harness.ingestTable(table, source("(1, null::varchar, 1)"));
    await harness.ingestTable(table, source("(1, null, 1)", `(2, ${value}, 2)`));
    await harness.ingestTable(table, source("(3, null::varchar, 3)"));
    await harness.ingestTable(table, source(`(4, ${value}, 4)`));
    expect(typeOf(table)).toBe(type);
    expect(await values(table)).toEqual([null, text, null, text]);
    expect(await harness.rows(datasets[table], "count(*)::int as n", "all")).toEqual([{ n: 4 }]);
  });

  it("are those of the first rows after a header alone", async () => {
    await harness.ingestTable(table, `select ''::varchar as "Id", '' as value, '' as "At" where false`);
    await harness.ingestTable(table, source("(1, 5::bigint, 1)"));
    expect([typeOf(table, "id"), typeOf(table), typeOf(table, "at")]).toEqual(["INTEGER", "BIGINT", "INTEGER"]);
    expect(await values(table)).toEqual(["5"]);
  });

  it("may be those of the cursor and the key", async () => {
    await harness.ingestTable(table, source("(1, 'a', 5)"));
    await harness.ingestTable(table, source("(1, 'a', 5)", "(2::bigint, 'b', 5.5::decimal(38,9))"));
    expect(await harness.ingestTable(table, source("(1, 'a', 5)", "(2::bigint, 'b', 5.5::decimal(38,9))"))).toMatchObject({ rows: 0 });
    expect(await values(table)).toEqual(["a", "b"]);
  });

  it("do not hide a late row that is like another one but for its fractions", async () => {
    await harness.ingestTable(table, source("(1, 6, 1)"));
    expect(await harness.ingestTable(table, source("(1, 6, 1)", "(2, 5.5, 1)"))).toMatchObject({ rows: 1 });
  });

  it("do not shrink or become others: the message says what to do", async () => {
    await harness.ingestTable(table, source("(1, 5::bigint, 1)"));
    for (const other of ["'x'", "0.1::double", "true"]) {
      const problem = harness.ingestTable(table, source(`(2, ${other}, 2)`), { origin: "samples/db" });
      await expect(problem).rejects.toThrow(
        /^The column "value" of lake\.\S+ is BIGINT, and is \w+ in samples\/db, which may not fit: .* start over with --reset\.$/,
      );
    }
    expect(await values(table)).toEqual(["5"]);
  });

  it("stay where the source lacks the column", async () => {
    await harness.ingestTable(table, source("(1, 5::bigint, 1)"));
    await harness.ingestTable(table, `select 2 as "Id", 2 as "At"`);
    await harness.ingestTable(table, source("(3, 0.5::decimal(38,9), 3)"));
    expect(await values(table)).toEqual(["5.000000000", null, "0.500000000"]);
  });
});
