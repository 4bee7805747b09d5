import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import type { Connection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvLine } from "../../../local/sources/database/csv-line";
import { mysqlColumn } from "../../../local/sources/database/mysql-columns";
import { readCsvShape } from "../../../local/sources/csv-shape";
import { stagedCsv } from "../../../local/sources/database/staged-rows";
import { findMariadb, startMariadb, type TestMariadb } from "./mariadb";
import { problemOf, readAll, sourcesFixture, type SourcesFixture } from "./fixtures";

let fixture: SourcesFixture;

beforeAll(async () => {
  fixture = await sourcesFixture();
});

afterAll(() => fixture.close());

describe("the types of MySQL's columns", () => {
  it.each([
    ["tinyint(1)", "SMALLINT", "`a``b`"],
    ["tinyint unsigned", "SMALLINT", "`a``b`"],
    ["smallint(5) unsigned", "INTEGER", "`a``b`"],
    ["mediumint", "INTEGER", "`a``b`"],
    ["int(10) unsigned zerofill", "BIGINT", "`a``b`"],
    ["bigint", "BIGINT", "`a``b`"],
    ["bigint(20) unsigned", "DECIMAL(20,0)", "`a``b`"],
    ["bit(8)", "DECIMAL(20,0)", "(`a``b` + 0)"],
    ["year(4)", "SMALLINT", "(`a``b` + 0)"],
    ["float", "FLOAT", "(`a``b` + 0e0)"],
    ["double(10,2) unsigned", "DOUBLE", "`a``b`"],
    ["decimal(12,2)", "DECIMAL(12,2)", "`a``b`"],
    ["decimal(38,10) unsigned", "DECIMAL(38,10)", "`a``b`"],
    ["decimal(65,2)", "VARCHAR", "cast(`a``b` as char)"],
    ["date", "DATE", "`a``b`"],
    ["datetime(6)", "TIMESTAMP", "`a``b`"],
    ["timestamp", "TIMESTAMP", "`a``b`"],
    ["time", "VARCHAR", "cast(`a``b` as char)"],
    ["varchar(20)", "VARCHAR", "`a``b`"],
    ["longtext", "VARCHAR", "`a``b`"],
    ["enum('a','b')", "VARCHAR", "cast(`a``b` as char)"],
    ["set('a','b')", "VARCHAR", "cast(`a``b` as char)"],
    ["json", "VARCHAR", "cast(`a``b` as char)"],
    ["varbinary(4)", "BLOB", "lower(hex(`a``b`))"],
    ["mediumblob", "BLOB", "lower(hex(`a``b`))"],
  ])("%s is %s in a lake", (declared, type, selected) => {
    const column = mysqlColumn({ name: "a`b", type: declared }, "lake");
    expect([column.type, column.selected]).toEqual([type, selected]);
  });

  it("keep their zone and their JSON in a warehouse", () => {
    const typeOf = (type: string) => mysqlColumn({ name: "x", type }, "warehouse").type;
    expect(["timestamp", "datetime", "json"].map(typeOf)).toEqual(["TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "JSON"]);
  });
});

describe("rows in csv are read back as they were", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", '"', ",", "\n", "\r\n", "\r", "NULL", "\\N", "'", " x ", "#", ";", "\u0000"),
  );
  const value = fc.option(texts, { nil: null });

  it.each([1, 2, 3])("in %d columns", async (count) => {
    const file = path.join(fixture.folder, "property.csv");
    const columns = Array.from({ length: count }, (_, index) => ({ name: `x${index}`, selected: "", type: "VARCHAR" }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(value, { minLength: count, maxLength: count }), { maxLength: 20 }), async (rows) => {
        writeFileSync(file, rows.map(csvLine).join(""));
        const answer = await fixture.connection.runAndReadAll(
          `select * from ${stagedCsv(file, columns, await readCsvShape({ key: file, path: file, bytes: 0, fingerprint: "" }))}`,
        );
        expect(answer.getRowsJson()).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a MySQL URL", () => {
  const problem = (url: string) => problemOf(fixture.folder, () => readAll(fixture.connection, fixture.contacts({ crm: url })));

  it("is told from others, without its login", async () => {
    expect(fixture.contacts({ crm: "mysql://u:secret@[::1]/crm?ssl-mode=REQUIRED" }).origin).toBe("mysql://[::1]:3306/crm crm.contacts");
    expect(await problem("mysql://u:secret@host/crm?charset=latin1")).toBe(
      '--source crm=mysql://…: the URL\'s parameter "charset" is not known. It may have ssl-mode and socket.',
    );
    expect(await problem("mysql://u:secret@host/crm?ssl-mode=maybe")).toBe(
      "--source crm=mysql://…: ssl-mode is DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY.",
    );
    expect(await problem("mysql://u:secret@host")).toBe(
      "--source crm=mysql://host: the URL names no database: mysql://user@host:3306/<database>.",
    );
    expect(await problem("mysql://u:secret@127.0.0.1:9/crm")).toBe(
      "mysql://127.0.0.1:9/crm does not answer (connection refused): is it running, and are host and port right?",
    );
  });
});

const program = findMariadb();

describe.skipIf(program === undefined)(
  "the tables of a MySQL database (skipped without mariadbd on the path or in DATASTACK_MARIADBD)",
  () => {
    let server: TestMariadb;
    let client: Connection;
    const url = (change: (text: string) => string = (text) => text) =>
      change(`mysql://admin:admin-password@localhost/crm?socket=${encodeURIComponent(server.socket)}`);
    const read = (from?: { column: string; value: string }, place = url()) =>
      readAll(fixture.connection, fixture.contacts({ crm: place }), from);
    const problem = (place?: string) => problemOf(fixture.folder, () => read(undefined, place));
    const create = (columns: string, values: string) =>
      client.query(
        `drop table if exists contacts; create table contacts (${columns}) charset utf8mb4; insert into contacts values ${values}`,
      );

    beforeAll(async () => {
      server = await startMariadb(program as string);
      client = await server.connect();
      await client.query("create database crm charset utf8mb4; use crm; set time_zone = '+02:00'");
    });

    afterAll(async () => {
      await client.end();
      await server.stop();
    });

    it("keep every value that a lake has a type for", async () => {
      await create(
        "id int unsigned, t tinyint(1), big bigint unsigned, n decimal(12,2), n2 decimal(38,10), n3 decimal(65,2), f float, d double, b bit(8), y year, da date," +
          " dt datetime(6), ts timestamp null, ti time, tx text, v varchar(10) charset latin1, e enum('a','b'), s set('a','b'), j json, vb varbinary(4), bl blob, `we,ird ``\"é` int",
        `(4294967295, 2, 18446744073709551615, -1.50, 1234567890123456789012345678.0123456789, 1, 0.1, 1e-300, b'101', 2026, '2026-01-05', '2026-01-05 07:40:00.123456',
        '2026-01-05 08:40:00', '-12:30:00', 'tab\\t nl\\n cr\\r "q" ''s'' \\\\ 🚀', 'é', 'a', 'a,b', '{"a":  1}', x'00ff', x'5c0a', 1),
       (2, null, null, null, 0, null, -3.4e38, 0, null, null, null, null, null, null, '', '', '', '', null, '', null, null)`,
      );
      const { columns, rows } = await read();
      expect(columns).toEqual([
        "id BIGINT",
        "t SMALLINT",
        "big DECIMAL(20,0)",
        "n DECIMAL(12,2)",
        "n2 DECIMAL(38,10)",
        "n3 VARCHAR",
        "f FLOAT",
        "d DOUBLE",
        "b DECIMAL(20,0)",
        "y SMALLINT",
        "da DATE",
        "dt TIMESTAMP",
        "ts TIMESTAMP",
        "ti VARCHAR",
        "tx VARCHAR",
        "v VARCHAR",
        "e VARCHAR",
        "s VARCHAR",
        "j VARCHAR",
        "vb BLOB",
        "bl BLOB",
        'we,ird `"é INTEGER',
      ]);
      expect(rows).toEqual([
        [
          ...[
            "4294967295",
            "2",
            "18446744073709551615",
            "-1.50",
            "1234567890123456789012345678.0123456789",
            "1.00",
            "0.1",
            "1e-300",
            "5",
            "2026",
            "2026-01-05",
          ],
          ...[
            "2026-01-05 07:40:00.123456",
            "2026-01-05 06:40:00",
            "-12:30:00",
            "tab\t nl\n cr\r \"q\" 's' \\ 🚀",
            "é",
            "a",
            "a,b",
            '{"a":  1}',
            "\\x00\\xFF",
            "\\x5C\\x0A",
            "1",
          ],
        ],
        [
          "2",
          null,
          null,
          null,
          "0.0000000000",
          null,
          "-3.4e+38",
          "0.0",
          null,
          null,
          null,
          null,
          null,
          null,
          "",
          "",
          "",
          "",
          null,
          "",
          null,
          null,
        ],
      ]);
    });

    it("are read from a cursor on", async () => {
      await create(
        "id int, at timestamp(6) null, name varchar(10)",
        "(1, '2026-01-01 12:00', 'a'), (2, '2026-01-02 12:00', 'B'), (3, null, 'é')",
      );
      const ids = async (column: string, value: string) => (await read({ column, value })).rows.map(([id]) => id);
      expect(await ids("at", "2026-01-02 10:00:00")).toEqual(["2"]);
      expect(await ids("id", "2")).toEqual(["2", "3"]);
      expect(await ids("name", "a")).toEqual(["1", "3"]);
      expect(await ids("name", "'\\")).toEqual(["1", "2", "3"]);
    });

    it("stream: many rows are complete", async () => {
      await create("id int, text varchar(100)", "(0, 'x')");
      await client.query("delete from contacts; insert into contacts select seq, repeat('é,', 40) from seq_1_to_50000");
      const rows = await fixture.contacts({ crm: url() }).read(fixture.connection);
      const answer = await fixture.connection.runAndReadAll(`select count(*), sum(id), min(length(text)) from ${rows.relation}`);
      await rows.close();
      expect(answer.getRowsJson()).toEqual([["50000", "1250025000", "80"]]);
    });

    it("fail with one line", async () => {
      const shown = `mysql://localhost:3306/crm`;
      await create("id int, d date", "(1, '0000-00-00')");
      expect(await problem()).toBe(
        `The column "d" of ${shown} crm.contacts has a value that is no DATE, such as NaN or the date 0000-00-00: no lake holds it. Read a view that leaves it out.`,
      );
      await client.query("rename table contacts to contact");
      expect(await problem()).toBe(`${shown} has no table "contacts" that this user may see. Did you mean "contact"?`);
      expect(await problem(url((text) => text.replace("admin-password", "wrong")))).toBe(
        `${shown} contacts: Access denied for user 'admin'@'localhost' (using password: YES). Write user and password into the URL: mysql://user:password@host:port/database.`,
      );
      expect(await problem(url((text) => text.replace("/crm?", "/nope?")))).toBe(
        `mysql://localhost:3306/nope contacts: Unknown database 'nope'. Write another database into the URL.`,
      );
      expect(await problem(url((text) => `${text}&ssl-mode=REQUIRED`))).toBe(
        `${shown} contacts: Server does not support secure connection. Leave ssl-mode out of the URL.`,
      );
      expect(await problem("mysql://u@localhost/crm?socket=/no/socket")).toBe(
        `${shown} does not answer: there is no socket in that folder.`,
      );
    });
  },
);
