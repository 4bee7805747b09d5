import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPasswords } from "../../../local/warehouse/password-file";
import { StackFolder, type RunDocument } from "../../harness/command-line";
import { queryHere, runHere } from "../../harness/run-here";

type Right = "select" | "insert" | "update" | "delete" | "truncate" | "drop" | "alter" | "create";

/** What a group may do: rights on each table, and the schemas in which it may create some. */
type Rights = Readonly<Record<string, Readonly<Record<string, readonly Right[]>>>>;

const reads: readonly Right[] = ["select"];
const writes: readonly Right[] = ["select", "insert", "update", "delete"];

const statements: Readonly<Record<Right, (schema: string, table: string) => string>> = {
  select: (schema, table) => `select * from ${schema}.${table}`,
  insert: (schema, table) => `insert into ${schema}.${table} select * from ${schema}.${table} where false`,
  update: (schema, table) => `update ${schema}.${table} set changed = changed`,
  delete: (schema, table) => `delete from ${schema}.${table} where false`,
  truncate: (schema, table) => `truncate ${schema}.${table}`,
  drop: (schema, table) => `drop table ${schema}.${table}`,
  alter: (schema, table) => `alter table ${schema}.${table} add column further int`,
  create: (schema) => `create table ${schema}.of_ones_own (one int)`,
};

const shop = StackFolder.ofExample("shop");
let run: RunDocument;

beforeAll(async () => {
  run = await runHere(shop);
});

afterAll(() => shop.end());

async function connect(user: string): Promise<Client> {
  if (!run.warehouse) throw new Error("the stack has a warehouse");
  const { host, port, database, passwordFile } = run.warehouse;
  const client = new Client({ host, port, database, user, password: readPasswords(path.dirname(passwordFile)).get(user) ?? "" });
  // A session of a group that leaves the spec is ended.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** The rights that a login has in truth, each tried in a transaction that is rolled back. */
async function rightsOf(
  user: string,
  tables: readonly (readonly [schema: string, table: string, column: string])[],
): Promise<Record<string, Right[]>> {
  const client = await connect(user);
  const found: Record<string, Right[]> = {};
  for (const [schema, table, column] of tables) {
    const name = `${schema}.${table}`;
    found[name] = [];
    for (const [right, statement] of Object.entries(statements)) {
      await client.query("begin");
      const refused = await client.query(statement(schema, table).replaceAll("changed", column)).then(
        () => undefined,
        (error: { readonly code?: string }) => error.code,
      );
      await client.query("rollback");
      if (refused === undefined) found[name].push(right as Right);
      else expect({ user, name, right, refused }).toEqual({ user, name, right, refused: "42501" });
    }
  }
  await client.end();
  return found;
}

/** What a group is answered, or how it is refused. */
function ask(group: string, relation: string): Promise<string> {
  return queryHere(shop, `select count(*) > 0 as found from ${relation}`, { as: group }).catch(
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

const tables = [
  ["marts", "daily_revenue", "orders"],
  ["lake_curated", "orders_clean", "status"],
] as const;

describe("the logins of the shop", () => {
  const rights: Rights = {
    analysts: { "marts.daily_revenue": reads, "lake_curated.orders_clean": reads },
    engineers: { "marts.daily_revenue": writes, "lake_curated.orders_clean": reads },
  };

  it.each(Object.entries(rights))("give %s what the spec says and nothing else", async (group, expected) => {
    expect(await rightsOf(group, tables)).toEqual(expected);
  });

  it.each(["analysts", "engineers"])("keep %s out of other schemas, and from more rights", async (group) => {
    const client = await connect(group);
    const refused = async (statement: string): Promise<string> => {
      await client.query("begin");
      const code = await client.query(statement).then(
        () => "done",
        (error: { readonly code: string }) => error.code,
      );
      await client.query("rollback");
      return `${code} ${statement}`;
    };
    const forbidden = [
      "create table public.t (one int)",
      "create temporary table t (one int)",
      "create table pg_temp.t (one int)",
      "create schema own",
      "create role r",
      "alter role analysts superuser",
      "alter role engineers createrole",
      "set role datastack_admin",
      "set session authorization datastack_admin",
      "select * from pg_catalog.pg_authid",
      "select pg_read_file('/etc/passwd')",
      "copy marts.daily_revenue to '/tmp/stolen'",
      "copy (select 1) to program 'true'",
      "create function marts.f() returns int language sql as 'select 1'",
      "create extension dblink schema marts",
      "comment on table marts.daily_revenue is 'mine'",
      "create index on marts.daily_revenue (day)",
    ];
    for (const statement of forbidden) expect([`42501 ${statement}`, `0LP01 ${statement}`]).toContain(await refused(statement));
    await client.end();
  });

  it("are the ones that queries ask as", async () => {
    expect(await ask("analysts", "warehouse.marts.daily_revenue")).toBe("found\ntrue\n");
    expect(await ask("analysts", "lake.curated.orders_clean")).toBe("found\ntrue\n");
    expect(await ask("analysts", "lake.raw.orders")).toMatch(/^RunProblem: .*analysts/);
    expect(await ask("analysts", "warehouse.marts.daily_revenue, lake.raw.orders")).toMatch(/^RunProblem: /);
    expect(await ask("analysts", "read_parquet('.datastack/shop/lake/raw/**')")).toMatch(/^RunProblem: /);
    expect(await ask("engineers", "lake.raw.orders")).toBe("found\ntrue\n");
    expect(await ask("engineers", "lake.raw.events")).toBe("found\ntrue\n");
    expect(await ask("analyst", "lake.raw.orders")).toMatch(/^RunProblem: .*Did you mean "analysts"/);
  });
});

describe("logins of groups that may read single tables", () => {
  it("give them these", async () => {
    const restore = shop.edit("shop.yaml", (text) =>
      text
        .replace(
          "access:\n",
          `  orders_of_day:
    sql: sql/orders_of_day.sql
    to: warehouse.marts
    schedule: { every: 1 day }

access:
  readers:
    members: [sso:Readers]
    read: [warehouse.marts.daily_revenue, lake.raw.customers]
  writers:
    members: [sso:Writers]
    write: [warehouse.marts.orders_of_day]
`,
        )
        .replace("  analysts:\n    members: [sso:Analysts]\n    read: [warehouse.marts, lake.curated]\n", ""),
    );
    shop.write(
      "sql/orders_of_day.sql",
      'select cast(ordered_at as date) as day, count(*) as orders from {{ ref("lake.curated.orders_clean") }} group by 1',
    );
    run = await runHere(shop);
    expect(run.steps.filter(({ status }) => status !== "done")).toEqual([]);
    expect(run.warehouse?.logins.map(({ group }) => group).sort()).toEqual(["engineers", "readers", "writers"]);
    const all = [...tables, ["marts", "orders_of_day", "orders"]] as const;
    expect(await rightsOf("readers", all)).toEqual({
      "marts.daily_revenue": reads,
      "lake_curated.orders_clean": [],
      "marts.orders_of_day": [],
    });
    expect(await rightsOf("writers", all)).toEqual({
      "marts.daily_revenue": [],
      "lake_curated.orders_clean": [],
      "marts.orders_of_day": writes,
    });
    expect(await rightsOf("engineers", all)).toEqual({
      "marts.daily_revenue": writes,
      "lake_curated.orders_clean": reads,
      "marts.orders_of_day": writes,
    });
    expect(await ask("readers", "warehouse.marts.daily_revenue")).toBe("found\ntrue\n");
    expect(await ask("readers", "warehouse.marts.orders_of_day")).toMatch(/^RunProblem: /);
    expect(await ask("readers", "lake.raw.customers")).toBe("found\ntrue\n");
    expect(await ask("readers", "lake.raw.orders")).toMatch(/^RunProblem: /);
    expect(await ask("writers", "warehouse.marts.orders_of_day")).toBe("found\ntrue\n");
    await expect(connect("analysts")).rejects.toThrow();

    // The grants outlive a run that makes the tables anew, and the group that comes back has what it had.
    run = await runHere(shop);
    expect(await rightsOf("readers", all)).toEqual({
      "marts.daily_revenue": reads,
      "lake_curated.orders_clean": [],
      "marts.orders_of_day": [],
    });
    restore();
    run = await runHere(shop);
    expect(await rightsOf("analysts", tables)).toEqual({ "marts.daily_revenue": reads, "lake_curated.orders_clean": reads });
    await expect(connect("readers")).rejects.toThrow();
  });
});
