import { readdirSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placeOf, problemOf, readAll, sourcesFixture, type SourcesFixture } from "./fixtures";

let fixture: SourcesFixture;

beforeEach(async () => {
  fixture = await sourcesFixture();
});

afterEach(() => fixture.close());

const read = (places?: Readonly<Record<string, string>>) => readAll(fixture.connection, fixture.table(places));
const readText = (csv: string) => {
  fixture.write("samples/orders-db/orders.csv", csv);
  return read();
};
const problem = (run: () => unknown) => problemOf(fixture.folder, run);

describe("which file is a table's sample", () => {
  it("is found by the table's name with or without its schema", async () => {
    fixture.write("samples/orders-db/orders.csv", "id,updated_at\n1,2026-01-01\n");
    expect(fixture.table().origin).toBe("samples/orders-db/orders.csv");
    fixture.write("samples/orders-db/orders.old.csv", "id\n1\n");
    expect((await read()).rows).toEqual([["1", "2026-01-01"]]);
    fixture.write("samples/orders-db/public.orders.jsonl", '{"id":1}');
    expect(await problem(() => read())).toBe(
      "public.orders has several files in samples/orders-db: orders.csv and public.orders.jsonl. Leave one of them there.",
    );
  });

  it("is the one with the schema when two tables have one name", async () => {
    fixture.close();
    fixture = await sourcesFixture("{ a.orders: { as: a_orders }, b.orders: { as: b_orders } }");
    fixture.write("samples/orders-db/orders.csv", "id\n1\n");
    fixture.write("samples/orders-db/b.orders.csv", "id\n2\n");
    expect(await problem(() => fixture.table({}, "a.orders"))).toBe(
      "a.orders has no file samples/orders-db/a.orders.csv (.json, .jsonl, .ndjson or .parquet will do too). To read the database, give --source orders-db=postgres://user@host/orders.",
    );
    expect(fixture.table({}, "b.orders").origin).toBe("samples/orders-db/b.orders.csv");
  });

  it("is missing: the message says what was looked for, and points at the table", async () => {
    expect(await problem(() => fixture.table())).toBe(
      "public.orders has no file samples/orders-db/orders.csv or samples/orders-db/public.orders.csv (.json, .jsonl, .ndjson or .parquet will do too). To read the database, give --source orders-db=postgres://user@host/orders.",
    );
    expect(await placeOf(() => fixture.table())).toBe("public.orders");
  });
});

describe("--source with a folder or a file", () => {
  it("takes the same names from another folder", async () => {
    const folder = path.dirname(fixture.write("elsewhere/orders.csv", "id,updated_at\n7,2026-01-01\n"));
    expect(fixture.table({ "orders-db": folder }).origin).toBe("elsewhere/orders.csv");
    expect((await read({ "orders-db": folder })).rows).toEqual([["7", "2026-01-01"]]);
  });

  it("takes a file for the only table of a source", async () => {
    const file = fixture.write("dump.csv", "id,updated_at\n7,2026-01-01\n");
    expect((await read({ "orders-db": file })).rows).toEqual([["7", "2026-01-01"]]);
    fixture.close();
    fixture = await sourcesFixture("{ orders: {}, customers: {} }");
    const other = fixture.write("dump.csv", "id\n7\n");
    expect(await problem(() => read({ "orders-db": other }))).toBe(
      "--source orders-db: one file cannot be all 2 tables of orders-db. Name a folder with a file for each.",
    );
  });

  it.each([
    [{ "order-db": "." }, '--source: the spec has no source "order-db". Did you mean "orders-db"? It has crm, drop, orders-db and web.'],
    [{ zzz: "." }, '--source: the spec has no source "zzz". It has crm, drop, orders-db and web.'],
    [
      { "orders-db": "ftp://user:secret@host/x" },
      "--source orders-db=ftp://…: a place is a folder, a file, or a URL that begins with http://, https://, postgresql:// or mysql://.",
    ],
    [{ "orders-db": "mysql://user:secret@host/x" }, "--source orders-db=mysql://…: the source orders-db is of type postgresql, not mysql."],
    [{ drop: "postgres://user:secret@host/x" }, "--source drop=postgres://…: the source drop is of type s3, not postgresql."],
    [{ "orders-db": "https://ho st/secret" }, "--source orders-db=https://…: this is no URL; a space in it is %20."],
    [{ "orders-db": "/no/such/place" }, "--source orders-db=/no/such/place: there is no such folder or file."],
  ])("refuses %j", async (places, message) => {
    expect(await problem(() => fixture.sources(places as unknown as Record<string, string>))).toBe(message);
  });

  it("refuses a file that is no table", async () => {
    const file = fixture.write("dump.txt", "id\n7\n");
    expect(await problem(() => read({ "orders-db": file }))).toBe(
      "--source orders-db=<folder>/dump.txt: a table's file ends in .csv, .json, .jsonl, .ndjson or .parquet.",
    );
  });
});

describe("the types of a csv file", () => {
  it("are wide, exact, and those that all values have", async () => {
    const csv = [
      "id,updated_at,amount,rate,zip,big,huge,active,day,at,zoned,note,nothing,mixed",
      "1,2026-01-05 07:40:00,269.85,0.1234567891,00123,18446744073709551615,1234567890123456789012345678901234567890,true,2026-01-05,2026-01-05,2026-01-05T06:14:37+02:00,,,1",
      '-2,2026-01-05T07:40:00.123456,-0.5,1e-7,12,1,2,f,1999-12-31,2026-01-05 10:00,2026-01-05 06:14:37Z,"",,2026-01-05',
    ].join("\n");
    expect(await readText(csv)).toEqual({
      columns: [
        "id BIGINT",
        "updated_at TIMESTAMP",
        "amount DECIMAL(38,9)",
        "rate DOUBLE",
        "zip VARCHAR",
        "big DECIMAL(38,9)",
        "huge VARCHAR",
        "active BOOLEAN",
        "day DATE",
        "at TIMESTAMP",
        "zoned TIMESTAMP",
        "note VARCHAR",
        "nothing VARCHAR",
        "mixed VARCHAR",
      ],
      rows: [
        [
          "1",
          "2026-01-05 07:40:00",
          "269.850000000",
          "0.1234567891",
          "00123",
          "18446744073709551615.000000000",
          "1234567890123456789012345678901234567890",
          "true",
          "2026-01-05",
          "2026-01-05 00:00:00",
          "2026-01-05 04:14:37",
          null,
          null,
          "1",
        ],
        [
          "-2",
          "2026-01-05 07:40:00.123456",
          "-0.500000000",
          "1e-07",
          "12",
          "1.000000000",
          "2",
          "false",
          "1999-12-31",
          "2026-01-05 10:00:00",
          "2026-01-05 06:14:37",
          "",
          null,
          "2026-01-05",
        ],
      ],
    });
  });

  it.each([
    ["+31612345678", "VARCHAR"],
    [" 12", "VARCHAR"],
    ["1_000", "VARCHAR"],
    ["1.", "VARCHAR"],
    ["-0", "DECIMAL(38,9)"],
    ["0x10", "VARCHAR"],
    ["9223372036854775808", "DECIMAL(38,9)"],
    ["NaN", "DOUBLE"],
    ["2026-02-30", "VARCHAR"],
    ["2026-1-5", "VARCHAR"],
    ["infinity", "VARCHAR"],
    ["10:00:00", "VARCHAR"],
    ["yes", "VARCHAR"],
    ["TRUE", "BOOLEAN"],
  ])("%j is %s", async (value, type) => {
    const { columns, rows } = await readText(`id,updated_at,value\n1,2026-01-01,${value}\n`);
    expect(columns[2]).toBe(`value ${type}`);
    if (type === "VARCHAR") expect(rows[0]?.[2]).toBe(value);
  });

  it("are those of all rows, not of the first ones", async () => {
    const lines = Array.from(
      { length: 30_000 },
      (_, index) => `${index},2026-01-01,${index === 29_999 ? "12a" : index},${index === 29_999 ? "1.5" : index}`,
    );
    const { columns, rows } = await readText(["id,updated_at,code,amount", ...lines].join("\n"));
    expect(columns).toEqual(["id BIGINT", "updated_at DATE", "code VARCHAR", "amount DECIMAL(38,9)"]);
    expect(rows[29_999]).toEqual(["29999", "2026-01-01", "12a", "1.500000000"]);
    expect(rows.length).toBe(30_000);
  });

  it("are found in 100 columns within seconds", { timeout: 20_000 }, async () => {
    const columns = Array.from({ length: 100 }, (_, index) => `Column ${index}`);
    const rows = Array.from({ length: 2000 }, (_, row) => [
      row,
      "2026-01-01",
      ...columns.map((_name, index) => (index % 2 ? row : `t${row}`)),
    ]);
    const read = await readText([["id", "updated_at", ...columns], ...rows].map((row) => row.join(",")).join("\n"));
    expect(read.columns.slice(0, 4)).toEqual(["id BIGINT", "updated_at DATE", "Column 0 VARCHAR", "Column 1 BIGINT"]);
    expect([read.columns.length, read.rows.length]).toEqual([102, 2000]);
  });

  it("keep a zone for the warehouse", async () => {
    fixture.write("samples/orders-db/orders.csv", "id,updated_at\n1,2026-01-05T06:14:37+02:00\n");
    const { columns } = await read();
    expect(columns).toEqual(["id BIGINT", "updated_at TIMESTAMP"]);
  });
});

describe("a csv file", () => {
  it("may have CR LF, a byte order mark, quotes, line breaks in them, and be packed", async () => {
    const text = '\ufeffid,updated_at,"no""te"\r\n1,2026-01-01,"a ""b"", c\nd €"\r\n2,2026-01-02,x\r\n';
    const expected = [
      ["1", "2026-01-01", 'a "b", c\nd €'],
      ["2", "2026-01-02", "x"],
    ];
    expect(await readText(text)).toEqual({ columns: ["id BIGINT", "updated_at DATE", 'no"te VARCHAR'], rows: expected });
    const packed = fixture.write("packed/orders.csv.gz", gzipSync(text));
    expect((await read({ "orders-db": path.dirname(packed) })).rows).toEqual(expected);
  });

  it("with a header alone is a table without rows", async () => {
    expect(await readText("id,updated_at")).toEqual({ columns: ["id VARCHAR", "updated_at VARCHAR"], rows: [] });
  });

  it("is read from a cursor on", async () => {
    fixture.write(
      "samples/orders-db/orders.csv",
      "id,updated_at\n1,2026-01-01 10:00:00\n2,2026-01-02 10:00:00\n3,\n4,2026-01-03 00:00:00\n",
    );
    const { rows } = await readAll(fixture.connection, fixture.table(), { column: "updated_at", value: "2026-01-02 10:00:00" });
    expect(rows.map(([id]) => id)).toEqual(["2", "4"]);
  });

  it("may have a very long line", async () => {
    expect((await readText(`id,updated_at,text\n1,2026-01-01,${"x".repeat(17 << 20)}\n`)).rows[0]?.[2]?.length).toBe(17 << 20);
  });

  it("may lie at a path full of marks, and leaves nothing behind", async () => {
    const file = fixture.write("a [b]*?'c/orders.csv", "id,updated_at\n1,2026-01-01\n");
    expect((await read({ "orders-db": file })).rows).toEqual([["1", "2026-01-01"]]);
    expect(readdirSync(fixture.scratch)).toEqual([]);
  });

  it.each<[string, string | Buffer, string]>([
    ["too few fields", "id,updated_at\n1,2026-01-01\n2\n", "line 3: 1 fields, but the header has 2."],
    ["too many fields", 'id,updated_at\n1,"2026\n01"\n2,2026-01-01,x\n', "line 4: 3 fields, but the header has 2."],
    ["an open quote", 'id,updated_at\n1,2026-01-01\n"2,2026-01-01\n', "line 3: a quote is not closed."],
    ["text after a quote", 'id,updated_at\n"1"x,2026-01-01\n', "line 2: there is text after a closing quote."],
    ["bytes that are no UTF-8", Buffer.from("id,updated_at\n1,\xff\n", "latin1"), "line 2: the text is not UTF-8."],
    ["another separator", "id;updated_at\n1;2\n", 'line 1: the columns are separated by ";": write it with commas.'],
    ["tabs", "id\tupdated_at\n1\t2\n", "line 1: the columns are separated by tabs: write it with commas."],
    ["a repeated column", "id,updated_at,id\n1,2,3\n", 'line 1: the column "id" is there twice.'],
    ["a column without a name", "id,updated_at,\n1,2,3\n", "line 1: a column has no name."],
    ["nothing", "", "is empty: its first line must name the columns."],
  ])("with %s is refused with its line", async (_, csv, message) => {
    fixture.write("samples/orders-db/orders.csv", csv);
    const origin = `samples/orders-db/orders.csv ${message}`;
    expect(await problem(() => read())).toBe(origin);
    expect(readdirSync(fixture.scratch)).toEqual([]);
  });

  it("must have the columns that the spec names", async () => {
    fixture.write("samples/orders-db/orders.csv", "id,update_at\n1,2026-01-01\n");
    expect(await problem(() => read())).toBe(
      'samples/orders-db/orders.csv has no column "updated_at", the cursor of public.orders. Did you mean "update_at"?',
    );
    fixture.write("samples/orders-db/orders.csv", "number,updated_at\n1,2026-01-01\n");
    expect(await problem(() => read())).toBe(
      'samples/orders-db/orders.csv has no column "id", the key of public.orders. Its columns are number and updated_at.',
    );
    expect(await placeOf(() => read())).toBe("public.orders");
  });

  it("may not have two columns that are one in lower case", async () => {
    fixture.write("samples/orders-db/orders.csv", "id,updated_at,ID\n1,2026-01-01,2\n");
    expect(await problem(() => read())).toBe(
      'samples/orders-db/orders.csv: the columns "id" and "ID" become one, "id", in lower case. Name one of them otherwise.',
    );
  });
});

describe("a json file", () => {
  it("has the types of its values; a text that looks like a number is none", async () => {
    const rows = [
      { id: 1, updated_at: "2026-01-05T06:14:37Z", zip: "123", amount: 269.85, nested: { a: [1, "x"] }, flag: true, mixed: 1, none: null },
      { id: 12345678901, updated_at: "2026-01-06T06:14:37Z", amount: 3, mixed: "x", "late/~key": "é" },
    ];
    const expected = {
      columns: [
        "id BIGINT",
        "updated_at TIMESTAMP",
        "zip VARCHAR",
        "amount DECIMAL(38,9)",
        "nested VARCHAR",
        "flag BOOLEAN",
        "mixed VARCHAR",
        "none VARCHAR",
        "late/~key VARCHAR",
      ],
      rows: [
        ["1", "2026-01-05 06:14:37", "123", "269.850000000", '{"a":[1,"x"]}', "true", "1", null, null],
        ["12345678901", "2026-01-06 06:14:37", null, "3.000000000", null, null, "x", null, "é"],
      ],
    };
    const lines = fixture.write("lines/orders.jsonl", rows.map((row) => JSON.stringify(row)).join("\n\n"));
    expect(await read({ "orders-db": lines })).toEqual(expected);
    const array = fixture.write("array/orders.json", JSON.stringify(rows, undefined, 2));
    expect(await read({ "orders-db": array })).toEqual(expected);
    const packed = fixture.write("packed/orders.ndjson.gz", gzipSync(rows.map((row) => JSON.stringify(row)).join("\n")));
    expect(await read({ "orders-db": packed })).toEqual(expected);
  });

  it.each([
    ["jsonl", '{"id":1}\n{"id":}\n', "line 2: the row is no valid JSON."],
    ["jsonl", '{"id":1}\n[1]\n', "line 2: a row must be a JSON object."],
    ["json", '[{"id":1},\n{"id":2}\n', "line 3: the array is not closed."],
    ["json", "[]", "has no rows, so nobody knows its columns: add one, or use a csv file with a header."],
    ["json", '\ufeff[{"id":1}]', "begins with a byte order mark, which JSON does not allow: write it as UTF-8 without one."],
    ["json", '[{"id":1,"Id":2}]', ': the columns "id" and "Id" become one, "id", in lower case. Name one of them otherwise.'],
  ])("of the form %s that reads %j is refused", async (extension, text, message) => {
    fixture.write(`samples/orders-db/orders.${extension}`, text);
    expect(await problem(() => read())).toBe(`samples/orders-db/orders.${extension}${message.startsWith(":") ? "" : " "}${message}`);
  });
});

describe("a parquet file", () => {
  it("keeps its types, but for those that a lake has not", async () => {
    const file = path.join(fixture.folder, "orders.parquet");
    await fixture.connection.run(
      `copy (select 1::bigint as id, timestamptz '2026-01-05 06:14:37+02' as updated_at, 2::ubigint as u, uuid '0190163d-8694-739b-aea5-966c26f8ad90' as g,
        [1, 2] as list, {'a': 1} as struct, 1.5::decimal(10,2) as amount, time '10:00' as t, 'x'::blob as b, 1.5::float as f) to '${file}'`,
    );
    expect(await read({ "orders-db": file })).toEqual({
      columns: [
        "id BIGINT",
        "updated_at TIMESTAMP",
        "u DECIMAL(20,0)",
        "g VARCHAR",
        "list VARCHAR",
        "struct VARCHAR",
        "amount DECIMAL(10,2)",
        "t VARCHAR",
        "b BLOB",
        "f FLOAT",
      ],
      rows: [["1", "2026-01-05 04:14:37", "2", "0190163d-8694-739b-aea5-966c26f8ad90", "[1,2]", '{"a":1}', "1.50", "10:00:00", "x", "1.5"]],
    });
  });

  it("that is none is refused", async () => {
    fixture.write("samples/orders-db/orders.parquet", "no parquet");
    expect(await problem(() => read())).toBe(
      "samples/orders-db/orders.parquet cannot be read as parquet: it is damaged, or of another format.",
    );
  });
});

describe("the files of a file source", () => {
  it("are all regular files below the folder, known by their content", async () => {
    fixture.write("samples/drop/2026/b.csv", "id\n1\n");
    fixture.write("samples/drop/a.csv", "id\n2\n");
    fixture.write("samples/drop/.DS_Store", "x");
    fixture.write("samples/drop/.git/x.csv", "x");
    const outside = fixture.write("outside.csv", "id\n3\n");
    symlinkSync(outside, path.join(fixture.folder, "samples/drop/link-out.csv"));
    symlinkSync("a.csv", path.join(fixture.folder, "samples/drop/link-in.csv"));
    symlinkSync(".", path.join(fixture.folder, "samples/drop/circle"));
    symlinkSync("nowhere", path.join(fixture.folder, "samples/drop/broken"));
    const source = fixture.sources().files(fixture.ingestion("partner"));
    expect([source.origin, source.folder]).toEqual(["samples/drop", path.join(fixture.folder, "samples/drop")]);
    const before = await source.list();
    expect(before.map(({ key, bytes }) => `${key} ${bytes}`)).toEqual(["2026/b.csv 5", "a.csv 5", "link-in.csv 5"]);
    expect(before[1]?.fingerprint).toBe(before[2]?.fingerprint);

    utimesSync(path.join(fixture.folder, "samples/drop/a.csv"), 1, 1);
    fixture.write("samples/drop/2026/b.csv", "id\n9\n");
    const after = await source.list();
    expect(after[1]?.fingerprint).toBe(before[1]?.fingerprint);
    expect(after[0]?.fingerprint).not.toBe(before[0]?.fingerprint);
  });

  it("may be one file", async () => {
    const file = fixture.write("partner.csv", "id\n1\n");
    const source = fixture.sources({ drop: file }).files(fixture.ingestion("partner"));
    expect(source.folder).toBeUndefined();
    expect((await source.list()).map(({ key, path: at }) => [key, at])).toEqual([["partner.csv", file]]);
  });

  it("are missing: the message says where they belong", async () => {
    const run = () => fixture.sources().files(fixture.ingestion("partner"));
    expect(await problem(run)).toBe(
      "partner has no files: put some into samples/drop/, or name another folder, a file or a URL with --source drop=…",
    );
    expect(await placeOf(run)).toBe("sources.drop");
  });
});

describe("the sample events of a stream", () => {
  it("are the json files of its folder, and need not be there", async () => {
    expect(fixture.sources().events(fixture.ingestion("events"))).toBeUndefined();
    fixture.write("samples/web/events.jsonl", "{}\n");
    fixture.write("samples/web/README.md", "x");
    fixture.write("samples/web/old/events.jsonl", "{}\n");
    const source = fixture.sources().events(fixture.ingestion("events"));
    expect((await source?.list())?.map(({ key }) => key)).toEqual(["events.jsonl"]);
  });
});
