import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DatabaseIngestion } from "../../../compiler";
import { ingestTableToWarehouse } from "../../../local/steps/ingest-table-to-warehouse";
import type { StepResult } from "../../../local/steps/step";
import { rowsOf, startWarehouseStack, type WarehouseStack } from "./warehouse-stack";

const specOf = (table: string) => `
warehouse: { engine: aurora-postgresql, schemas: [raw] }
sources:
  shop-db: { type: postgresql, host: db.example, database: shop, secret: shop/db }
ingestion:
  shop:
    from: sources.shop-db
    tables: { orders: ${table} }
    to: warehouse.raw
    schedule: { every: 1 hour }
access:
  analysts: { members: [sso:Analysts], read: [warehouse.raw.orders] }
`;

describe("a table of a database taken into the warehouse", () => {
  let stack: WarehouseStack;

  beforeAll(async () => {
    stack = await startWarehouseStack();
  }, 60_000);
  afterAll(() => stack?.stop());
  beforeEach(() => {
    stack.source = rowsOf("orders");
  });

  const keyed = "{ key: [id], cursor: changed }";
  const columns = "id::bigint as id, note::varchar as note, changed::timestamp as changed";

  /** The source's rows: `(1, 'a', '2026-01-01')`. */
  async function source(values: string, select = columns): Promise<void> {
    await stack.makeTable("orders", `select ${select} from (values ${values}) as v (id, note, changed)`);
  }

  async function take(): Promise<StepResult> {
    const ingestion = stack.context().stack.compilation.graph.ingestions[0] as DatabaseIngestion;
    return ingestTableToWarehouse(stack.context(), ingestion, ingestion.tables[0] as (typeof ingestion.tables)[0]);
  }

  const held = async (select = "id, note") =>
    (await stack.rows(`select ${select} from raw.orders order by id, note`)).map((row) => row.join(" "));

  test("the first run makes the table with key, index and grants; the next takes what is new or changed", async () => {
    await stack.use(specOf(keyed));
    await source("(1, 'a', '2026-01-01'), (2, 'b', '2026-01-02'), (2, 'older', '2026-01-01 12:00')");
    expect(await take()).toMatchObject({ rows: 2, origin: "samples/orders.csv", notes: [] });
    expect(await stack.rows("select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'raw.orders'::regclass order by 1")).toEqual(
      [
        ["CREATE INDEX orders_changed_idx ON raw.orders USING btree (changed)"],
        ["CREATE UNIQUE INDEX orders_pkey ON raw.orders USING btree (id)"],
      ],
    );
    expect(await stack.rows("select has_table_privilege('analysts', 'raw.orders', 'select')")).toEqual([["t"]]);
    expect(await take()).toMatchObject({ rows: 0 });
    await source("(1, 'changed', '2026-01-03'), (2, 'b', '2026-01-02'), (3, 'c', '2026-01-03')");
    expect(await take()).toMatchObject({ rows: 2 });
    expect(await held()).toEqual(["1 changed", "2 b", "3 c"]);
  });

  test.each([keyed, "{ cursor: changed }"])("rows that come late with the last cursor are taken once: %s", async (table) => {
    await stack.use(specOf(table));
    await source("(1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')");
    await take();
    await source("(1, 'a', '2026-01-01'), (2, 'b', '2026-01-02'), (3, 'tie', '2026-01-02')");
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await take()).toMatchObject({ rows: 0 });
    expect(await held()).toEqual(["1 a", "2 b", "3 tie"]);
  });

  test("equal rows without a key keep their number", async () => {
    await stack.use(specOf("{ cursor: changed }"));
    await source("(1, 'a', '2026-01-01'), (1, 'a', '2026-01-01')");
    await take();
    await source("(1, 'a', '2026-01-01'), (1, 'a', '2026-01-01'), (1, 'a', '2026-01-01')");
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held()).toEqual(["1 a", "1 a", "1 a"]);
  });

  test("rows without a cursor are taken by the first run only, and told", async () => {
    await stack.use(specOf("{ cursor: changed }"));
    await source("(1, 'a', null)");
    expect((await take()).notes).toEqual(['1 rows without a cursor "changed": taken, in this first run only']);
    expect(await take()).toMatchObject({ rows: 0, notes: ['1 rows without a cursor "changed": not taken'] });
    await source("(1, 'a', null), (2, 'b', '2026-01-01')");
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held()).toEqual(["1 a", "2 b"]);
  });

  test("a text cursor is compared by its bytes", async () => {
    await stack.use(specOf("{ cursor: note }"));
    await source("(1, 'B', null), (2, 'a', null), (3, 'it''s', null)");
    await take();
    await source("(1, 'B', null), (2, 'a', null), (3, 'it''s', null), (4, 'it''s!', null), (5, 'Z', null)");
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held()).toEqual(["1 B", "2 a", "3 it's", "4 it's!"]);
  });

  test("a new column is added, a changed type is refused and nothing is lost", async () => {
    await stack.use(specOf(keyed));
    await source("(1, 'a', '2026-01-01')");
    await take();
    await source("(1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')", `${columns}, id * 2 as extra`);
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held("id, note, extra")).toEqual(["1 a ", "2 b 4"]);
    await source("(3, 4, '2026-01-03')", "id::bigint as id, note::integer as note, changed::timestamp as changed");
    await expect(take()).rejects.toThrow(
      'The column "note" of raw.orders in the warehouse is text, and is integer in samples/orders.csv, which may not fit: correct its values there, change its type in the warehouse, or drop the table to take everything again.',
    );
    expect(await held()).toHaveLength(2);
  });

  describe.each([keyed, "{ cursor: changed }"])("of a file, whose types are those of its values: %s", (table) => {
    const typed = (type: string, cursor = "timestamp") => `id::bigint as id, note::${type} as note, changed::${cursor} as changed`;
    const types = async () =>
      (
        await stack.rows(`select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'raw.orders'::regclass and attnum > 1`)
      ).flat();

    test.each([
      ["bigint", "5", "decimal(38,9)", "5.5", "numeric(38,9)", ["5.000000000", "5.500000000"]],
      ["integer", "5", "bigint", "5000000000", "bigint", ["5", "5000000000"]],
      [
        "date",
        "2026-01-01",
        "timestamp",
        "2026-01-01 10:00:00",
        "timestamp without time zone",
        ["2026-01-01 00:00:00", "2026-01-01 10:00:00"],
      ],
      ["float", "0.5", "double", "0.1", "double precision", ["0.5", "0.1"]],
    ])("%s grows, and narrower values get the wider type", async (type, value, wider, wide, grown, expected) => {
      await stack.use(specOf(table));
      await source(`(1, '${value}', '2026-01-01')`, typed(type));
      await take();
      await source(`(1, '${value}', '2026-01-01'), (2, '${wide}', '2026-01-02')`, typed(wider));
      expect(await take()).toMatchObject({ rows: 1 });
      await source(`(3, '${value}', '2026-01-03')`, typed(type));
      expect(await take()).toMatchObject({ rows: 1 });
      expect(await types()).toEqual([grown, "timestamp without time zone"]);
      expect(await held()).toEqual([`1 ${expected[0]}`, `2 ${expected[1]}`, `3 ${expected[0]}`]);
    });

    test.each([
      ["bigint", "7"],
      ["decimal(38,9)", "0.100000000"],
      ["double", "0.1"],
      ["boolean", "t"],
      ["timestamptz", "2026-01-01 10:00:00+00"],
    ])("%s is not known before its first value", async (type, value) => {
      await stack.use(specOf(table));
      await source("(1, null, '2026-01-01')", typed("varchar"));
      await take();
      await source(`(1, null, '2026-01-01'), (2, '${value}', '2026-01-02')`, typed(type));
      expect(await take()).toMatchObject({ rows: 1 });
      await source("(3, null, '2026-01-03')", typed("varchar"));
      expect(await take()).toMatchObject({ rows: 1 });
      expect(await held()).toEqual(["1 ", `2 ${value}`, "3 "]);
    });

    test("a header alone, then rows; the cursor grows, too; a text is refused", async () => {
      await stack.use(specOf(table));
      await stack.makeTable("orders", "select '' as id, '' as note, '' as changed where false");
      await take();
      await source("(1, 5, 5)", typed("bigint", "bigint"));
      await take();
      await source("(1, 5, 5), (2, 5, 5.5)", typed("bigint", "decimal(38,9)"));
      expect(await take()).toMatchObject({ rows: 1 });
      expect(await take()).toMatchObject({ rows: 0 });
      await source("(1, 5, 5), (3, 5, 6)", typed("bigint", "bigint"));
      expect(await take()).toMatchObject({ rows: 1 });
      expect(await types()).toEqual(["bigint", "numeric(38,9)"]);
      await source("(4, 'x', 7)", typed("varchar", "bigint"));
      await expect(take()).rejects.toThrow('The column "note" of raw.orders in the warehouse is bigint, and is text in samples/orders.csv');
      expect(await held()).toEqual(["1 5", "2 5", "3 5"]);
    });

    test("a later file may lack a column", async () => {
      await stack.use(specOf(table));
      await source("(1, 5, '2026-01-01')", typed("bigint"));
      await take();
      await source("(2, 5, '2026-01-02')", "id::bigint as id, changed::timestamp as changed");
      expect(await take()).toMatchObject({ rows: 1 });
      expect(await held()).toEqual(["1 5", "2 "]);
    });
  });

  test("without a cursor the rows are replaced", async () => {
    await stack.use(specOf("{ key: [id] }"));
    await source("(1, 'a', null), (2, 'b', null)");
    expect(await take()).toMatchObject({ rows: 2 });
    await source("(2, 'c', null)");
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held()).toEqual(["2 c"]);
    await source("(2, 'c', null), (2, 'd', null)");
    await expect(take()).rejects.toThrow('raw.orders: duplicate key value violates unique constraint "orders_pkey"; nothing was changed.');
    expect(await held()).toEqual(["2 c"]);
  });

  test("another origin brings all rows anew, whatever their columns", async () => {
    await stack.use(specOf(keyed));
    await source("(1, 'a', '2026-01-05'), (2, 'b', '2026-01-02')");
    await take();
    stack.source = rowsOf("orders", "postgresql://127.0.0.1:5432/shop public.orders");
    await source("(7, 'x', '2026-01-01')", "id::integer as id, note::varchar as note, changed::timestamptz as changed");
    expect(await take()).toMatchObject({
      rows: 1,
      notes: ["the source was samples/orders.csv and is now postgresql://127.0.0.1:5432/shop public.orders: all rows are taken anew"],
    });
    expect(await held()).toEqual(["7 x"]);
    expect(await take()).toMatchObject({ rows: 0, notes: [] });
  });

  test("a table that somebody else filled goes on where it stands", async () => {
    await stack.use(specOf("{ cursor: changed }"));
    await stack.owner.query("create table raw.orders (id bigint, note text, changed timestamp)");
    await stack.owner.query("insert into raw.orders values (1, 'theirs', '2026-01-02')");
    await source("(0, 'before', '2026-01-01'), (2, 'b', '2026-01-03')");
    expect(await take()).toMatchObject({ rows: 1 });
    expect(await held()).toEqual(["1 theirs", "2 b"]);
  });

  test("two runs at once double nothing", async () => {
    await stack.use(specOf("{ cursor: changed }"));
    await source("(1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')");
    const results = await Promise.all([take(), take(), take()]);
    expect(results.map(({ rows }) => rows).sort()).toEqual([0, 0, 2]);
    expect(await held()).toEqual(["1 a", "2 b"]);
  });

  test("a run that ends before its commit leaves nothing behind, and the next takes all", async () => {
    await stack.use(specOf("{ cursor: changed }"));
    await source("(1, 'a', '2026-01-01')");
    await take();
    await source("(1, 'a', '2026-01-01'), (2, 'b', '2026-01-02'), (3, 'c', '2026-01-03')");
    expect(await stack.killWhileInserting("raw.orders", take)).toContain("the warehouse's server went away");
    expect(await held()).toEqual(["1 a"]);
    expect(await take()).toMatchObject({ rows: 2 });
    expect(await held()).toEqual(["1 a", "2 b", "3 c"]);
  });

  test("a grant that fails fails the table", async () => {
    const { graph } = await stack.use(specOf(keyed));
    await source("(1, 'a', '2026-01-01')");
    const dataset = graph.datasets[0] as { grants: readonly string[] };
    dataset.grants = ["grant select on table raw.orders to nobody_knows"];
    await expect(take()).rejects.toThrow(
      'The privileges on raw.orders cannot be set, so nothing was changed: role "nobody_knows" does not exist.',
    );
    expect(await stack.rows("select to_regclass('raw.orders')")).toEqual([[null]]);
  });
});
