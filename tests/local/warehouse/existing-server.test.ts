import { Client } from "pg";
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Warehouse } from "../../../compiler";
import type { StateFolder } from "../../../local/state/state-folder";
import { openWarehouse } from "../../../local/warehouse/open-warehouse";
import { readPasswords } from "../../../local/warehouse/password-file";
import { stopWarehouse } from "../../../local/warehouse/stop-warehouse";
import type { LocalWarehouse } from "../../../local/warehouse/warehouse";
import { makeState, shopGraph, withoutGroup } from "./try-state";

/** Somebody's server: of another state, so that this one asks for passwords, too. */
const host = makeState();
let server: LocalWarehouse;
let administrator: Client;
beforeAll(async () => {
  server = await openWarehouse({ state: host.state, warehouse: shopGraph().warehouse });
  const password = readPasswords(host.state.warehouse).get(server.user) ?? "";
  administrator = new Client({ host: server.host, port: server.port, user: server.user, password, database: "postgres" });
  await administrator.connect();
  await administrator.query("create role bob login createrole password 'se:cr@et'");
  await administrator.query("create role carl login password 'se:cr@et'");
});
afterAll(async () => {
  await administrator.end();
  await host.remove();
});

let state: StateFolder;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ state, remove } = makeState());
  await administrator.query("create database reports owner bob");
});
afterEach(async () => {
  await remove();
  await administrator.query("drop database reports with (force)");
  for (const role of ["shop_local_analysts", "shop_local_engineers"]) await administrator.query(`drop role if exists ${role}`);
});

const url = ({ user = "bob", password = "se%3Acr%40et", port = server.port, database = "reports" } = {}): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}?sslmode=prefer`;

function open(address = url(), change = (warehouse: Warehouse): Warehouse => warehouse): Promise<LocalWarehouse> {
  return openWarehouse({ state, warehouse: change(shopGraph(address).warehouse), server: address });
}

async function query(client: Promise<Client>, statement: string): Promise<readonly unknown[]> {
  const connected = await client;
  return connected
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => connected.end());
}

describe("a server that runs already", () => {
  test("is set up as the user of the URL, with logins for the groups", async () => {
    const opened = await open();
    expect(opened).toMatchObject({ kind: "server", host: "127.0.0.1", port: server.port, database: "reports", user: "bob" });
    expect(await query(opened.connect(), "select current_user, current_setting('timezone') as zone")).toEqual([
      { current_user: "bob", zone: "UTC" },
    ]);
    await query(opened.connect(), "create table marts.numbers as select 1 as one");
    expect(opened.logins).toEqual([
      { group: "analysts", role: "shop_local_analysts" },
      { group: "engineers", role: "shop_local_engineers" },
    ]);
    expect(await query(opened.connectAs("analysts"), "select one from marts.numbers")).toEqual([{ one: 1 }]);
    await expect(query(opened.connectAs("analysts"), "insert into marts.numbers values (2)")).rejects.toThrow("permission denied");
    await query(opened.connectAs("engineers"), "insert into marts.numbers values (2)");
    expect(await stopWarehouse(state)).toBe(false);
  });

  test("is set up again by the next run, with the same passwords", async () => {
    const before = readPasswords(path.dirname((await open()).passwordFile));
    const opened = await open();
    expect(readPasswords(path.dirname(opened.passwordFile))).toEqual(before);
    expect([...before.keys()]).toEqual(["shop_local_analysts", "shop_local_engineers"]);
    await query(opened.connectAs("analysts"), "select 1");
  });

  test("keeps the password of a role that was there before", async () => {
    await administrator.query("create role shop_local_analysts login password 'theirs'");
    const opened = await open();
    expect([...readPasswords(path.dirname(opened.passwordFile)).keys()]).toEqual(["shop_local_engineers"]);
    await expect(opened.connectAs("analysts")).rejects.toThrow(
      "The role shop_local_analysts was on the server before this run, so that its password is not known: drop it, and run again.",
    );
    const theirs = new Client({
      connectionString: url({ user: "shop_local_analysts", password: "theirs" }).replace("?sslmode=prefer", ""),
    });
    await theirs.connect();
    await theirs.end();
  });

  test("loses the role of a group that left the spec", async () => {
    await query((await open()).connect(), "create table marts.numbers as select 1 as one");
    await open(url(), (warehouse) => withoutGroup(warehouse, "engineers"));
    const { rows } = await administrator.query("select rolname from pg_roles where rolname like 'shop_local_%'");
    expect(rows).toEqual([{ rolname: "shop_local_analysts" }]);
  });

  test("does not leave the password of the URL anywhere", async () => {
    await open();
    const files = readdirSync(state.root, { recursive: true, encoding: "utf8" }).map((name) => path.join(state.root, name));
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, "utf8"));
    expect(texts.filter((text) => /se:cr@et|se\\:cr@et|se%3Acr/.test(text))).toEqual([]);
  });
});

describe("a server that cannot be used says why:", () => {
  test.each([
    ["it is down", () => url({ port: 1 }), "No PostgreSQL server answers at 127.0.0.1:1: start it, or give the address of another."],
    [
      "the password is wrong",
      () => url({ password: "hidden" }),
      () => `The PostgreSQL server at 127.0.0.1:${server.port} refuses the password of the user bob.`,
    ],
    [
      "there is no password",
      () => url({ password: "" }),
      () => `The PostgreSQL server at 127.0.0.1:${server.port} asks for a password of the user bob: give it in PGPASSWORD or in ~/.pgpass.`,
    ],
    [
      "there is no such database",
      () => url({ database: "nothing" }),
      () => `The PostgreSQL server at 127.0.0.1:${server.port} has no database nothing: create it, or name another.`,
    ],
    [
      "there is no such host",
      () => "postgres://bob@nowhere.invalid/reports",
      "The PostgreSQL server's host nowhere.invalid has no address: check its name.",
    ],
    [
      "the user lacks rights",
      () => url({ user: "carl" }),
      "The user carl may not set up the warehouse: it lacks the attribute CREATEROLE, for the roles of the groups, and CREATE on the database reports. " +
        "Give it that, or another user.",
    ],
  ])("%s", async (_, address, message) => {
    const error = await open(address()).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect(error?.name).toBe("RunProblem");
    expect(error?.message).toBe(typeof message === "string" ? message : message());
  });
});
