import { readdirSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Load } from "../../../compiler";
import { loadCopy } from "../../../local/steps/load-copy";
import { startWarehouseStack, type WarehouseStack } from "./warehouse-stack";

const spec = `
lake: { zones: { raw: {} } }
warehouse: { engine: aurora-postgresql, schemas: [marts] }
sources:
  shop-db: { type: postgresql, host: db.example, database: shop, secret: shop/db }
ingestion:
  orders:
    from: sources.shop-db
    tables: { orders: {} }
    to: lake.raw
    schedule: { every: 1 day }
transforms:
  revenue: { sql: sql/revenue.sql, to: warehouse.marts }
access:
  analysts: { members: [sso:Analysts], read: [lake.raw.orders, warehouse.marts] }
`;
const files = { "sql/revenue.sql": 'select * from {{ ref("lake.raw.orders") }}' };

describe("a copy of a lake table in the warehouse", () => {
  let stack: WarehouseStack;
  let load: Load;

  beforeAll(async () => {
    stack = await startWarehouseStack();
  }, 60_000);
  afterAll(() => stack?.stop());
  beforeEach(async () => {
    const { graph } = await stack.use(spec, files);
    load = graph.loads[0] as Load;
  });

  /** The copy of a select as rows of texts. */
  async function copied(select: string): Promise<readonly (readonly (string | null)[])[]> {
    await stack.makeTable("raw_orders", select);
    await loadCopy(stack.context(), load);
    return stack.rows("select * from lake_raw.orders");
  }

  const csvFiles = () => readdirSync(stack.scratch).filter((name) => name.endsWith(".csv"));

  const types = async () =>
    (
      await stack.rows(
        "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'lake_raw.orders'::regclass and attnum > 0 and not attisdropped order by attnum",
      )
    ).flat();

  test("has the rows of the lake, the grants of the spec and statistics, and leaves no file", async () => {
    await stack.makeTable("raw_orders", "select 1 as order_id, 'a' as note union all select 2, null");
    const result = await loadCopy(stack.context(), load);
    expect(result).toMatchObject({ rows: 2 });
    expect(await stack.rows("select * from lake_raw.orders order by 1")).toEqual([
      ["1", "a"],
      ["2", null],
    ]);
    expect(await stack.rows("select has_table_privilege('analysts', 'lake_raw.orders', 'select')")).toEqual([["t"]]);
    expect(await stack.rows("select reltuples from pg_class where oid = 'lake_raw.orders'::regclass")).toEqual([["2"]]);
    expect(csvFiles()).toEqual([]);
  });

  test("of a lake table that is not there yet, the node that makes it is named", async () => {
    const context = stack.context();
    const lake = { ...context.stack.lake, entry: () => undefined };
    await expect(loadCopy({ ...context, stack: { ...context.stack, lake } }, load)).rejects.toThrow(
      "lake.raw.orders is not in the lake yet, so there is nothing to copy: ingestion.orders makes it, run that first.",
    );
  });

  test("of an empty lake table is empty, with its columns", async () => {
    expect(await copied("select 1 as a where false")).toEqual([]);
    expect(await types()).toEqual(["integer"]);
  });

  test("keeps table and dependent views while the columns are the same or more, and is made anew when they changed", async () => {
    await copied("select 1 as a");
    await stack.owner.query("create view marts.report as select a from lake_raw.orders");
    expect(await copied("select 2 as a, 'x' as b")).toEqual([["2", "x"]]);
    expect(await stack.rows("select * from marts.report")).toEqual([["2"]]);
    await expect(copied("select 'two' as a")).rejects.toThrow(
      "The columns of lake_raw.orders changed, and it cannot be made anew while other objects depend on it: view marts.report depends on table lake_raw.orders.",
    );
    expect(await stack.rows("select * from lake_raw.orders")).toEqual([["2", "x"]]);
    await stack.owner.query("drop view marts.report");
    expect(await copied("select 'two' as a")).toEqual([["two"]]);
    expect(await types()).toEqual(["text"]);
    expect(await stack.rows("select has_table_privilege('analysts', 'lake_raw.orders', 'select')")).toEqual([["t"]]);
  });

  test("gives every type of DuckDB the type that the cloud's load gives it", async () => {
    const columns: readonly (readonly [string, string, string | null])[] = [
      ["true", "boolean", "t"],
      ["(-128)::tinyint", "smallint", "-128"],
      ["255::utinyint", "smallint", "255"],
      ["65535::usmallint", "integer", "65535"],
      ["4294967295::uinteger", "bigint", "4294967295"],
      ["(-9223372036854775807)::bigint", "bigint", "-9223372036854775807"],
      ["18446744073709551615::ubigint", "numeric(20,0)", "18446744073709551615"],
      ["170141183460469231731687303715884105727::hugeint", "numeric", "170141183460469231731687303715884105727"],
      ["0.1::float", "real", "0.1"],
      ["1e300::double", "double precision", "1e+300"],
      ["'nan'::double", "double precision", "NaN"],
      ["'-inf'::double", "double precision", "-Infinity"],
      ["99999999999999999999999999999999.999999::decimal(38,6)", "numeric(38,6)", "99999999999999999999999999999999.999999"],
      ["date '1890-02-28'", "date", "1890-02-28"],
      ["'infinity'::date", "date", "infinity"],
      ["date '0044-03-15 (BC)'", "date", "0044-03-15 BC"],
      ["timestamp '0044-03-15 (BC) 12:00:00.5'", "timestamp without time zone", "0044-03-15 12:00:00.5 BC"],
      ["timestamp '1969-12-31 23:59:59.999999'", "timestamp without time zone", "1969-12-31 23:59:59.999999"],
      ["'-infinity'::timestamp", "timestamp without time zone", "-infinity"],
      ["'2020-01-01 00:00:00.123456999'::timestamp_ns", "timestamp without time zone", "2020-01-01 00:00:00.123456"],
      ["timestamptz '2024-03-31 02:30:00.000001+02'", "timestamp with time zone", "2024-03-31 00:30:00.000001+00"],
      ["time '23:59:59.999999'", "time without time zone", "23:59:59.999999"],
      ["'12:00:00+02'::timetz", "time with time zone", "12:00:00+02"],
      ["interval '1 month -3 days -04:05:06.7'", "interval", "1 mon -3 days -04:05:06.7"],
      ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
      ["'\\x00\\xFF\\x0A\"'::blob", "bytea", "\\x00ff0a22"],
      ["'sad'::enum('sad', 'ok')", "text", "sad"],
      [`'{"k": 1.10}'::json`, "jsonb", '{"k": 1.10}'],
      ["[1, null]", "jsonb", "[1, null]"],
      ["['a,\"b', '']", "jsonb", '["a,\\"b", ""]'],
      ["[1, 2]::integer[2]", "jsonb", "[1, 2]"],
      ["{'a': 1.10::decimal(5,2), 'b': 'x', 'c': '\\xAB'::blob}", "jsonb", '{"a": "1.10", "b": "x", "c": "ab"}'],
      ["map {'k': 1, 'l': 2}", "jsonb", '[["k", 1], ["l", 2]]'],
      ["[{'m': map {1: date '2024-01-01'}}]", "jsonb", '[{"m": [[1, "2024-01-01"]]}]'],
      ["null::struct(a integer)", "jsonb", null],
      ["null", "integer", null],
    ];
    const select = columns.map(([expression], index) => `${expression} as c${index}`).join(", ");
    const [row] = await copied(`select ${select}`);
    expect(row).toEqual(columns.map(([, , text]) => text));
    expect(await types()).toEqual(columns.map(([, type]) => type));
  });

  const hostile = fc.oneof(
    fc.constantFrom("", "\\.", "\\N", '"', '""', "\n", "\r\n", "\r", ",", "NULL", " ", "\ufeff", "é", "日本語 🚀"),
    fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
    fc.array(fc.constantFrom("\\", ".", "\n", "\r", '"', ",", "a", " ", "\t"), { maxLength: 8 }).map((parts) => parts.join("")),
  );

  test("texts arrive as they are, NULL and the empty text apart", async () => {
    await stack.duckdb.run("create or replace table texts (number integer, a varchar, b varchar)");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.option(hostile), fc.option(hostile)), { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (rows, single) => {
          await stack.duckdb.run("delete from texts");
          for (const [number, [a, b]] of rows.entries())
            await stack.duckdb.runAndRead("insert into texts values ($1, $2, $3)", [number, a, b]);
          const columns = single ? "a" : "a, b, number";
          const arrived = await copied(`select ${columns} from texts order by number`);
          expect(arrived).toEqual(rows.map(([a, b], number) => (single ? [a] : [a, b, String(number)])));
        },
      ),
      { numRuns: 30 },
    );
  });

  const written = (number: number): string => (Object.is(number, -0) ? "-0" : String(number));

  test("numbers arrive with every digit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double(), fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), fc.float(), async (double, big, single) => {
        const [row] = await copied(
          `select '${written(double)}'::double as double, '${big}'::decimal(38,0) as big, '${written(single)}'::float as single`,
        );
        expect(Number(row?.[0])).toBe(double);
        expect(row?.[1]).toBe(String(big));
        expect(Math.fround(Number(row?.[2]))).toBe(single);
      }),
      { numRuns: 30 },
    );
  });

  test("a NUL character is refused, by the name of its column", async () => {
    await copied("select 'before' as note");
    await expect(copied("select 'fine' as fine, 'a' || chr(0) as note")).rejects.toThrow(
      'The column "note" of lake.raw.orders holds the character NUL, which PostgreSQL has no place for',
    );
    expect(await stack.rows("select * from lake_raw.orders")).toEqual([["before"]]);
  });

  test("readers see the old rows until the new ones are all there, and never wait", async () => {
    await copied("select 1 as a");
    const reader = await stack.server.connect();
    await reader.query("begin; select * from lake_raw.orders");
    expect(await copied("select 2 as a")).toEqual([["2"]]);
    await reader.query("commit");
  });

  test("a server that goes away in the middle is told in one line, and nothing has changed", async () => {
    await copied("select 1 as a");
    const killed = await stack.killWhileInserting("lake_raw.orders", () => copied("select 2::integer as a"));
    expect(killed).toMatch(
      /^lake_raw\.orders: the warehouse's server went away \([^\n]+\)\. What it had not finished is undone: run again\.$/,
    );
    expect(await stack.rows("select * from lake_raw.orders")).toEqual([["1"]]);
    expect(csvFiles()).toEqual([]);
  });

  test("200 000 rows", async () => {
    await stack.makeTable(
      "raw_orders",
      "select range as id, 'customer ' || range as name, (range / 7)::decimal(12,2) as amount, date '2020-01-01' + (range % 1000)::integer as day, timestamptz '2020-01-01' + interval (range) second as at from range(200000)",
    );
    expect(await loadCopy(stack.context(), load)).toMatchObject({ rows: 200_000 });
  });
});
