import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Materialization, TablePrivilege } from "../../../compiler/model/graph";
import { tableGrantStatements, warehouseStatements, type WarehouseTable } from "../../../compiler/sql/postgresql";
import { startPostgres, type TestPostgres } from "../../harness/postgres";

/** What these statements do can only be seen on a server; without one there is nothing to test. */
describe("warehouse statements on PostgreSQL", () => {
  let server: TestPostgres;
  let admin: Client;
  let job: Client;
  const target: WarehouseTable = { schema: "marts", table: "revenue" };

  beforeAll(async () => {
    server = await startPostgres();
    admin = await server.connect();
    await admin.query(
      "create role owner_role nologin; create role job_login login; grant owner_role to job_login; create role readers; create role writers",
    );
    await admin.query("create role outsider login; create role reader login; grant readers to reader");
    job = await server.connect({ user: "job_login" });
    await job.query("set role owner_role");
  }, 60_000);

  afterAll(() => server?.stop());

  beforeEach(async () => {
    await job.query("rollback");
    await admin.query(
      "drop schema if exists marts cascade; create schema marts authorization owner_role; grant usage on schema marts to readers, writers",
    );
    await admin.query("drop schema if exists raw cascade; create schema raw authorization owner_role");
    await job.query("create table raw.orders (id int, day date, amount numeric(10, 2))");
    await job.query("insert into raw.orders values (1, '2026-01-01', 10), (2, '2026-01-01', 5), (3, '2026-01-02', 7.5)");
  });

  const daily = 'select day, sum(amount) as revenue from "raw"."orders" group by day';

  function statementsOf(
    select: string,
    kind: Materialization["kind"] = "table",
    options: { formerTable?: string; table?: WarehouseTable } = {},
  ) {
    const materialization: Materialization = kind === "incremental" ? { kind, key: ["id"] } : { kind };
    const { formerTable, table = target } = options;
    return warehouseStatements({
      target: table,
      materialization,
      select,
      grants: [],
      ...(formerTable === undefined ? {} : { formerTable }),
    });
  }

  async function runAll(statements: readonly string[], client: Client = job): Promise<void> {
    await client.query("begin");
    try {
      for (const statement of statements) await client.query(statement);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    }
  }

  async function rows(sql: string, client: Client = admin): Promise<unknown[]> {
    return (await client.query({ text: sql, rowMode: "array" })).rows;
  }

  const kind = async () => (await rows("select relkind from pg_class where oid = to_regclass('marts.revenue')"))[0];
  const oid = async () => (await rows("select to_regclass('marts.revenue')::oid"))[0];

  test("a table is made, owned by the role that the job has set", async () => {
    await runAll(statementsOf(daily));
    expect(await rows("select day::text, revenue::text from marts.revenue order by day")).toEqual([
      ["2026-01-01", "15.00"],
      ["2026-01-02", "7.50"],
    ]);
    expect(await rows("select tableowner from pg_tables where tablename = 'revenue'")).toEqual([["owner_role"]]);
    expect(await rows("select count(*)::int from pg_class where relname = 'datastack_staged'")).toEqual([[0]]);
  });

  test("the same columns keep the table, its grants and what depends on it", async () => {
    await runAll(statementsOf(daily));
    await admin.query("grant select on marts.revenue to outsider; create view public.report as select * from marts.revenue");
    const before = await oid();
    await admin.query("insert into raw.orders values (4, '2026-01-03', 1)");
    await runAll(statementsOf(daily));
    expect(await oid()).toEqual(before);
    expect(await rows("select count(*)::int from public.report")).toEqual([[3]]);
    expect(await rows("select has_table_privilege('outsider', 'marts.revenue', 'select')")).toEqual([[true]]);
    await admin.query("drop view public.report");
  });

  test("a reader is never blocked, and sees the old rows until the commit", async () => {
    await runAll(statementsOf(daily));
    await admin.query("grant select on marts.revenue to readers");
    const reader = await server.connect({ user: "reader" });
    await reader.query("set statement_timeout = '2s'");
    await reader.query("begin isolation level repeatable read");
    expect(await rows("select count(*)::int from marts.revenue", reader)).toEqual([[2]]);
    await admin.query("delete from raw.orders where id = 3");
    const grants = tableGrantStatements(target, new Map([["readers", ["SELECT"]]]));
    await job.query("begin");
    for (const statement of [...statementsOf(daily), ...grants]) await job.query(statement);
    const second = await server.connect({ user: "reader" });
    await second.query("set statement_timeout = '2s'");
    expect(await rows("select count(*)::int from marts.revenue", second)).toEqual([[2]]);
    await job.query("commit");
    expect(await rows("select count(*)::int from marts.revenue", reader)).toEqual([[2]]);
    expect(await rows("select count(*)::int from marts.revenue", second)).toEqual([[1]]);
    await reader.query("commit");
  });

  test("columns that are added at the end extend the table", async () => {
    await runAll(statementsOf(daily));
    await admin.query("create view public.report as select * from marts.revenue");
    const before = await oid();
    await runAll(statementsOf('select day, sum(amount) as revenue, count(*) as "Orders %" from "raw"."orders" group by day'));
    expect(await oid()).toEqual(before);
    expect(await rows('select "Orders %"::int from marts.revenue order by day')).toEqual([[2], [1]]);
    await admin.query("drop view public.report");
  });

  test.each([
    ["another type", "select day, sum(amount)::float8 as revenue from raw.orders group by day"],
    ["another type modifier", "select day, sum(amount)::numeric(9, 1) as revenue from raw.orders group by day"],
    ["another order", "select sum(amount) as revenue, day from raw.orders group by day"],
    ["a column less", "select day from raw.orders group by day"],
    ["another name", "select day, sum(amount) as turnover from raw.orders group by day"],
  ])("%s makes the table anew", async (_, select) => {
    await runAll(statementsOf(daily));
    const before = await oid();
    await runAll(statementsOf(select));
    expect(await oid()).not.toEqual(before);
    expect(await rows("select count(*)::int from marts.revenue")).toEqual([[2]]);
  });

  test("what depends on a table that must be dropped stops the run, and nothing has happened", async () => {
    await runAll(statementsOf(daily));
    await admin.query("create view public.report as select * from marts.revenue");
    await expect(runAll(statementsOf("select day from raw.orders group by day"))).rejects.toThrow(/other objects depend on it/);
    expect(await rows("select count(*)::int from public.report")).toEqual([[2]]);
    await admin.query("drop view public.report");
  });

  test("two runs at once leave the rows once", async () => {
    await runAll(statementsOf(daily));
    const other = await server.connect({ user: "job_login" });
    await other.query("set role owner_role");
    await Promise.all([runAll(statementsOf(daily)), runAll(statementsOf(daily), other), runAll(statementsOf(daily), admin)]);
    expect(await rows("select count(*)::int from marts.revenue")).toEqual([[2]]);
  });

  test("incremental: rows are replaced by key, others stay, new columns are added by name", async () => {
    const all = "select id, amount from raw.orders";
    await runAll(statementsOf(all, "incremental"));
    await admin.query("create view public.report as select id, amount from marts.revenue");
    await runAll(statementsOf(`select 'x' as "note;", 99::numeric(10, 2) as amount, 2 as id union all select 'y', 1, 9`, "incremental"));
    expect(await rows('select id, amount::text, "note;" from marts.revenue order by id')).toEqual([
      [1, "10.00", null],
      [2, "99.00", "x"],
      [3, "7.50", null],
      [9, "1.00", "y"],
    ]);
    expect(await rows("select count(*)::int from public.report")).toEqual([[4]]);
    await admin.query("drop view public.report");
  });

  test("incremental: a key that comes twice is refused, as Athena's merge refuses it", async () => {
    await expect(runAll(statementsOf("select 1 as id union all select 1", "incremental"))).rejects.toThrow(
      /several rows with one key \(id\)/,
    );
    await expect(runAll(statementsOf("select 1 as other", "incremental"))).rejects.toThrow(/column "id" does not exist/);
  });

  test("a view is replaced only when it changed, and grants on it stay", async () => {
    await runAll(statementsOf(daily, "view"));
    await admin.query("grant select on marts.revenue to readers");
    const [before, transaction] = [await oid(), await rows("select xmin::text from pg_class where oid = to_regclass('marts.revenue')")];
    await runAll(statementsOf(daily, "view"));
    expect(await rows("select xmin::text from pg_class where oid = to_regclass('marts.revenue')")).toEqual(transaction);
    await runAll(statementsOf(`${daily} having sum(amount) > 10`, "view"));
    expect(await oid()).toEqual(before);
    expect(await rows("select count(*)::int from marts.revenue")).toEqual([[1]]);
    expect(await rows("select has_table_privilege('reader', 'marts.revenue', 'select')")).toEqual([[true]]);
  });

  test("a view whose columns change in a way that cannot be replaced is dropped and made", async () => {
    await runAll(statementsOf(daily, "view"));
    await runAll(statementsOf("select 1 as one, 'a' as two", "view"));
    expect(await rows("select * from marts.revenue")).toEqual([[1, "a"]]);
    await runAll(statementsOf("select 1 as one, 'a' as two, true as three", "view"));
    expect(await rows("select * from marts.revenue")).toEqual([[1, "a", true]]);
  });

  test("a reader of an unchanged view is not blocked", async () => {
    await runAll(statementsOf(daily, "view"));
    const reader = await server.connect();
    await reader.query("begin");
    await reader.query("select * from marts.revenue");
    await job.query("set lock_timeout = '1s'");
    await runAll(statementsOf(daily, "view"));
    await reader.query("commit");
    await job.query("reset lock_timeout");
  });

  test("every materialization follows every other", async () => {
    const select = "select id, amount from raw.orders";
    const kinds = ["table", "view", "incremental"] as const;
    for (const first of kinds) {
      for (const second of kinds) {
        await admin.query("drop schema marts cascade; create schema marts authorization owner_role");
        await runAll(statementsOf(select, first));
        await runAll(statementsOf(select, second));
        expect([first, second, await kind()]).toEqual([first, second, [second === "view" ? "v" : "r"]]);
        expect(await rows("select count(*)::int from marts.revenue")).toEqual([[3]]);
      }
    }
    for (const second of kinds) {
      await admin.query("drop schema marts cascade; create schema marts authorization owner_role");
      await job.query(`create materialized view marts.revenue as ${select}`);
      await runAll(statementsOf(select, second));
      expect(await rows("select count(*)::int from marts.revenue")).toEqual([[3]]);
    }
  });

  test("a renamed transform takes its table along", async () => {
    const select = "select id, amount from raw.orders";
    await runAll(statementsOf(select, "incremental", { table: { schema: "marts", table: "old_name" } }));
    await admin.query("grant select on marts.old_name to readers");
    await runAll(statementsOf("select 4 as id, 1::numeric(10, 2) as amount", "incremental", { formerTable: "old_name" }));
    expect(await rows("select count(*)::int from marts.revenue")).toEqual([[4]]);
    expect(await rows("select to_regclass('marts.old_name')::text, has_table_privilege('reader', 'marts.revenue', 'select')")).toEqual([
      [null, true],
    ]);
    await runAll(statementsOf("select 5 as id, 1::numeric(10, 2) as amount", "incremental", { formerTable: "old_name" }));
    expect(await rows("select count(*)::int from marts.revenue")).toEqual([[5]]);
  });

  test.each([`x"; DROP TABLE t; --`, "a'b", "back\\slash", "$$", "$datastack$", "%s", "größe", "select", "a.b", "{run}"])(
    "the name %s is only a name",
    async (name) => {
      const table: WarehouseTable = { schema: name, table: name };
      await admin.query(`create schema "${name.replaceAll('"', '""')}" authorization owner_role`);
      const column = `"${name.replaceAll('"', '""')}"`;
      const quoted = `${column}.${column}`;
      await admin.query(`drop role if exists ${column}; create role ${column}`);
      const grants = tableGrantStatements(table, new Map([[name, ["SELECT"] as const]]));
      for (const materialization of [{ kind: "table" }, { kind: "view" }, { kind: "incremental", key: [name] }] as const)
        await runAll(
          warehouseStatements({ target: table, materialization, select: `select 1 as ${column}`, formerTable: `${name}_`, grants }),
        );
      expect(await rows(`select ${column} from ${quoted}`)).toEqual([[1]]);
      await admin.query(`drop schema ${column} cascade; drop role ${column}`);
    },
  );

  test("grants on a table converge from anything", async () => {
    await runAll(statementsOf(daily));
    await admin.query("grant all on marts.revenue to outsider, writers");
    const converge = (privileges: ReadonlyMap<string, readonly TablePrivilege[]>) => runAll(tableGrantStatements(target, privileges));
    const granted = () =>
      rows(
        "select grantee, string_agg(privilege_type, ',' order by privilege_type) from information_schema.role_table_grants where table_name = 'revenue' and grantee <> 'owner_role' group by 1 order by 1",
      );
    await converge(
      new Map([
        ["outsider", []],
        ["readers", ["SELECT"]],
        ["writers", ["SELECT", "INSERT"]],
      ]),
    );
    expect(await granted()).toEqual([
      ["readers", "SELECT"],
      ["writers", "INSERT,SELECT"],
    ]);
    await converge(
      new Map([
        ["outsider", ["SELECT"]],
        ["readers", []],
        ["writers", ["SELECT", "INSERT"]],
      ]),
    );
    expect(await granted()).toEqual([
      ["outsider", "SELECT"],
      ["writers", "INSERT,SELECT"],
    ]);
  });
});
