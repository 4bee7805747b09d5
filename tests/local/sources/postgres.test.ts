import { readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresColumn } from "../../../local/sources/database/postgres-columns";
import { startPostgres, type TestPostgres } from "../../harness/postgres";
import { problemOf, readAll, sourcesFixture, type SourcesFixture } from "./fixtures";

let server: TestPostgres;
let client: Client;
let fixture: SourcesFixture;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  client = await server.connect();
  fixture = await sourcesFixture("{ orders: { cursor: updated_at, key: [id] }, sales.Tricky: {}, nothing: {}, texts: { cursor: t } }");
  url = `postgresql://postgres@/postgres?host=${encodeURIComponent(client.host)}`;
  await client.query("create table orders (id int primary key, updated_at timestamptz, amount numeric(10,2))");
  await client.query(
    "insert into orders values (1, '2026-01-01 10:00+02', 1.50), (2, '2026-01-02 10:00:00.123456+00', null), (3, null, 3), (4, '2026-01-03', 4)",
  );
});

afterAll(async () => {
  fixture.close();
  await server.stop();
});

const place = () => ({ "orders-db": url });
const read = (name: string, from?: { column: string; value: string }) => readAll(fixture.connection, fixture.table(place(), name), from);
const problem = (run: () => unknown) => problemOf(fixture.folder, run);

describe("the tables of a PostgreSQL database", () => {
  it("are known by host, port, database and table", () => {
    expect(fixture.table(place(), "orders").origin).toBe(`postgresql://${client.host}:5432/postgres public.orders`);
    expect(fixture.table({ "orders-db": "postgres://u:secret@[::1]:6000/my%20db?sslmode=require" }, "sales.Tricky").origin).toBe(
      "postgresql://[::1]:6000/my db sales.Tricky",
    );
  });

  it("are read whole, or from a cursor on", async () => {
    expect(await read("orders")).toEqual({
      columns: ["id INTEGER", "updated_at TIMESTAMP", "amount DECIMAL(10,2)"],
      rows: [
        ["1", "2026-01-01 08:00:00", "1.50"],
        ["2", "2026-01-02 10:00:00.123456", null],
        ["3", null, "3.00"],
        ["4", "2026-01-03 00:00:00", "4.00"],
      ],
    });
    const { rows } = await read("orders", { column: "updated_at", value: "2026-01-02 10:00:00.123456" });
    expect(rows.map(([id]) => id)).toEqual(["2", "4"]);
    expect(readdirSync(fixture.scratch)).toEqual([]);
  });

  it("compare text by its bytes, and take a value for nothing else", async () => {
    await client.query("create table texts (t text); insert into texts values ('a'), ('B'), ('é'), ('''x'), ('\\')");
    expect((await read("texts", { column: "t", value: "\\" })).rows.flat()).toEqual(["a", "é", "\\"]);
    expect((await read("texts", { column: "t", value: "'" })).rows.length).toBe(5);
    await client.query("drop table texts");
  });

  it("keep every value that a lake has a type for", async () => {
    await client.query(`
      create schema sales;
      create type sales.mood as enum ('sad', 'ok');
      create domain sales.percent as numeric(5,2);
      create type sales.pair as (a int, b text);
      create table sales."Tricky" (
        id int, s smallint, big bigint, t text, n numeric, n2 numeric(20,5), n3 numeric(40,2), n4 numeric(30,12), d double precision, r real,
        ts timestamp, tz timestamptz(3), da date, ti time, iv interval, b bytea, j json, jb jsonb, ia int[], ta text[][], u uuid,
        m sales.mood, p sales.percent, pa sales.pair, bo boolean, c char(5), v varchar(3), ip inet, "we,ird ""é" int);
      insert into sales."Tricky" values
        (1, -5, 9223372036854775807, E'tab\\t newline\\n cr\\r "quote" \\\\N \\\\.', 12345678901234567890.12345678901, 1.10000, 12345678901234567890123456789012345678.12,
         123456789012345678.123456789012, 0.1, 0.1, '2024-02-29 23:59:59.123456', '2024-03-31 02:30:00.5+02', '0044-03-15 BC', '24:00', '1 mon -3 days 04:05:06.7',
         '\\x00ff5c0a', '{"a":  1.10}', '{"k": "é"}', '{1,NULL,3}', '{{a,"b,\\"c"}}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'ok', 12.34, '(1,"x,y")', true, 'ab', 'abc',
         '10.0.0.1/8', 7),
        (2, null, null, '', 0.1, -0.00001, null, -1.5, 'Infinity', 'NaN', 'infinity', '-infinity', 'infinity', null, null, '', null, null, '{}', null, null, null,
         null, null, false, '', '', null, null),
        (3, null, null, 'NULL', null, null, null, 1e-12, 1e-300, -1e30, '0044-03-15 12:00 BC', 'infinity', '-infinity', null, null, null, null, null, null, null, null, null,
         null, null, null, null, null, null, null)`);
    const { columns, rows } = await read("sales.Tricky");
    expect(columns).toEqual([
      "id INTEGER",
      "s SMALLINT",
      "big BIGINT",
      "t VARCHAR",
      "n DECIMAL(38,18)",
      "n2 DECIMAL(20,5)",
      "n3 VARCHAR",
      "n4 DECIMAL(30,12)",
      "d DOUBLE",
      "r FLOAT",
      "ts TIMESTAMP",
      "tz TIMESTAMP",
      "da DATE",
      "ti VARCHAR",
      "iv VARCHAR",
      "b BLOB",
      "j VARCHAR",
      "jb VARCHAR",
      "ia VARCHAR",
      "ta VARCHAR",
      "u VARCHAR",
      "m VARCHAR",
      "p DECIMAL(5,2)",
      "pa VARCHAR",
      "bo BOOLEAN",
      "c VARCHAR",
      "v VARCHAR",
      "ip VARCHAR",
      'we,ird "é INTEGER',
    ]);
    expect(rows).toEqual([
      [
        "1",
        "-5",
        "9223372036854775807",
        'tab\t newline\n cr\r "quote" \\N \\.',
        "12345678901234567890.123456789010000000",
        "1.10000",
        "12345678901234567890123456789012345678.12",
        "123456789012345678.123456789012",
        "0.1",
        "0.1",
        "2024-02-29 23:59:59.123456",
        "2024-03-31 00:30:00.5",
        "0044-03-15 (BC)",
        "24:00:00",
        "1 mon -3 days +04:05:06.7",
        "\\x00\\xFF\\x5C\\x0A",
        '{"a":  1.10}',
        '{"k": "é"}',
        "[1,null,3]",
        '[["a","b,\\"c"]]',
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "ok",
        "12.34",
        '(1,"x,y")',
        "true",
        "ab",
        "abc",
        "10.0.0.1/8",
        "7",
      ],
      [
        ...["2", null, null, "", "0.100000000000000000", "-0.00001", null, "-1.500000000000", "inf", "nan", "9999-12-31 23:59:59.999999"],
        ...[
          "0001-01-01 00:00:00",
          "9999-12-31",
          null,
          null,
          "",
          null,
          null,
          "[]",
          null,
          null,
          null,
          null,
          null,
          "false",
          "",
          "",
          null,
          null,
        ],
      ],
      [
        ...["3", null, null, "NULL", null, null, null, "0.000000000001", "1e-300", "-1e+30", "0044-03-15 (BC) 12:00:00"],
        ...["9999-12-31 23:59:59.999999", "0001-01-01", ...Array.from({ length: 16 }, () => null)],
      ],
    ]);
  });

  it("are as they were at one moment, and need no rows", async () => {
    await client.query("create table nothing (id int)");
    expect(await read("nothing")).toEqual({ columns: ["id INTEGER"], rows: [] });
  });

  it("have rows that are NULL alone, and line breaks of all kinds", async () => {
    await client.query(
      "create table texts (t text); insert into texts values (null), (E'\\r\\n'), (''), (null), (E'\\r'), (E'\\n'), (null)",
    );
    expect((await read("texts")).rows.flat()).toEqual([null, "\r\n", "", null, "\r", "\n", null]);
    await client.query("drop table texts");
  });

  it("fail on a value that no lake holds, which the message does not show", async () => {
    await client.query(
      "drop table if exists nothing; create table nothing (id int, n numeric(6,2)); insert into nothing values (1, 'NaN')",
    );
    expect(await problem(() => read("nothing"))).toBe(
      `The column "n" of postgresql://${client.host}:5432/postgres public.nothing has a value that is no DECIMAL(6,2), such as NaN or the date 0000-00-00: no lake holds it. Read a view that leaves it out.`,
    );
    await client.query("drop table nothing; create view nothing as select '4111-secret'::text::int as id");
    expect(await problem(() => read("nothing"))).toBe(
      `postgresql://${client.host}:5432/postgres nothing: invalid input syntax for type integer (22P02).`,
    );
    await client.query("drop view nothing");
    expect(readdirSync(fixture.scratch)).toEqual([]);
  });
});

describe("a PostgreSQL source that cannot be read says why", () => {
  it("no such table or column", async () => {
    await client.query("create table nothings (id int)");
    expect(await problem(() => read("nothing"))).toBe(
      `postgresql://${client.host}:5432/postgres has no table "nothing" that this user may see. Did you mean "nothings"?`,
    );
    await client.query("drop table nothings; alter table orders rename column updated_at to update_at");
    expect(await problem(() => read("orders"))).toBe(
      `postgresql://${client.host}:5432/postgres public.orders has no column "updated_at", the cursor of orders. Did you mean "update_at"?`,
    );
    await client.query("alter table orders rename column update_at to updated_at");
  });

  it("no such database, no right", async () => {
    const other = url.replace("/postgres?", "/nope?");
    expect(await problem(() => readAll(fixture.connection, fixture.table({ "orders-db": other }, "orders")))).toBe(
      `postgresql://${client.host}:5432/nope orders: database "nope" does not exist. Write another database into the URL.`,
    );
    await client.query("create role guest login");
    const guest = url.replace("postgres@", "guest:secret@");
    expect(await problem(() => readAll(fixture.connection, fixture.table({ "orders-db": guest }, "orders")))).toBe(
      `postgresql://${client.host}:5432/postgres orders: permission denied for table orders. Grant SELECT on the table and USAGE on its schema to this user, or name another one.`,
    );
  });

  it("no encryption where it was asked for", async () => {
    expect(await problem(() => readAll(fixture.connection, fixture.table({ "orders-db": `${url}&sslmode=require` }, "orders")))).toBe(
      `postgresql://${client.host}:5432/postgres orders: The server does not support SSL connections. Leave sslmode out of the URL, or write ?sslmode=disable.`,
    );
  });

  it("nobody answers, or somebody else", async () => {
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const at = (where: string) => problem(() => readAll(fixture.connection, fixture.table({ "orders-db": where }, "orders")));
    expect(await at(`postgres://u:secret@127.0.0.1:${port}/db`)).toBe(
      `postgresql://127.0.0.1:${port}/db orders: Connection terminated unexpectedly. Run again.`,
    );
    await new Promise((resolve) => silent.close(resolve));
    expect(await at(`postgres://u:secret@127.0.0.1:${port}/db`)).toBe(
      `postgresql://127.0.0.1:${port}/db does not answer (connection refused): is it running, and are host and port right?`,
    );
    expect(await at("postgres://u:secret@no-such-host.invalid/db")).toMatch(
      /^postgresql:\/\/no-such-host\.invalid:5432\/db is not found: /,
    );
    expect(await at("postgres://u:se/cret@127.0.0.1/db")).toBe(
      "--source orders-db=postgresql://…: this is no URL. It is postgresql://user:password@host:port/database, with @ as %40, / as %2F and # as %23 in the password.",
    );
    expect(await at("postgres://u:secret@127.0.0.1")).toBe(
      "--source orders-db=postgresql://127.0.0.1: the URL names no database: postgresql://user@127.0.0.1:5432/<database>.",
    );
    expect(await at("postgres://u@/db?host=/no/such/folder")).toBe(
      "postgresql:///no/such/folder:5432/db does not answer: there is no socket in that folder.",
    );
  });
});

it("the types of a warehouse are those of the source where DuckDB has them", () => {
  const typeOf = (type: string) => postgresColumn({ name: "x", type, isBuiltin: true, isArray: type.endsWith("[]") }, "warehouse").type;
  expect(
    ["timestamp with time zone", "timestamp(3) without time zone", "uuid", "jsonb", "integer[]", "time(3) without time zone", "inet"].map(
      typeOf,
    ),
  ).toEqual(["TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "UUID", "JSON", "JSON", "TIME", "VARCHAR"]);
});
