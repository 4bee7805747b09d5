import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LakeFolder, problemOf } from "./lake-folder";

const orders = "lake.raw.orders";
const refunds = "lake.raw.refunds";
const run = "0abcdefgh1234567";
const nextRun = "0abcdefgh1234568";

let folder: LakeFolder;
beforeEach(async () => {
  folder = new LakeFolder();
  await folder.open();
});
afterEach(() => folder.remove());

describe("batches", () => {
  it("are added, and have the day of their folder as the last column", async () => {
    const first = await folder.lake.appendBatch(orders, "a", folder.rows("select 1 as order_id, 'x' as city", { loadDate: "2026-01-31" }));
    expect(first).toEqual({ rows: 1, bytes: expect.any(Number) });
    expect(first.bytes).toBeGreaterThan(100);
    await folder.lake.appendBatch(orders, "b", folder.rows("select 2 as order_id, '' as city", { loadDate: "2026-02-01" }));
    await folder.lake.appendBatch(orders, "c", folder.rows("select 3 as order_id, null::varchar as city", { loadDate: "2026-02-01" }));
    expect(await folder.read(orders)).toEqual([
      { order_id: 1, city: "x", load_date: "2026-01-31" },
      { order_id: 2, city: "", load_date: "2026-02-01" },
      { order_id: 3, city: null, load_date: "2026-02-01" },
    ]);
    expect(folder.files()).toEqual([
      "raw/orders/load_date=2026-01-31/batch-a/part-0.parquet",
      "raw/orders/load_date=2026-02-01/batch-b/part-0.parquet",
      "raw/orders/load_date=2026-02-01/batch-c/part-0.parquet",
    ]);
    expect(folder.lake.entry(orders)?.columns).toEqual([
      { name: "order_id", type: "INTEGER" },
      { name: "city", type: "VARCHAR" },
      { name: "load_date", type: "DATE" },
    ]);
  });

  it("change nothing when they are in the table already", async () => {
    await folder.lake.appendBatch(orders, "a", folder.rows("select 1 as order_id", { loadDate: "2026-01-31" }));
    const again = await folder.lake.appendBatch(orders, "a", folder.rows("select 2 as order_id", { loadDate: "2026-02-01" }));
    expect(again).toEqual({ rows: 0, bytes: 0 });
    expect(await folder.read(orders)).toEqual([{ order_id: 1, load_date: "2026-01-31" }]);
  });

  it("add columns, which are NULL in the rows before, and may lack columns", async () => {
    await folder.lake.appendBatch(orders, "a", folder.rows("select 1 as order_id, 'x' as city", { loadDate: "2026-01-31" }));
    await folder.lake.appendBatch(orders, "b", folder.rows("select 2 as order_id, true as paid", { loadDate: "2026-01-31" }));
    await folder.open();
    expect(await folder.read(orders)).toEqual([
      { order_id: 1, city: "x", paid: null, load_date: "2026-01-31" },
      { order_id: 2, city: null, paid: true, load_date: "2026-01-31" },
    ]);
  });

  it("without rows save their intake and their columns, and pile up no files", async () => {
    const intake = { origin: "orders.csv", cursor: { column: "order_id" } };
    const nothing = await folder.lake.appendBatch(orders, "a", folder.rows("select 1 as order_id, 'x' as city where false", { intake }));
    expect(nothing).toEqual({ rows: 0, bytes: 0 });
    expect(await folder.read(orders)).toEqual([]);
    await folder.lake.appendBatch(orders, "b", folder.rows("select 1 as order_id", { loadDate: "2026-01-31" }));
    await folder.lake.appendBatch(orders, "c", folder.rows("select 1 as order_id where false"));
    expect(folder.files()).toHaveLength(1);
    await folder.lake.appendBatch(orders, "d", folder.rows("select 1 as order_id, 5 as later where false"));
    await folder.open();
    expect(await folder.read(orders)).toEqual([{ order_id: 1, city: null, later: null, load_date: "2026-01-31" }]);
    expect(folder.lake.entry(orders)?.intake).toEqual(intake);
  });

  it("may take the place of the table, whatever it was", async () => {
    await folder.lake.replaceTable(orders, "snapshot=a", folder.rows("select 'x' as order_id, 1 as gone", { intake: { origin: "there" } }));
    const replacing = folder.rows("select 1 as order_id", { replace: true, loadDate: "2026-01-31" });
    expect(await folder.lake.appendBatch(orders, "a", replacing)).toMatchObject({ rows: 1 });
    expect(await folder.read(orders)).toEqual([{ order_id: 1, load_date: "2026-01-31" }]);
    expect(folder.lake.entry(orders)?.intake).toBeUndefined();
    expect(folder.files()).toHaveLength(2);
    await folder.lake.appendBatch(orders, "b", folder.rows("select 2 as order_id", { loadDate: "2026-01-31" }));
    expect(folder.files()).toEqual(["a", "b"].map((batch) => `raw/orders/load_date=2026-01-31/batch-${batch}/part-0.parquet`));
  });

  it.each([
    ["cast(1 as bigint)", "INTEGER", "BIGINT", "cast(1 as integer)"],
    ["cast(1 as decimal(12,4))", "DECIMAL(10,2)", "DECIMAL(12,4)", "cast(1 as decimal(10,2))"],
    ["'1'", "INTEGER", "VARCHAR", "1"],
    ["1.5::double", "INTEGER", "DOUBLE", "1"],
  ])("of %s do not fit a column of %s", async (value, type, found, before) => {
    await folder.lake.appendBatch(orders, "a", folder.rows(`select ${before} as amount`));
    expect(await problemOf(folder.lake.appendBatch(orders, "b", folder.rows(`select ${value} as amount`)))).toBe(
      `The column "amount" of lake.raw.orders is ${type}, and is ${found} in the new rows, which may not fit: correct its values or cast it to ${type} at its source, take it under another name, or start over with --reset.`,
    );
    expect(await folder.read(orders)).toHaveLength(1);
    expect(folder.files()).toHaveLength(1);
  });

  it("of a narrower type get the table's", async () => {
    await folder.lake.appendBatch(orders, "a", folder.rows("select 1::bigint as amount, 1::decimal(12,4) as price"));
    await folder.lake.appendBatch(orders, "b", folder.rows("select 2::integer as amount, 2::decimal(6,2) as price"));
    expect(await folder.query(`describe ${folder.lake.relation(orders)}`)).toMatchObject([
      { column_name: "amount", column_type: "BIGINT" },
      { column_name: "price", column_type: "DECIMAL(12,4)" },
      { column_name: "load_date", column_type: "DATE" },
    ]);
  });

  it("have no columns of one name, and none of the lake's own", async () => {
    expect(await problemOf(folder.lake.appendBatch(orders, "a", folder.rows(`select 1 as "Id", 2 as id`)))).toBe(
      'lake.raw.orders cannot be written: two of its columns are called "id"; columns of the lake are in lower case.',
    );
    expect(await problemOf(folder.lake.appendBatch(orders, "a", folder.rows("select 1 as load_date")))).toContain(
      "give the column another name at its source",
    );
  });
});

describe("snapshots", () => {
  it("replace the table, keep the files before until the next write, and hold no values that are replaced", async () => {
    await folder.lake.replaceTable(orders, `snapshot=${run}`, folder.rows("select 1 as order_id, '' as city union all select 2, null"));
    await folder.lake.replaceTable(orders, `snapshot=${nextRun}`, folder.rows("select 3 as order_id"));
    expect(await folder.read(orders)).toEqual([{ order_id: 3 }]);
    expect(folder.files()).toHaveLength(2);
    await folder.open();
    expect(await folder.read(orders)).toEqual([{ order_id: 3 }]);
    expect(folder.files()).toHaveLength(2);
    await folder.lake.replaceTable(orders, `snapshot=${nextRun}`, folder.rows("select 4 as order_id where false"));
    expect(await folder.read(orders)).toEqual([]);
    expect(folder.files()).toEqual([`raw/orders/snapshot=${nextRun}-2/part-0.parquet`, `raw/orders/snapshot=${nextRun}/part-0.parquet`]);
  });

  it("keep the rows as they were when the select fails on its way", async () => {
    await folder.lake.replaceTable(orders, run, folder.rows("select 1 as order_id"));
    const failing = "select case when range = 50000 then error('too much') else range end as order_id from range(100000)";
    expect(await problemOf(folder.lake.replaceTable(orders, nextRun, folder.rows(failing)))).toBe(
      "lake.raw.orders cannot be written: too much.",
    );
    expect(await folder.read(orders)).toEqual([{ order_id: 1 }]);
    expect(folder.files()).toEqual([`raw/orders/${run}/part-0.parquet`]);
    expect(readdirSync(folder.state.scratch)).toEqual(["duckdb"]);
  });

  it("have sums as BIGINT, as Athena's", async () => {
    await folder.lake.replaceTable(orders, run, folder.rows("select sum(range) as total from range(10)"));
    expect(folder.lake.entry(orders)?.columns).toEqual([{ name: "total", type: "BIGINT" }]);
  });

  it("of a million rows stay within the memory", { timeout: 60_000 }, async () => {
    const select = "select range as id, md5(cast(range as varchar)) as text, range * 1.5 as price from range(1000000)";
    const seen: number[] = [];
    const written = await folder.lake.replaceTable(orders, run, folder.rows(select, { progress: ({ bytes = 0 }) => seen.push(bytes) }));
    expect(written.rows).toBe(1_000_000);
    expect(await folder.query(`select count(*) as n, count(distinct text) as texts from ${folder.lake.relation(orders)}`)).toEqual([
      { n: "1000000", texts: "1000000" },
    ]);
    expect(process.memoryUsage().rss).toBeLessThan(900e6);
  });
});

describe("a merge", () => {
  const key = ["order_id"];

  it("puts rows in place of those with their key, and adds the others and those without a key", async () => {
    await folder.lake.mergeRows(
      orders,
      "snapshot=a",
      key,
      folder.rows("select * from (values (1, 'x', 10), (2, 'y', 20), (null, 'z', 30)) t(order_id, city, amount)"),
    );
    const merged = await folder.lake.mergeRows(
      orders,
      "snapshot=b",
      ["ORDER_ID"],
      folder.rows("select * from (values (2, null, true), (3, 'w', false), (null, 'v', true)) t(order_id, city, paid)"),
    );
    expect(merged.rows).toBe(3);
    expect(await folder.read(orders)).toEqual([
      { order_id: 1, city: "x", amount: 10, paid: null },
      { order_id: 2, city: null, amount: 20, paid: true },
      { order_id: 3, city: "w", amount: null, paid: false },
      { order_id: null, city: "v", amount: null, paid: true },
      { order_id: null, city: "z", amount: 30, paid: null },
    ]);
  });

  it("of nothing saves its intake and writes no snapshot", async () => {
    await folder.lake.mergeRows(orders, "snapshot=a", key, folder.rows("select 1 as order_id"));
    const intake = { origin: "elsewhere" };
    const merged = await folder.lake.mergeRows(orders, "snapshot=b", key, folder.rows("select 1 as order_id where false", { intake }));
    expect(merged).toEqual({ rows: 0, bytes: 0 });
    expect(folder.files()).toHaveLength(1);
    await folder.open();
    expect(folder.lake.entry(orders)?.intake).toEqual(intake);
    await folder.lake.mergeRows(orders, "snapshot=c", key, folder.rows("select 2 as order_id"));
    expect(folder.lake.entry(orders)?.intake).toEqual(intake);
  });

  it("without a key adds rows", async () => {
    await folder.lake.mergeRows(orders, "snapshot=a", [], folder.rows("select 1 as order_id"));
    await folder.lake.mergeRows(orders, "snapshot=b", [], folder.rows("select 1 as order_id, 'x' as city"));
    expect(await folder.read(orders)).toEqual([
      { order_id: 1, city: "x" },
      { order_id: 1, city: null },
    ]);
  });

  it("needs each key once, and its columns", async () => {
    const twice = folder.rows("select * from (values (1, 1), (1, 2), (null, 3), (null, 4)) t(order_id, n)");
    expect(await problemOf(folder.lake.mergeRows(orders, "snapshot=a", key, twice))).toBe(
      'lake.raw.orders cannot be written: one key has several rows in the select, and a merge needs one row for each ("order_id"): leave one of them, or add columns to the key.',
    );
    expect(await problemOf(folder.lake.mergeRows(orders, "snapshot=a", key, folder.rows("select 1 as id")))).toBe(
      'lake.raw.orders cannot be written: the select lacks "order_id" of the key.',
    );
    expect(folder.lake.entry(orders)).toBeUndefined();
    expect(folder.files()).toEqual([]);
  });
});

describe("a view", () => {
  it("may read views, whatever the order of their names, and becomes a table and back", async () => {
    await folder.lake.replaceTable(refunds, run, folder.rows("select 1 as id, sum(n) as total from (values (1), (2)) t(n)"));
    const { relation } = folder.lake;
    await folder.lake.replaceView("lake.raw.events", `select *, total * 2 as "Twice" from ${relation.call(folder.lake, refunds)} -- all`);
    await folder.lake.replaceView(orders, `select twice from ${folder.lake.relation("lake.raw.events")}`);
    await folder.open();
    expect(await folder.read(orders)).toEqual([{ twice: "6" }]);
    expect(folder.lake.entry(orders)).toMatchObject({ kind: "view", columns: [{ name: "twice", type: "BIGINT" }], files: [] });
    await folder.lake.replaceTable(orders, nextRun, folder.rows("select 5 as id"));
    expect(await folder.read(orders)).toEqual([{ id: 5 }]);
    await folder.lake.replaceView(orders, "select 6 as id");
    expect(await folder.read(orders)).toEqual([{ id: 6 }]);
  });

  it("whose select fails by now waits for its transform", async () => {
    await folder.lake.replaceTable(refunds, run, folder.rows("select 1 as id"));
    await folder.lake.replaceView(orders, `select id from ${folder.lake.relation(refunds)}`);
    await folder.lake.replaceTable(refunds, nextRun, folder.rows("select 1 as other"));
    await folder.open();
    expect(await folder.read(refunds)).toEqual([{ other: 1 }]);
    await folder.lake.replaceView(orders, `select other from ${folder.lake.relation(refunds)}`);
    expect(await folder.read(orders)).toEqual([{ other: 1 }]);
  });
});

describe("the lake", () => {
  it("has the table of a stream before its first event", async () => {
    expect(await folder.query(`describe ${folder.lake.relation("lake.raw.events")}`)).toMatchObject([
      { column_name: "event_id", column_type: "VARCHAR" },
      { column_name: "received_at", column_type: "TIMESTAMP" },
      { column_name: "n", column_type: "BIGINT" },
      { column_name: "page", column_type: "VARCHAR" },
      { column_name: "load_date", column_type: "DATE" },
    ]);
    expect(await folder.read("lake.raw.events")).toEqual([]);
  });

  it("takes several tables at once, and several writes of one table one after the other", async () => {
    const connections = await Promise.all([0, 1, 2, 3, 4, 5].map(() => folder.lake.connect()));
    await Promise.all(
      connections.map((connection, index) =>
        folder.lake.appendBatch(index % 2 === 0 ? orders : refunds, `b${index}`, {
          connection,
          select: `select range + ${index * 1000} as id from range(1000)`,
        }),
      ),
    );
    connections.forEach((connection) => connection.closeSync());
    for (const dataset of [orders, refunds])
      expect(await folder.query(`select count(distinct id) as n from ${folder.lake.relation(dataset)}`)).toEqual([{ n: "3000" }]);
  });

  it("removes what a killed run left, and nothing else", async () => {
    await folder.lake.appendBatch(orders, "a", folder.rows("select 1 as id", { loadDate: "2026-01-31" }));
    await folder.lake.replaceTable(refunds, run, folder.rows("select 1 as id"));
    const committed = folder.files();
    const leave = (file: string): void => {
      mkdirSync(path.join(folder.state.lake, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder.state.lake, file), "half");
    };
    for (const left of ["raw/orders/load_date=2026-01-31/batch-b", "raw/orders/load_date=2026-02-01/batch-c", `raw/refunds/${nextRun}`])
      leave(`${left}/part-0.parquet`);
    for (const left of [`raw/new/snapshot=${run}`, `curated/gone/${run}-2`]) leave(`${left}/part-0.parquet`);
    const others = ["raw/errors/orders/2026-01-31/x.jsonl", "raw/orders/notes.txt"];
    others.forEach(leave);
    mkdirSync(path.join(folder.state.scratch, "lake-left"));
    writeFileSync(path.join(folder.state.catalog, ".lake.raw.orders.json.part"), '{"dataset": "lake.r');
    await folder.open();
    expect(folder.files()).toEqual([...committed, ...others].sort());
    expect(readdirSync(folder.state.catalog).sort()).toEqual(["lake.raw.orders.json", "lake.raw.refunds.json"]);
    expect(await folder.read(orders)).toEqual([{ id: 1, load_date: "2026-01-31" }]);
  });

  it("writes over what a write left that failed before its entry", async () => {
    const left = path.join(folder.state.lake, "raw/orders/load_date=2026-01-31/batch-a");
    mkdirSync(left, { recursive: true });
    writeFileSync(path.join(left, "part-0.parquet"), "half");
    await folder.lake.appendBatch(orders, "a", folder.rows("select 1 as id", { loadDate: "2026-01-31" }));
    expect(await folder.read(orders)).toEqual([{ id: 1, load_date: "2026-01-31" }]);
  });

  it.each(["", '{"dataset": "lake.raw.orders", "kind"', "[]", "null"])("does not open with the entry %j", async (text) => {
    await folder.lake.replaceTable(orders, run, folder.rows("select 1 as id"));
    const file = path.join(folder.state.catalog, "lake.raw.orders.json");
    writeFileSync(file, text);
    expect(await problemOf(folder.open())).toBe(
      `${file}, which says what a table of the lake consists of, is damaged: restore the file, or start over with --reset, which takes everything anew.`,
    );
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(folder.files()).toHaveLength(1);
  });

  it("does not open without a file of a table", async () => {
    await folder.lake.replaceTable(orders, run, folder.rows("select 1 as id"));
    const file = path.join(folder.state.lake, "raw", "orders", run, "part-0.parquet");
    rmSync(file);
    expect(await problemOf(folder.open())).toBe(
      `lake.raw.orders lacks its file ${file}: restore the file, or start over with --reset, which takes everything anew.`,
    );
  });

  it("forgets a table with its files", async () => {
    await folder.lake.replaceTable(orders, run, folder.rows("select 1 as id"));
    await folder.lake.replaceTable(orders, nextRun, folder.rows("select 1 as id"));
    await folder.lake.dropTable(orders);
    expect(folder.lake.entry(orders)).toBeUndefined();
    expect(folder.files()).toEqual([]);
    expect(await problemOf(folder.lake.replaceView(refunds, `select * from ${folder.lake.relation(orders)}`))).toContain("does not exist");
    await folder.lake.appendBatch(orders, "a", folder.rows("select 2 as id", { loadDate: "2026-01-31" }));
    expect(await folder.read(orders)).toEqual([{ id: 2, load_date: "2026-01-31" }]);
  });

  it("keeps tables that left the spec", async () => {
    await folder.lake.replaceTable(refunds, run, folder.rows("select 1 as id"));
    folder.close();
    const { openLake } = await import("../../../local/lake/open-lake");
    const without = new LakeFolder("lake: { zones: { raw: {} } }\n");
    const lake = await openLake(without.compilation.graph, folder.state);
    lake.close();
    without.remove();
    await folder.open();
    expect(await folder.read(refunds)).toEqual([{ id: 1 }]);
  });

  it("downloads nothing, and has its zones on every connection", async () => {
    const connection = await folder.lake.connect();
    expect(await problemOf(folder.lake.replaceView(orders, "select * from iceberg_scan('x')"))).toMatch(
      /^lake.raw.orders cannot be written: /,
    );
    await connection
      .run("select current_setting('TimeZone')")
      .then(async (result) => expect(await result.getRowsJson()).toEqual([["UTC"]]));
    connection.closeSync();
  });
});
