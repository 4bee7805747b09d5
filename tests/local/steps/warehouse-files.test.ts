import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileIngestion } from "../../../compiler";
import type { SourceObject } from "../../../local/sources/row-source";
import { ingestFilesToWarehouse } from "../../../local/steps/ingest-files-to-warehouse";
import type { StepResult } from "../../../local/steps/step";
import { objectsOf, startWarehouseStack, type WarehouseStack } from "./warehouse-stack";

const specOf = (format: string) => `
warehouse: { engine: aurora-postgresql, schemas: [raw] }
sources:
  drop: { type: s3, bucket: partner-drop, prefix: orders/, format: ${format} }
ingestion:
  orders: { from: sources.drop, to: warehouse.raw }
access:
  analysts: { members: [sso:Analysts], read: [warehouse.raw.orders] }
`;

describe("files taken into the warehouse", () => {
  let stack: WarehouseStack;
  let version = 0;

  beforeAll(async () => {
    stack = await startWarehouseStack();
  }, 60_000);
  afterAll(() => stack?.stop());

  /** The source has these files, each of a new version. */
  function put(
    files: Readonly<Record<string, string | Buffer>>,
    former: readonly SourceObject[] = [],
    origin?: string,
  ): readonly SourceObject[] {
    const added = Object.entries(files).map(([key, text]) => {
      const path = join(stack.folder, String(++version));
      writeFileSync(path, text);
      return { key, path, bytes: statSync(path).size, fingerprint: String(version) };
    });
    const objects = [...former.filter(({ key }) => !(key in files)), ...added];
    stack.objects = objectsOf(objects, origin);
    return objects;
  }

  async function take(): Promise<StepResult> {
    return ingestFilesToWarehouse(stack.context(), stack.context().stack.compilation.graph.ingestions[0] as FileIngestion);
  }

  const held = async (select = "*") => (await stack.rows(`select ${select} from raw.orders order by 1`)).map((row) => row.join(" "));

  test("csv: an object is taken once, a new version of it again, and columns are text", async () => {
    await stack.use(specOf("csv"));
    const first = put({ "a.csv": 'id,note\n1,a\n2,\n3,""\n', _marker: "x", "empty.csv": "" });
    expect(await take()).toEqual({ rows: 3, bytes: 20, origin: "samples/drop" });
    expect(await take()).toMatchObject({ rows: 0, bytes: 0 });
    expect(await stack.rows("select id, note from raw.orders order by id")).toEqual([
      ["1", "a"],
      ["2", null],
      ["3", ""],
    ]);
    expect(await stack.rows("select has_table_privilege('analysts', 'raw.orders', 'select')")).toEqual([["t"]]);
    put({ "a.csv": "id,note\n1,again\n", "b.csv": "id,extra\n4,x\n" }, first);
    expect(await take()).toMatchObject({ rows: 2 });
    expect(await held("id, note, extra")).toEqual(["1 a ", "1 again ", "2  ", "3  ", "4  x"]);
    expect(await stack.rows("select dataset, object from raw.datastack_loaded_objects order by 2")).toEqual([
      ["orders", "a.csv"],
      ["orders", "b.csv"],
    ]);
  });

  test("csv: the table's own types are kept, and the server reads them", async () => {
    await stack.use(specOf("csv"));
    await stack.owner.query("create table raw.orders (id integer, day date)");
    put({ "a.csv": "id,day\n1,2026-01-01\n2,\n" });
    expect(await take()).toMatchObject({ rows: 2 });
    expect(await held("id + 1, day + 1")).toEqual(["2 2026-01-02", "3 "]);
    put({ "b.csv": "id,day\n3,soon\n" });
    await expect(take()).rejects.toThrow('raw.orders: invalid input syntax for type date: "soon" (column day); nothing was changed.');
    expect(await stack.rows("select object from raw.datastack_loaded_objects")).toEqual([["a.csv"]]);
  });

  test("csv: a row that does not fit is found in its file, and nothing is taken", async () => {
    await stack.use(specOf("csv"));
    put({ "a.csv": "id,note\n1,a\n", "b.csv": "id,note\n2,b,c\n" });
    await expect(take()).rejects.toThrow(/^b\.csv line 2: /);
    expect(await stack.rows("select to_regclass('raw.orders'), to_regclass('raw.datastack_loaded_objects')")).toEqual([[null, null]]);
  });

  test("json: numbers, texts, booleans and nested values have the types of the cloud", async () => {
    await stack.use(specOf("json"));
    put({ "a.json": '{"id": 1, "price": 1.5, "note": "a", "paid": true, "lines": [{"sku": "x"}], "who": {"name": "é"}}\n{"id": 2}\n' });
    expect(await take()).toMatchObject({ rows: 2 });
    expect(
      await stack.rows(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'raw.orders'::regclass and attnum > 0 order by 1",
      ),
    ).toEqual([
      ["id", "numeric"],
      ["lines", "jsonb"],
      ["note", "text"],
      ["paid", "boolean"],
      ["price", "numeric"],
      ["who", "jsonb"],
    ]);
    expect(await held("id, lines -> 0 ->> 'sku', who ->> 'name', paid")).toEqual(["1 x é t", "2   "]);
    put({ "b.json": "{}\n" });
    expect(await take()).toMatchObject({ rows: 0 });
  });

  test("json: files of lines and of arrays, packed and not, are one table", async () => {
    await stack.use(specOf("json"));
    const many = Array.from({ length: 200 }, (_, id) => [`m${id}.json`, `{"Id": ${id + 10}, "Lines": [${id}]}\n`] as const);
    put({
      "a.json": '[\n {"Id": 1, "Lines": [{"sku": "x"}], "mixed": [1]},\n {"Id": 2}\n]\n',
      "b.json": '{"Id": 3, "Lines": null, "mixed": "text"}\n{"Id": 4, "Lines": {"sku": "y"}}\n',
      // The path says nothing of it.
      "c.json.gz": gzipSync('{"Id": 5, "Lines": []}\n'),
      "d.json.gz": gzipSync('[{"Id": 6, "Lines": null}]'),
      ...Object.fromEntries(many),
    });
    expect(await take()).toMatchObject({ rows: 206 });
    expect((await held("id, lines, mixed")).slice(0, 6)).toEqual([
      '1 [{"sku": "x"}] [1]',
      "2  ",
      "3  text",
      '4 {"sku": "y"} ',
      "5 [] ",
      "6  ",
    ]);
    put({ "e.json.gz": gzipSync('[{"Id": 7, "Lines": [7], "More": {"a": 1}}]') });
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held("lines, more -> 'a'")).toContain("[7] 1");
  });

  test("csv: files of many kinds, packed and not, are one table", async () => {
    await stack.use(specOf("csv"));
    put({
      "a.csv": '\ufeffId,"Unit Price"\r\n1,"2\n3"\r\n',
      "b.csv.gz": gzipSync("unit price,ID\n4,2\n"),
      "c.csv": "id,select\n3,x\n",
    });
    expect(await take()).toMatchObject({ rows: 3 });
    expect(await held(`id, "unit price", "select"`)).toEqual(["1 2\n3 ", "2 4 ", "3  x"]);
  });

  test("parquet: values have their types", async () => {
    await stack.use(specOf("parquet"));
    const path = join(stack.folder, "a.parquet");
    await stack.duckdb.run(`copy (select 1::integer as id, 1.5::decimal(5,2) as price, [1, 2] as list) to '${path}' (format parquet)`);
    stack.objects = objectsOf([{ key: "a.parquet", path, bytes: statSync(path).size, fingerprint: "1" }]);
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held()).toEqual(["1 1.50 [1, 2]"]);
  });

  test("a table that was dropped is made again from all objects", async () => {
    await stack.use(specOf("csv"));
    put({ "a.csv": "id\n1\n", "b.csv": "id\n2\n" });
    await take();
    await stack.owner.query("drop table raw.orders");
    expect(await take()).toMatchObject({ rows: 2 });
    expect(await held()).toEqual(["1", "2"]);
  });

  test("another origin brings all objects anew", async () => {
    await stack.use(specOf("csv"));
    put({ "a.csv": "id\n1\n" });
    await take();
    put({ "a.csv": "id\n7\n" }, [], "/data/drop");
    expect(await take()).toMatchObject({
      rows: 1,
      notes: ["the source was samples/drop and is now /data/drop: all rows are taken anew"],
    });
    expect(await held()).toEqual(["7"]);
  });

  test("no objects at all make no table", async () => {
    await stack.use(specOf("csv"));
    put({});
    expect(await take()).toMatchObject({ rows: 0 });
    expect(await stack.rows("select to_regclass('raw.orders')")).toEqual([[null]]);
  });

  test("two runs at once double nothing", async () => {
    await stack.use(specOf("csv"));
    put({ "a.csv": "id\n1\n2\n" });
    const results = await Promise.all([take(), take()]);
    expect(results.map(({ rows }) => rows).sort()).toEqual([0, 2]);
    expect(await held()).toEqual(["1", "2"]);
  });

  test("objects as they are have no rows", async () => {
    await stack.use(specOf("csv"));
    const ingestion = stack.context().stack.compilation.graph.ingestions[0] as FileIngestion;
    const pictures: FileIngestion = { ...ingestion, source: { ...ingestion.source, format: "objects" } };
    await expect(ingestFilesToWarehouse(stack.context(), pictures)).rejects.toThrow("use csv, json or parquet");
  });
});
