import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { type Client } from "pg";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { StateFolder } from "../../../local/state/state-folder";
import { openWarehouse } from "../../../local/warehouse/open-warehouse";
import { removeWarehouse, stopWarehouse } from "../../../local/warehouse/stop-warehouse";
import type { LocalWarehouse } from "../../../local/warehouse/warehouse";
import { makeState, shopGraph } from "./try-state";

const { warehouse } = shopGraph();
/** One for most tests, since initdb takes a second: each of them leaves a warehouse that opens. */
const { state, remove } = makeState();
afterAll(remove);

const open = (): Promise<LocalWarehouse> => openWarehouse({ state, warehouse });
const data = (): string => path.join(state.warehouse, "data");
const pid = (): number => Number(readFileSync(path.join(data(), "postmaster.pid"), "utf8").split("\n")[0]);

async function withClient<T>(opened: LocalWarehouse, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await opened.connect();
  return use(client).finally(() => client.end());
}

function makeRows(opened: LocalWarehouse): Promise<unknown> {
  return withClient(opened, async (client) => {
    await client.query("drop table if exists marts.numbers");
    await client.query("create table marts.numbers as select * from generate_series(1, 20000) as numbers (n)");
  });
}

async function countRows(opened: LocalWarehouse): Promise<number> {
  return withClient(opened, async (client) => Number((await client.query("select count(*) from marts.numbers")).rows[0].count));
}

describe("the server of a stack's own", () => {
  test("starts once, keeps running, and is found again by the next run", async () => {
    const first = await open();
    expect(first).toMatchObject({ kind: "embedded", host: "127.0.0.1", database: "warehouse", user: "datastack_admin" });
    const process = pid();
    const second = await open();
    expect([second.port, pid()]).toEqual([first.port, process]);
    await withClient(second, async (client) => {
      const { rows } = await client.query("select current_user, session_user, current_setting('timezone') as zone");
      expect(rows).toEqual([{ current_user: "datastack_owner", session_user: "datastack_job", zone: "UTC" }]);
    });
  });

  test("serves many connections that are asked for at once", async () => {
    const opened = await open();
    const clients = await Promise.all(Array.from({ length: 20 }, () => opened.connect()));
    await Promise.all(clients.map((client) => client.end()));
  });

  test("is stopped once, and starts again on the same port with its rows", async () => {
    const first = await open();
    await makeRows(first);
    expect(await stopWarehouse(state)).toBe(true);
    expect(await stopWarehouse(state)).toBe(false);
    const second = await open();
    expect([second.port, await countRows(second)]).toEqual([first.port, 20_000]);
  });

  test("that was killed starts again with every row that was committed", async () => {
    const first = await open();
    await makeRows(first);
    // Its process outlives the server, which may not start again as long as that works on the data.
    const busy = await first.connect();
    const ended = busy.query("do $$ begin for number in 1..10000000 loop null; end loop; end $$").catch(() => undefined);
    await withClient(first, (client) => client.query("select 1"));
    process.kill(pid(), "SIGKILL");
    expect(await countRows(await open())).toBe(20_000);
    await ended;
  });

  test("starts although its pid file names a process that is another", async () => {
    await open();
    await stopWarehouse(state);
    const other = spawn("sleep", ["60"], statOwner(data()));
    onTestFinished(() => void other.kill());
    writeFileSync(path.join(data(), "postmaster.pid"), `${other.pid}\n${data()}\n1700000000\n5432\n\n127.0.0.1\n  12345 6\nready   \n`);
    await withClient(await open(), (client) => client.query("select 1"));
    expect(other.exitCode).toBeNull();
    expect(await stopWarehouse(state)).toBe(true);
    expect(other.exitCode).toBeNull();
  });

  test.each(["garbage", "", "-17\nx\n", "1\n", `${process.pid}\n/nowhere\n1\n5432\n\n127.0.0.1\n1 1\nready\n`])(
    "starts although its pid file is %j",
    async (text) => {
      await makeRows(await open());
      await stopWarehouse(state);
      writeFileSync(path.join(data(), "postmaster.pid"), text);
      expect(await countRows(await open())).toBe(20_000);
    },
  );

  test("makes its data anew when initdb did not end", async () => {
    const killed = makeState();
    onTestFinished(killed.remove);
    mkdirSync(path.join(killed.state.warehouse, "data.new-killed", "data"), { recursive: true });
    writeFileSync(path.join(killed.state.warehouse, "data.new-killed", "password"), "left over");
    await openWarehouse({ state: killed.state, warehouse });
    expect(readdirSync(killed.state.warehouse).sort()).toEqual(["data", "pgpass", "server.log", "setup.json"]);
  });

  test("takes another port when somebody else has that of last time", async () => {
    const first = await open();
    await stopWarehouse(state);
    const other = createServer().listen(first.port, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    onTestFinished(() => void other.close());
    const second = await open();
    expect(second.port).not.toBe(first.port);
    const entries = readFileSync(second.passwordFile, "utf8").trim().split("\n");
    expect(entries.map((entry) => entry.split(":").slice(0, 4).join(":"))).toEqual(
      ["datastack_admin", "datastack_job", "analysts", "engineers"].map((user) => `127.0.0.1:${second.port}:*:${user}`),
    );
  });

  test("does not disturb that of another stack", async () => {
    const other = makeState();
    onTestFinished(other.remove);
    const [one, two] = await Promise.all([open(), openWarehouse({ state: other.state, warehouse })]);
    await makeRows(one);
    await expect(countRows(two)).rejects.toThrow('relation "marts.numbers" does not exist');
    await stopWarehouse(other.state);
    expect(await countRows(await open())).toBe(20_000);
  });

  test("of a copied state is another one, with the rows of the copy", async () => {
    await makeRows(await open());
    await stopWarehouse(state);
    const copy = makeState();
    onTestFinished(copy.remove);
    cpSync(state.warehouse, copy.state.warehouse, { recursive: true });
    const [one, two] = [await open(), await openWarehouse({ state: copy.state, warehouse })];
    expect(two.port).not.toBe(one.port);
    expect([await countRows(one), await countRows(two)]).toEqual([20_000, 20_000]);
  });

  test("is found after its state was moved", async () => {
    const { port } = await open();
    const moved = makeState();
    onTestFinished(moved.remove);
    rmSync(moved.state.warehouse, { recursive: true });
    renameSync(state.warehouse, moved.state.warehouse);
    onTestFinished(() => renameSync(moved.state.warehouse, state.warehouse));
    expect((await openWarehouse({ state: moved.state, warehouse })).port).toBe(port);
  });
});

describe("a server that cannot be used says why:", () => {
  /** Puts a file out of its place, until the test is over. */
  const takeAway = (file: string): void => {
    renameSync(file, `${file}.away`);
    onTestFinished(() => renameSync(`${file}.away`, file));
  };
  const failure = async (): Promise<string> =>
    open().then(
      () => "it opened",
      (error: Error) => `${error.name}: ${error.message}`,
    );

  test("data of another major version", async () => {
    await open();
    await stopWarehouse(state);
    takeAway(path.join(data(), "PG_VERSION"));
    writeFileSync(path.join(data(), "PG_VERSION"), "14\n");
    expect(await failure()).toBe(
      "RunProblem: The warehouse's server does not start: database files are incompatible with server: The data directory was initialized by " +
        `PostgreSQL version 14, which is not compatible with this version 15.18. All that it said is in ${state.warehouse}/server.log; --reset starts over.`,
    );
  });

  test("data that are damaged", async () => {
    await open();
    await stopWarehouse(state);
    takeAway(path.join(data(), "global", "pg_control"));
    expect(await failure()).toMatch(/^RunProblem: The warehouse's server does not start: .*; --reset starts over\.$/);
  });

  test("passwords that are gone", async () => {
    await open();
    takeAway(path.join(state.warehouse, "pgpass"));
    expect(await failure()).toBe(
      `RunProblem: ${state.warehouse}/pgpass is gone, and with it the warehouse's passwords: --reset starts over.`,
    );
  });

  test("one that ended after it was opened", async () => {
    const opened = await open();
    await stopWarehouse(state);
    const ended = `The warehouse's server has ended, and the next run starts it again. ${state.warehouse}/server.log says why.`;
    for (const connect of [() => opened.connect(), () => opened.connectAs("analysts")])
      await expect(connect()).rejects.toMatchObject({ name: "RunProblem", message: ended });
    expect((await open()).port).toBe(opened.port);
  });

  test("and all of it is removed by a reset", async () => {
    await open();
    const process = pid();
    await removeWarehouse(state);
    expect([existsSync(state.warehouse), isRunning(process)]).toEqual([false, false]);
  });
});

describe.runIf(process.getuid?.() === 0)("below a folder that only root may go into", () => {
  const reserved = (): { readonly own: StateFolder; readonly folder: string } => {
    const made = makeState(0o700);
    onTestFinished(made.remove);
    const hash = createHash("sha256").update(made.state.warehouse).digest("hex").slice(0, 16);
    return { own: made.state, folder: `/var/tmp/datastack-${hash}` };
  };

  test("the data are elsewhere, are found again, make way when the state was removed by hand, and go with a reset", async () => {
    const { own, folder } = reserved();
    const first = await openWarehouse({ state: own, warehouse });
    expect(existsSync(path.join(own.warehouse, "data"))).toBe(false);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(folder).uid).not.toBe(0);
    const again = await openWarehouse({ state: own, warehouse });
    expect(again.port).toBe(first.port);

    await makeRows(again);
    rmSync(own.warehouse, { recursive: true });
    mkdirSync(own.warehouse);
    await expect(countRows(await openWarehouse({ state: own, warehouse }))).rejects.toThrow("does not exist");

    await removeWarehouse(own);
    expect(existsSync(folder)).toBe(false);
  });

  test("a folder that somebody else put there is refused", async () => {
    const { own, folder } = reserved();
    mkdirSync(folder);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await expect(openWarehouse({ state: own, warehouse })).rejects.toThrow(`${folder} belongs to somebody else`);
  });
});

/** A process that has ended stays in the list as a zombie until its parent, which may be slow, has asked for it. */
function isRunning(process: number): boolean {
  return /^[^Z]/.test(spawnSync("ps", ["-o", "stat=", "-p", String(process)], { encoding: "utf8" }).stdout.trim());
}

function statOwner(file: string): { readonly uid: number; readonly gid: number } {
  const { uid, gid } = statSync(file);
  return { uid, gid };
}
