import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chownSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { StackFolder, stepOf } from "../../harness/command-line";
import { runHere, stopHere } from "../../harness/run-here";
import { readTables } from "./tables";

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
/** Runs a program as a user that has no rights of root. */
const asNobody = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
const environment = { env: { HOME: "/nonexistent" }, through: asNobody };

/** Two for all tests, since making the data of a server takes a second. */
const shop = StackFolder.ofExample("shop");
const other = StackFolder.ofExample("shop");
afterAll(() => Promise.all([shop.end(), other.end()]));

describe("stacks side by side", () => {
  it("run at once, each with a server of its own", async () => {
    const both = [shop, other];
    const runs = both.map((stack) => stack.start(["run", "shop.yaml", "--quiet"]));
    expect((await Promise.all(runs.map((run) => once(run, "exit")))).map(([status]) => status as number)).toEqual([0, 0]);
    const [first, second] = [await runHere(shop), await runHere(other)];
    expect(first.warehouse?.port).not.toBe(second.warehouse?.port);
    expect(await readTables(first)).toEqual(await readTables(second));
  });

  it("have one server, also when a run and queries find it stopped at once", async () => {
    const before = await readTables(await runHere(shop));
    for (let time = 0; time < 3; time++) {
      await stopHere(shop);
      const query = ["query", "select count(*) > 0 as found from warehouse.marts.daily_revenue", "shop.yaml"];
      const processes = [["run", "shop.yaml", "--quiet"], query, query].map((words) => shop.start(words));
      const said = processes.map((one) => (one.stderr ? text(one.stderr) : ""));
      const ended = await Promise.all(processes.map((one) => once(one, "exit")));
      expect(
        ended.map(([status]) => status as number),
        (await Promise.all(said)).join(""),
      ).toEqual([0, 0, 0]);
    }
    expect(await readTables(await runHere(shop))).toEqual(before);
  });

  it("are the same one from every working folder", async () => {
    const here = await runHere(shop);
    const { status, stdout } = shop.call(["run", shop.path("shop.yaml"), "--format", "json", "--quiet"], { cwd: "/" });
    expect(status).toBe(0);
    const there = JSON.parse(stdout) as typeof here;
    expect([there.state, there.warehouse?.port]).toEqual([here.state, here.warehouse?.port]);
    expect(stepOf(there, "lake.raw.orders").rows).toBe(0);
    const inside = shop.call(["query", "select count(*) > 0 as found from lake.raw.orders", "../shop.yaml", "--format", "csv"], {
      cwd: shop.path("sql"),
    });
    expect(inside).toMatchObject({ status: 0, stdout: "found\ntrue\n" });
  });
});

describe.runIf(isRoot)("a user without rights of root", () => {
  it("runs the shop, asks it and stops it", () => {
    const stack = StackFolder.ofExample("shop");
    onTestFinished(() => stack.end());
    chownSync(stack.folder, nobody, nobody);
    const run = stack.run([], environment);
    expect(run.steps.filter(({ status }) => status !== "done")).toEqual([]);
    expect(statSync(stack.path(".datastack/shop/warehouse/data")).uid).toBe(nobody);
    expect(stack.run([], environment).exit).toBe(0);
    const query = [
      "query",
      "select count(*) > 3 as many from warehouse.marts.daily_revenue",
      "shop.yaml",
      "--as",
      "analysts",
      "--format",
      "csv",
    ];
    expect(stack.call(query, environment)).toEqual({ status: 0, stdout: "many\ntrue\n", stderr: "" });
    expect(stack.call(["stop", "shop.yaml"], environment)).toMatchObject({ status: 0, stderr: "The warehouse of shop has stopped.\n" });
  });

  it("is told in one line that it may not write the state", async () => {
    const refused = {
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/^error: The state folder .* cannot be used: this user may not write there\. .*\n$/),
    };
    const stack = StackFolder.ofExample("shop");
    onTestFinished(() => stack.end());
    expect(stack.call(["run", "shop.yaml"], environment)).toEqual(refused);
    expect(shop.call(["run", "shop.yaml"], environment)).toEqual(refused);
    expect((await runHere(shop)).exit).toBe(0);
  });

  it("is told in one line what of the state it may not read", () => {
    const query = ["query", "select 1 as one from warehouse.marts.daily_revenue", "shop.yaml"];
    const { status, stdout, stderr } = shop.call(query, environment);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    const stopped = shop.call(["stop", "shop.yaml"], environment);
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toMatch(/^error: [^\n]+\n$/);
  });
});

describe("a disk that is full", () => {
  const full = StackFolder.ofExample("shop");
  const small = full.path("small");
  const filler = path.join(small, "filler");
  let isMounted = false;
  afterAll(async () => {
    if (isMounted) {
      rmSync(filler, { force: true });
      full.call(["stop", "shop.yaml", "--state", small]);
      spawnSync("umount", [small]);
    }
    await full.end();
  });

  it("fails steps with one line each, and loses nothing", async (context) => {
    mkdirSync(small);
    isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=80m,mode=0755", "tmpfs", small]).status === 0;
    if (!isMounted) return context.skip("nothing can be mounted here");
    await runHere(full, { state: small });
    for (const room of [0, 4096, 40_000, 150_000, 1_000_000]) {
      appendFileSync(
        full.path("samples/orders-db/orders.csv"),
        `${99_000 + room},1001,paid,EUR,10.00,2031-01-05 07:40:00,2031-01-05 07:40:00\n`,
      );
      const { bavail, bsize } = statfsSync(small);
      writeFileSync(filler, Buffer.alloc(Math.max(bavail * bsize - room, 0)));
      const { status, stdout, stderr } = full.call(["run", "shop.yaml", "--quiet", "--state", small]);
      rmSync(filler);
      const said = `with ${room} bytes of room: ${stdout}${stderr}`;
      expect(said).not.toMatch(/This is a bug|^ +at .*\.js:/m);
      if (status !== 0) expect(said).toMatch(/disk is full|No space left|free disk space/);
    }
    other.write("samples/orders-db/orders.csv", full.read("samples/orders-db/orders.csv"));
    const last = await runHere(full, { state: small });
    expect(last.exit).toBe(0);
    expect(await readTables(last)).toEqual(await readTables(await runHere(other)));
    expect(full.call(["stop", "shop.yaml", "--state", small]).status).toBe(0);
  });
});
