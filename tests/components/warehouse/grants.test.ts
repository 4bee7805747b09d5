import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { TableGrantStatements } from "../../../compiler/link/grants";
import type { AuroraWarehouse } from "../../../compiler/model/graph";
import { grantPlan } from "../../../compiler/warehouse/grant-plan";
import { grantStatements } from "../../../compiler/warehouse/grant-statements";
import { startPostgres, type TestPostgres } from "../../harness/postgres";
import { auroraWarehouse, createdNetwork, graphOf } from "../network/graphs";
import { recordParts, type RecordedPart } from "../network/record-parts";
import { createObject } from "./postgresql-provider";

const tables = [
  ["lake_curated", "orders_clean"],
  ["marts", "daily_revenue"],
  ["marts", "customers"],
] as const;
const groups = auroraWarehouse.grants.groups.map(({ role }) => role);

/** What a privilege is for; each is tried for real. */
const statements: Readonly<Record<string, (table: string) => string>> = {
  SELECT: (table) => `select * from ${table}`,
  INSERT: (table) => `insert into ${table} values (1)`,
  UPDATE: (table) => `update ${table} set id = 2`,
  DELETE: (table) => `delete from ${table}`,
  TRUNCATE: (table) => `truncate ${table}`,
};

/** Creates the roles of Amazon RDS, and a database that belongs to a user with what the master user of Aurora has. */
async function startServer(): Promise<TestPostgres> {
  const server = await startPostgres();
  const superuser = await server.connect();
  await superuser.query("create role rds_iam");
  await superuser.query("create role datastack_admin login createrole createdb");
  await superuser.query("grant rds_iam to datastack_admin with admin option");
  await superuser.query("create role stranger login");
  await superuser.query("create database warehouse owner datastack_admin");
  return server;
}

async function applyStatements(server: TestPostgres, warehouse: AuroraWarehouse): Promise<void> {
  const client = await server.connect({ database: "warehouse" });
  await client.query("begin");
  for (const statement of grantStatements(grantPlan(warehouse), "rds_iam")) await client.query(statement);
  await client.query("commit");
}

async function applyResources(server: TestPostgres): Promise<void> {
  const parts = await recordParts(graphOf({ network: createdNetwork, warehouse: auroraWarehouse }));
  const client = await server.connect({ database: "warehouse", user: "datastack_admin" });
  const objects = [...parts.values()].filter(({ type }) => type.startsWith("postgresql:"));
  for (let next = first(objects); next !== undefined; next = objects.find(({ dependencies }) => dependencies.includes(next?.name ?? ""))) {
    await createObject(client, next);
  }
}

function first(objects: readonly RecordedPart[]): RecordedPart | undefined {
  return objects.find(({ dependencies }) => !dependencies.some((name) => objects.some((object) => object.name === name)));
}

/** Makes tables as jobs do: as the job's role, which becomes the owner, with the grants of the table. */
async function runJobs(server: TestPostgres, warehouse: AuroraWarehouse): Promise<void> {
  const job = await server.connect({ database: "warehouse", user: "datastack_job" });
  await job.query("set role datastack_owner");
  const grants = new TableGrantStatements(warehouse.grants);
  for (const [schema, table] of tables) {
    await job.query("begin");
    await job.query("create temporary table staged (id int) on commit drop");
    await job.query(`create table if not exists ${schema}.${table} (id int)`);
    for (const statement of grants.of(schema, table)) await job.query(statement);
    await job.query("commit");
  }
}

/** What the spec grants. */
function isGranted(warehouse: AuroraWarehouse, role: string, schema: string, table: string, privilege: string): boolean {
  const { schemaGrants, tableGrants } = warehouse.grants;
  return [
    ...schemaGrants.filter((grant) => grant.schema === schema && grant.role === role),
    ...tableGrants.filter((grant) => grant.schema === schema && grant.table === table && grant.role === role),
  ]
    .flatMap((grant): readonly string[] => ("tablePrivileges" in grant ? grant.tablePrivileges : grant.privileges))
    .includes(privilege);
}

/** `ok`, or the code of PostgreSQL's error; nothing stays. */
async function attempt(client: Client, statement: string): Promise<string> {
  await client.query("begin");
  try {
    await client.query(statement);
    return "ok";
  } catch (error) {
    return String((error as { code?: unknown }).code);
  } finally {
    await client.query("rollback");
  }
}

const permissionDenied = "42501";

/** For each group, table and statement: whether it worked. */
async function attempts(server: TestPostgres, names: readonly (readonly [string, string])[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const role of groups) {
    const client = await server.connect({ database: "warehouse", user: role });
    for (const [schema, table] of names) {
      for (const [privilege, statement] of Object.entries(statements)) {
        found[`${role} ${privilege} ${schema}.${table}`] = await attempt(client, statement(`${schema}.${table}`));
      }
    }
    await client.end();
  }
  return found;
}

function expectedAttempts(warehouse: AuroraWarehouse, names: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(
    groups.flatMap((role) =>
      names.flatMap(([schema, table]) =>
        Object.keys(statements).map((privilege) => [
          `${role} ${privilege} ${schema}.${table}`,
          isGranted(warehouse, role, schema, table, privilege) ? "ok" : permissionDenied,
        ]),
      ),
    ),
  );
}

/** Everything that the catalogs say of roles and privileges, in a fixed order. */
async function catalogs(server: TestPostgres): Promise<readonly string[]> {
  const client = await server.connect({ database: "warehouse" });
  const { rows } = await client.query<{ line: string }>(`
    select line from (
      select concat_ws(' ', 'role', rolname, rolcanlogin, rolsuper, rolcreaterole) from pg_roles where rolname !~ '^pg_'
      union all select concat_ws(' ', 'member', pg_get_userbyid(roleid), pg_get_userbyid(member)) from pg_auth_members
      union all select concat_ws(' ', 'database', datname, a.grantee::regrole, a.privilege_type) from pg_database, aclexplode(datacl) a
      union all select concat_ws(' ', 'schema', nspname, pg_get_userbyid(nspowner), a.grantee::regrole, a.privilege_type)
        from pg_namespace, aclexplode(nspacl) a where nspname !~ '^pg_|information_schema'
      union all select concat_ws(' ', 'table', relnamespace::regnamespace, relname, pg_get_userbyid(relowner), a.grantee::regrole, a.privilege_type)
        from pg_class, aclexplode(relacl) a where relnamespace::regnamespace::text in ('marts', 'lake_curated')
      union all select concat_ws(' ', 'default', defaclnamespace::regnamespace, pg_get_userbyid(defaclrole), a.grantee::regrole, a.privilege_type)
        from pg_default_acl, aclexplode(defaclacl) a
    ) as lines (line) order by line`);
  await client.end();
  return rows.map(({ line }) => line);
}

describe("the privileges in a warehouse", () => {
  describe.each([
    ["statements", (server: TestPostgres) => applyStatements(server, auroraWarehouse)],
    ["resources", applyResources],
  ])("made by %s", (_, apply) => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startServer();
      await apply(server);
      await runJobs(server, auroraWarehouse);
    }, 60_000);
    afterAll(() => server.stop());

    test("allow each group what the spec grants, and refuse everything else", async () => {
      expect(await attempts(server, tables)).toEqual(expectedAttempts(auroraWarehouse, tables));
    });

    test("hold for tables that the owner makes later", async () => {
      const job = await server.connect({ database: "warehouse", user: "datastack_job" });
      await job.query("set role datastack_owner");
      await job.query("create table if not exists marts.later (id int)");
      expect(await attempts(server, [["marts", "later"]])).toEqual(expectedAttempts(auroraWarehouse, [["marts", "later"]]));
      await job.query("drop table marts.later");
    });

    test("let only those with a grant connect, and nobody but owners make anything", async () => {
      await expect(server.connect({ database: "warehouse", user: "stranger" })).rejects.toThrow("permission denied for database");
      for (const role of groups) {
        const client = await server.connect({ database: "warehouse", user: role });
        expect([role, await attempt(client, "create table marts.mine (id int)")]).toEqual([
          role,
          role === "owners" ? "ok" : permissionDenied,
        ]);
        expect(await attempt(client, "create table lake_curated.mine (id int)")).toBe(permissionDenied);
        expect(await attempt(client, "create table public.mine (id int)")).toBe(permissionDenied);
        expect(await attempt(client, "create temporary table mine (id int)")).toBe(permissionDenied);
        expect(await attempt(client, "create schema mine")).toBe(permissionDenied);
        expect(await attempt(client, "set role datastack_owner")).toBe(permissionDenied);
      }
    });

    test("make the groups and the jobs members of what they log in with, and of nothing else", async () => {
      const client = await server.connect();
      const { rows } = await client.query(
        `select pg_get_userbyid(roleid) || ' < ' || pg_get_userbyid(member) as membership from pg_auth_members
         where pg_get_userbyid(member) <> 'datastack_admin' and pg_get_userbyid(roleid) !~ '^pg_' order by 1`,
      );
      expect(rows.map(({ membership }) => String(membership))).toEqual(
        ["datastack_owner < datastack_job", ...["datastack_job", ...groups].map((role) => `rds_iam < ${role}`)].sort(),
      );
    });

    test("are the same when the statements run again, and again", async () => {
      await applyStatements(server, auroraWarehouse);
      const before = await catalogs(server);
      await applyStatements(server, auroraWarehouse);
      expect(await catalogs(server)).toEqual(before);
      expect(await attempts(server, tables)).toEqual(expectedAttempts(auroraWarehouse, tables));
    });
  });

  test("that statements and resources make are the same", async () => {
    const [one, other] = await Promise.all([startServer(), startServer()]);
    onTestFinished(async () => {
      await Promise.all([one.stop(), other.stop()]);
    });
    await applyStatements(one, auroraWarehouse);
    await applyResources(other);
    // From PostgreSQL 16 on who creates a role is a member of it, with no right but to administer it.
    const withoutCreator = (lines: readonly string[]) => lines.filter((line) => !/^member \S+ datastack_admin$/.test(line));
    expect(withoutCreator(await catalogs(other))).toEqual(withoutCreator(await catalogs(one)));
  }, 60_000);

  test("are gone when the spec no longer grants them", async () => {
    const server = await startServer();
    onTestFinished(() => server.stop());
    await applyStatements(server, auroraWarehouse);
    await runJobs(server, auroraWarehouse);
    const narrowed: AuroraWarehouse = {
      ...auroraWarehouse,
      grants: {
        ...auroraWarehouse.grants,
        schemaGrants: auroraWarehouse.grants.schemaGrants.filter(({ role }) => role !== "analysts" && role !== "owners"),
      },
    };
    await applyStatements(server, narrowed);
    expect(await attempts(server, tables)).toEqual(expectedAttempts(narrowed, tables));
  }, 60_000);
});
