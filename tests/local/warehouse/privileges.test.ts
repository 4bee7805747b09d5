import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileLocal, type StackGraph, type Warehouse } from "../../../compiler";
import { quoteTable } from "../../../compiler/sql/quote";
import { openWarehouse } from "../../../local/warehouse/open-warehouse";
import type { LocalWarehouse } from "../../../local/warehouse/warehouse";
import { exampleInput } from "../../harness/examples";
import { makeState } from "./try-state";

/** What a privilege is for; each is tried for real. */
const attempts: Readonly<Record<string, (table: string) => string>> = {
  SELECT: (table) => `select * from ${table}`,
  INSERT: (table) => `insert into ${table} values (1)`,
  UPDATE: (table) => `update ${table} set id = 2`,
  DELETE: (table) => `delete from ${table}`,
  TRUNCATE: (table) => `truncate ${table}`,
};

interface MadeTable {
  readonly schema: string;
  readonly table: string;
  readonly grants: readonly string[];
}

/** The tables that the steps of a run make in the warehouse. */
function tablesOf({ datasets, loads, warehouse }: StackGraph): readonly MadeTable[] {
  const schemaOf = (name: string): string => warehouse?.schemas.find((schema) => schema.name === name)?.sqlName ?? name;
  return [
    ...datasets
      .filter(({ container }) => container.store === "warehouse")
      .map(({ container, table, grants }) => ({ schema: schemaOf(container.name), table, grants })),
    ...loads.map(({ schema, table, grants }) => ({ schema, table, grants })),
  ];
}

function isGranted({ grants }: Warehouse, role: string, { schema, table }: MadeTable, privilege: string): boolean {
  return [
    ...grants.schemaGrants.filter((grant) => grant.schema === schema).map((grant) => ({ ...grant, privileges: grant.tablePrivileges })),
    ...grants.tableGrants.filter((grant) => grant.schema === schema && grant.table === table),
  ].some((grant) => grant.role === role && grant.privileges.some((granted) => granted === privilege));
}

/** `ok`, or the code of PostgreSQL's error; nothing stays. */
async function attempt(client: Client, statement: string): Promise<string> {
  await client.query("begin");
  try {
    await client.query(statement);
    return "ok";
  } catch (error) {
    return String((error as { readonly code?: string }).code);
  } finally {
    await client.query("rollback");
  }
}

const permissionDenied = "42501";

describe.each(["shop", "every-kind"])("the groups of the stack %s", (name) => {
  const { graph } = compileLocal(exampleInput(name));
  const warehouse = graph.warehouse as Warehouse;
  const tables = tablesOf(graph);
  const { state, remove } = makeState();
  let opened: LocalWarehouse;
  beforeAll(async () => {
    opened = await openWarehouse({ state, warehouse });
    const job = await opened.connect();
    for (const { schema, table, grants } of tables) {
      await job.query("begin");
      await job.query("create temporary table staged (id int) on commit drop");
      await job.query(`create table ${quoteTable(schema, table)} (id int)`);
      for (const statement of grants) await job.query(statement);
      await job.query("commit");
    }
    await job.end();
    // Nothing that a run grants is lost when the next one starts.
    opened = await openWarehouse({ state, warehouse });
  });
  afterAll(() => remove());

  test("can do with each table what the spec grants, and nothing else", async () => {
    expect(tables.length).toBeGreaterThan(0);
    const [found, expected]: [Record<string, string>, Record<string, string>] = [{}, {}];
    for (const { group, role } of opened.logins) {
      const client = await opened.connectAs(group);
      for (const table of tables) {
        for (const [privilege, statement] of Object.entries(attempts)) {
          const key = `${group} ${privilege} ${table.schema}.${table.table}`;
          found[key] = await attempt(client, statement(quoteTable(table.schema, table.table)));
          expected[key] = isGranted(warehouse, role, table, privilege) ? "ok" : permissionDenied;
        }
      }
      await client.end();
    }
    expect(found).toEqual(expected);
  });

  test("make nothing but where they administer, and become nobody else", async () => {
    for (const { group, role } of opened.logins) {
      const client = await opened.connectAs(group);
      const may = (schema: string): boolean =>
        warehouse.grants.schemaGrants.some(
          (grant) => grant.schema === schema && grant.role === role && grant.schemaPrivileges.includes("CREATE"),
        );
      for (const { sqlName } of warehouse.schemas)
        expect([group, sqlName, await attempt(client, `create table ${quoteTable(sqlName, "mine")} (id int)`)]).toEqual([
          group,
          sqlName,
          may(sqlName) ? "ok" : permissionDenied,
        ]);
      const others = opened.logins.filter((login) => login.role !== role).map((login) => login.role);
      const refused = [
        "create table public.mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "create role mine",
        "select * from pg_authid",
        "select pg_read_file('PG_VERSION')",
        "copy (select 1) to program 'true'",
        ...["datastack_owner", "datastack_job", "datastack_admin", ...others].map((other) => `set role ${other}`),
      ];
      for (const statement of refused)
        expect([group, statement, await attempt(client, statement)]).toEqual([group, statement, permissionDenied]);
      await client.end();
    }
  });
});
