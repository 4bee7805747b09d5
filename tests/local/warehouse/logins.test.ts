import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { Client } from "pg";
import { afterAll, describe, expect, test } from "vitest";
import type { Warehouse } from "../../../compiler";
import { openWarehouse } from "../../../local/warehouse/open-warehouse";
import { readPasswords } from "../../../local/warehouse/password-file";
import { psqlLine, type LocalWarehouse } from "../../../local/warehouse/warehouse";
import { makeState, shopGraph, withoutGroup } from "./try-state";

const { warehouse } = shopGraph();
/** One for all tests, since initdb takes a second: each of them begins with the groups that the spec has. */
const { state, remove } = makeState();
afterAll(remove);

const open = (wanted: Warehouse = warehouse): Promise<LocalWarehouse> => openWarehouse({ state, warehouse: wanted });

/** `ok`, or why somebody cannot log in. */
async function tryLogin(
  { host, port }: LocalWarehouse,
  user: string,
  password: string | undefined,
  database = "warehouse",
): Promise<string> {
  const client = new Client({ host, port, user, password: password ?? "", database, ssl: false });
  try {
    await client.connect();
    return "ok";
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end();
  }
}

async function asAdministrator(opened: LocalWarehouse, statement: string): Promise<readonly unknown[]> {
  const { host, port, database, user } = opened;
  const client = new Client({ host, port, database, user, password: readPasswords(state.warehouse).get(user) ?? "", ssl: false });
  await client.connect();
  return client
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

describe("a group of the warehouse", () => {
  test("logs in with its own password, to the warehouse alone", async () => {
    const opened = await open();
    const passwords = readPasswords(state.warehouse);
    for (const { role } of opened.logins) {
      expect(await tryLogin(opened, role, passwords.get(role))).toBe("ok");
      expect(await tryLogin(opened, role, "wrong")).toBe(`password authentication failed for user "${role}"`);
      for (const other of ["postgres", "template1"])
        expect(await tryLogin(opened, role, passwords.get(role), other)).toBe(`permission denied for database "${other}"`);
    }
    await expect(opened.connectAs("interns")).rejects.toThrow(
      "No group interns may use the warehouse: those that may are analysts, engineers.",
    );
  });

  test("keeps its password from run to run", async () => {
    await open();
    const before = readPasswords(state.warehouse);
    await open();
    expect(readPasswords(state.warehouse)).toEqual(before);
  });

  test("that left the spec is out at once; what it made stays; back in the spec it starts with nothing but what is granted", async () => {
    const first = await open();
    const password = readPasswords(state.warehouse).get("engineers");
    await asAdministrator(first, "grant create on schema marts to engineers");
    const session = await first.connectAs("engineers");
    const ended = new Promise((resolve) => session.once("end", resolve));
    await session.query("create table marts.made_by_engineers as select 1 as one");

    const second = await open(withoutGroup(warehouse, "engineers"));
    await ended;
    expect(await tryLogin(second, "engineers", password)).toBe('password authentication failed for user "engineers"');
    expect([...readPasswords(state.warehouse).keys()]).toEqual(["datastack_admin", "datastack_job", "analysts"]);
    expect(await asAdministrator(second, "select rolname from pg_roles where rolname = 'engineers'")).toEqual([]);
    const job = await second.connect();
    expect((await job.query("select one from marts.made_by_engineers")).rows).toEqual([{ one: 1 }]);
    await job.end();

    const third = await open();
    expect(readPasswords(state.warehouse).get("engineers")).not.toBe(password);
    const back = await third.connectAs("engineers");
    await expect(back.query("create table marts.another (id int)")).rejects.toThrow("permission denied");
    await back.end();
  });

  test("that left the spec with rights in a database of somebody's own stays without login", async () => {
    const first = await open();
    const password = readPasswords(state.warehouse).get("engineers");
    await asAdministrator(first, "create database playground");
    await asAdministrator({ ...first, database: "playground" }, "create schema theirs authorization engineers");
    const second = await open(withoutGroup(warehouse, "engineers"));
    expect(await tryLogin(second, "engineers", password, "playground")).toMatch(/not permitted to log in|password authentication failed/);
  });

  test("loses what it had in a schema that left the spec", async () => {
    await open();
    const { grants, schemas } = warehouse;
    const opened = await open({
      ...warehouse,
      schemas: schemas.filter(({ name }) => name !== "marts"),
      grants: { ...grants, schemaGrants: grants.schemaGrants.filter(({ schema }) => schema !== "marts") },
    });
    const job = await opened.connect();
    await job.query("create table marts.later (id int)");
    await job.end();
    const analyst = await opened.connectAs("analysts");
    await expect(analyst.query("select * from marts.later")).rejects.toThrow("permission denied for schema marts");
    await analyst.end();
  });
});

describe("passwords", () => {
  test("are in one file that its owner alone can read, and nowhere else", async () => {
    const opened = await open();
    const passwords = [...readPasswords(state.warehouse).values()];
    expect(passwords).toHaveLength(4);
    expect(statSync(opened.passwordFile).mode & 0o777).toBe(0o600);

    const secrets = passwords.map((password) => Buffer.from(password));
    const files = readdirSync(state.root, { recursive: true, encoding: "utf8" })
      .map((name) => path.join(state.root, name))
      .filter((file) => statSync(file).isFile());
    expect(files.filter((file) => secrets.some((secret) => readFileSync(file).includes(secret)))).toEqual([opened.passwordFile]);

    const processes = execFileSync("ps", ["-eww", "-o", "args="], { encoding: "utf8" });
    expect(passwords.filter((password) => processes.includes(password))).toEqual([]);
  });

  test("of the file let psql in with the line that is shown", async (context) => {
    const opened = await open();
    const line = `${psqlLine(opened, "analysts")} --no-password --no-psqlrc --tuples-only --command 'select current_user'`;
    try {
      expect(execFileSync("sh", ["-c", line], { encoding: "utf8" }).trim()).toBe("analysts");
    } catch (error) {
      if ((error as { readonly status?: number }).status === 127) context.skip("psql is not installed");
      throw error;
    }
  });
});
