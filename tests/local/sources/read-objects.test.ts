import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LakeColumn } from "../../../local/lake/catalog";
import { connectTo, openDuckdb } from "../../../local/lake/duckdb";
import { explainBadObject } from "../../../local/sources/bad-object";
import { readObjects, tableObjects, type TableFormat } from "../../../local/sources/read-objects";
import type { SourceObject } from "../../../local/sources/row-source";

let scratch: string;
let folder: string;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "datastack-objects-"));
  instance = await openDuckdb({ scratch });
});

beforeEach(async () => {
  folder = mkdtempSync(join(scratch, "test-"));
  connection = await connectTo(instance);
});

afterEach(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

afterAll(() => {
  instance.closeSync();
  rmSync(scratch, { recursive: true });
});

function object(key: string, content: string | Buffer): SourceObject {
  const path = join(folder, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return { key, path, bytes: statSync(path).size, fingerprint: "1" };
}

interface Table {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly unknown[])[];
}

/** What a step reads, with the problem that it would tell. */
async function read(format: TableFormat, objects: readonly SourceObject[], existing?: readonly LakeColumn[]): Promise<Table> {
  const source = await readObjects(connection, format, objects, existing);
  try {
    const answer = await connection.runAndReadAll(`select * from ${source.relation}`);
    return { columns: Object.fromEntries(source.columns.map(({ name, type }) => [name, type])), rows: sorted(answer.getRowsJson()) };
  } catch (error) {
    throw await explainBadObject(error, format, objects);
  } finally {
    await source.close();
  }
}

/** Rows have no order. */
function sorted(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  const compare = (left: string, right: string) => (left < right ? -1 : Number(left > right));
  return [...rows].sort((left, right) => compare(JSON.stringify(left), JSON.stringify(right)));
}

async function parquet(key: string, select: string): Promise<SourceObject> {
  const made = object(key, "");
  await connection.run(`copy (${select}) to '${made.path.replaceAll("'", "''")}' (format parquet)`);
  return { ...made, bytes: statSync(made.path).size };
}

describe("csv", () => {
  it("takes every value as the text that it is; an empty field is NULL, a quoted empty one is empty", async () => {
    const found = await read("csv", [object("a.csv", '\ufeffId,Name ,at\r\n007,,2024-01-01\r\n1e3,""," x "\r\n#3,"a\nb","say ""hi"""')]);
    expect(found.columns).toEqual({ id: "VARCHAR", name: "VARCHAR", at: "VARCHAR" });
    expect(found.rows).toEqual(
      sorted([
        ["007", null, "2024-01-01"],
        ["1e3", "", " x "],
        ["#3", "a\nb", 'say "hi"'],
      ]),
    );
  });

  it("adds the columns of other headers, in any order and any case", async () => {
    const found = await read("csv", [object("1.csv", "a,B\n1,2\n"), object("2.csv", "b,c\n3,4\n"), object("3.csv", "A,b\n5,6\n")]);
    expect(Object.keys(found.columns)).toEqual(["a", "b", "c"]);
    expect(found.rows).toEqual(
      sorted([
        ["1", "2", null],
        [null, "3", "4"],
        ["5", "6", null],
      ]),
    );
  });

  it("finds no rows below a header alone, and passes over empty lines", async () => {
    expect((await read("csv", [object("a.csv", "a,b"), object("b.csv", "a,b\n")])).rows).toEqual([]);
    expect((await read("csv", [object("a.csv", "a,b\n1,2\n\n3,4\n\n")])).rows).toHaveLength(2);
    expect((await read("csv", [object("a.csv", 'a\n1\n\n""\n\n')])).rows).toEqual(sorted([["1"], [""]]));
  });

  it("reads packed files, and names with quotes, wildcards and other alphabets", async () => {
    const keys = ["it's.csv", 'a"b.csv', "a*b.csv", "a?b.csv", "a[b]c.csv", "day=1/ü 日.csv", "axb.csv", "a{1,2}.csv", "#1%20.csv"];
    const objects = [...keys.map((key) => object(key, `v\n"${key.replaceAll('"', '""')}"\n`)), object("z.csv.gz", gzipSync("v\npacked\n"))];
    const found = await read("csv", objects);
    expect(found.columns).toEqual({ v: "VARCHAR" });
    expect(found.rows.flat().sort()).toEqual([...keys, "packed"].sort());
  });

  it.each([
    ["a,b\n1,2\n1,2,3\n", "line 3: 3 fields, but the header has 2"],
    ['a,b\n1,"x\ny"\n3\n', "line 4: 1 fields, but the header has 2"],
    ['a,b\n1,"x\ny\n', "line 2: a quote is not closed"],
    ['a,b\n1,"x"y\n', "line 2: there is text after a closing quote"],
    ["a,b\n1,2\r\n3,4\n", "line 2: the line ends with CR LF, the ones before with LF: write the file with one of them"],
    [Buffer.from("a,b\n1,caf\xe9\n", "latin1"), "line 2: the text is not UTF-8"],
    ["a,,b\n", "line 1: a column has no name"],
    ["\n1\n", "line 1: a column has no name"],
    ["a,b,a\n", 'line 1: the column "a" is there twice'],
    ['"a\nb",c\r\n1,2\r\n', "line 1: a column's name has a line break"],
    [Buffer.from("\ufeffa,b\n", "utf16le"), "line 1: the header is not UTF-8"],
  ])("refuses %j", async (text, problem) => {
    await expect(read("csv", [object("good.csv", "a,b\n1,2\n"), object("in/bad.csv", text)])).rejects.toThrow(`in/bad.csv ${problem}.`);
  });

  it("refuses names that become one, and gzip under another name", async () => {
    await expect(read("csv", [object("a.csv", "Id,id\n")])).rejects.toThrow(
      'a.csv: the columns "Id" and "id" become one, "id", in lower case',
    );
    await expect(read("csv", [object("a.csv", gzipSync("a\n1\n"))])).rejects.toThrow(
      "a.csv is packed with gzip: its name must end with .gz.",
    );
    await expect(read("csv", [object("a.csv.gz", "a\n1\n")])).rejects.toThrow("a.csv.gz cannot be unpacked");
  });

  it("gives back what was written, whatever it is", async () => {
    const value = fc.option(fc.oneof(fc.string(), fc.stringMatching(/^[",\n\r a]*$/)), { nil: null });
    const quote = (text: string | null, always: boolean) =>
      text === null ? "" : always || text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value)), fc.constantFrom("\n", "\r\n"), fc.boolean(), async (rows, lineEnd, always) => {
        const text = [["a", "b"], ...rows].map((row) => row.map((field) => quote(field, always)).join(",")).join(lineEnd);
        expect((await read("csv", [object(`${run++}.csv`, text)])).rows).toEqual(sorted(rows));
      }),
      { numRuns: 100 },
    );
  });
});

describe("json", () => {
  it("reads lines and arrays together; nested values are JSON text, and what differs in kind is text", async () => {
    const found = await read("json", [
      object("1.json", '{"Id":1,"n":1,"mixed":1,"nested":{"a":[1,2]},"yes":true,"none":null}\r\n\r\n{"Id":-2}\n'),
      object("2.json", ' [ {"Id":3,"n":1.5,"mixed":"x","nested":[{}]},\n {"mixed":{"a":null}} ] '),
    ]);
    expect(found.columns).toEqual({ id: "BIGINT", mixed: "VARCHAR", n: "DOUBLE", nested: "VARCHAR", yes: "BOOLEAN" });
    expect(found.rows).toEqual(
      sorted([
        ["1", "1", 1, '{"a":[1,2]}', true],
        ["-2", null, null, null, null],
        ["3", "x", 1.5, "[{}]", null],
        [null, '{"a":null}', null, null, null],
      ]),
    );
  });

  it("follows the types of the table: a double stays one, text stays text", async () => {
    const existing = [
      { name: "n", type: "DOUBLE" },
      { name: "t", type: "VARCHAR" },
      { name: "b", type: "BIGINT" },
    ];
    const found = await read("json", [object("1.json", '{"N":1,"t":2,"b":"x"}')], existing);
    expect(found.columns).toEqual({ n: "DOUBLE", b: "VARCHAR", t: "VARCHAR" });
    expect(found.rows).toEqual(sorted([[1, "x", "2"]]));
  });

  it("leaves dates and ids text, and keeps integers beyond 64 bits", async () => {
    const found = await read("json", [
      object("1.json", '{"d":"2024-01-01","big":18446744073709551615,"long":9007199254740993}\n{"big":-1}'),
    ]);
    expect(found.columns).toEqual({ big: "DECIMAL(20,0)", d: "VARCHAR", long: "BIGINT" });
    expect(found.rows).toEqual(
      sorted([
        ["18446744073709551615", "2024-01-01", "9007199254740993"],
        ["-1", null, null],
      ]),
    );
  });

  it("has no columns where no row has a key", async () => {
    expect(await read("json", [object("1.json", "[]"), object("2.json", '{}\n{"a":null}')])).toEqual({ columns: {}, rows: [] });
  });

  it.each([
    ['{"a":1}\n{"a":\n{"a":2}\n', "line 2: the row is no valid JSON"],
    ['{"a":1}\n5\n', "line 2: a row must be a JSON object"],
    ['[{"a":1},\n{"a":}]', "line 2: the row is no valid JSON"],
    ['[{"a":1},\n{"a":1}', "line 2: the array is not closed"],
    ['[{"a":"]},"},\n\n"x"]', "line 3: a row must be a JSON object"],
    ['{"a":1} {"a":2}', "line 1: the row is no valid JSON"],
    [Buffer.from('{"a":"\xe9"}', "latin1"), "line 1: the text is not UTF-8"],
    ['\ufeff{"a":1}', "begins with a byte order mark"],
    ['{"a":1,"a":2}', "cannot be read as json: a row has a key twice"],
    ['{"a":1,"A":2}', 'become one, "a", in lower case'],
    ['{"":1}', "has a key without a name"],
  ])("refuses %j", async (text, problem) => {
    await expect(read("json", [object("good.json", '{"b":1}'), object("in/bad.json", text)])).rejects.toThrow(problem);
  });
});

describe("parquet", () => {
  it("unites columns by name, in any case, and widens numbers", async () => {
    const found = await read("parquet", [
      await parquet("1.parquet", `select 1::int as "Id", 'x' as name`),
      await parquet("day=2/it's.parquet", `select {'a': 1} as extra, 2::bigint as id`),
    ]);
    expect(found.columns).toEqual({ id: "BIGINT", name: "VARCHAR", extra: "STRUCT(a INTEGER)" });
    expect(found.rows).toEqual(
      sorted([
        ["1", "x", null],
        ["2", null, { a: 1 }],
      ]),
    );
  });

  it("refuses types that differ, names that become one and files of another format", async () => {
    const number = await parquet("1.parquet", "select {'x': 1, 'y': [2]} as nested, 1::int as id");
    const text = await parquet("2.parquet", "select '1' as id");
    await expect(read("parquet", [number, text])).rejects.toThrow(
      'The column "id" is INTEGER in 1.parquet, and VARCHAR in 2.parquet: write it with one type.',
    );
    await expect(read("parquet", [object("3.parquet", "a,b\n1,2\n")])).rejects.toThrow("3.parquet cannot be read as parquet");
  });
});

describe("large csv files", () => {
  const many = Array.from({ length: 300_000 }, (_, id) => `${id},value ${id} with some text`).join("\n");
  const counted = async (text: string) => {
    const source = await readObjects(connection, "csv", [object("1.csv", text)]);
    return (await connection.runAndReadAll(`select count(*)::int, sum(length(b))::int from ${source.relation}`)).getRowsJson()[0];
  };

  it.each([
    ["say where a quote is not closed", `a,b\n${many}\n1,"x\n2,y\n`, "1.csv line 300002: a quote is not closed."],
    ["say where a row is short", `a,b\n${many}\n1`, "1.csv line 300002: 1 fields, but the header has 2."],
    ["refuse a row that is too large", `a,b\n1,${"x".repeat(4_000_000)}\n2,y\n`, "1.csv cannot be read as csv: a row is larger than 2 MB."],
    [
      "refuse a last row that is too large",
      `a,b\n1,${"x".repeat(34_000_000)}\n`,
      "1.csv cannot be read as csv: a row is larger than 2 MB.",
    ],
  ])("%s", async (_, text, problem) => {
    await expect(read("csv", [object("1.csv", text)])).rejects.toThrow(problem);
  });

  it("are read whole where their texts look like rows", async () => {
    const text = 'He said "hi, you"\nand left, again "ok"\nBye';
    const rows = Array.from({ length: 250_000 }, (_, id) => `${id},"${text.replaceAll('"', '""')}"`);
    expect(await counted(["a,b", ...rows].join("\n"))).toEqual([rows.length, rows.length * text.length]);
  });
});

it("passes over empty objects and markers", () => {
  const keys = ["a.csv", "x/_SUCCESS", "_x/a.csv", ".hidden", "x/.b", "empty.csv"];
  const objects = keys.map((key) => ({ key, path: key, bytes: key === "empty.csv" ? 0 : 1, fingerprint: "1" }));
  expect(tableObjects(objects).map(({ key }) => key)).toEqual(["a.csv", "_x/a.csv"]);
});

it.each(["csv", "json"] as const)("reads 1,500 %s files", async (format) => {
  const objects = Array.from({ length: 1500 }, (_, index) =>
    object(`${index}.${format}`, format === "csv" ? `id,name\n${index},x\n` : `{"id":${index}}\n`),
  );
  expect((await read(format, objects)).rows).toHaveLength(1500);
});
