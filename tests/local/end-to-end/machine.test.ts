import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chownSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildCommand, StackFolder, stepOf } from "../../harness/command-line";
import { readTables } from "./tables";

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
/** Runs a program as a user that has no rights of root. */
const asNobody = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
const environment = { env: { HOME: "/nonexistent" }, through: asNobody };

const stacks: StackFolder[] = [];
const ends: (() => void)[] = [];

function shop(): StackFolder {
  const stack = StackFolder.ofExample("shop");
  stacks.push(stack);
  return stack;
}

beforeAll(() => buildCommand(), 120_000);

afterEach(() => {
  for (const stack of stacks.splice(0)) stack.end();
  for (const end of ends.splice(0)) end();
});

describe.runIf(isRoot)("a user without rights of root", () => {
  it("runs the shop, asks it and stops it", () => {
    const stack = shop();
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

  it("is told in one line that it may not write the state", () => {
    const stack = shop();
    const refused = {
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/^error: The state folder .* cannot be used: this user may not write there\. .*\n$/),
    };
    expect(stack.call(["run", "shop.yaml"], environment)).toEqual(refused);
    stack.run();
    expect(stack.call(["run", "shop.yaml"], environment)).toEqual(refused);
    expect(stack.run().exit).toBe(0);
  });

  it("is told in one line what of the state it may not read", () => {
    const stack = shop();
    stack.run();
    const { status, stdout, stderr } = stack.call(
      ["query", "select 1 as one from warehouse.marts.daily_revenue", "shop.yaml"],
      environment,
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    const stopped = stack.call(["stop", "shop.yaml"], environment);
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toMatch(/^error: [^\n]+\n$/);
  });
});

describe("a disk that is full", () => {
  /** A small file system, where the machine lets one mount it. */
  function smallDisk(stack: StackFolder): boolean {
    const folder = stack.path("small");
    mkdirSync(folder);
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=80m,mode=0755", "tmpfs", folder]);
    if (status === 0) ends.push(() => spawnSync("umount", [folder]));
    return status === 0;
  }

  it("fails steps with one line each, and loses nothing", async (context) => {
    const stack = StackFolder.ofExample("shop");
    try {
      if (!smallDisk(stack)) return context.skip("nothing can be mounted here");
      const state = ["--state", stack.path("small")];
      stack.run(state);
      const filler = stack.path("small/filler");
      for (const room of [0, 4096, 40_000, 150_000, 1_000_000]) {
        appendFileSync(
          stack.path("samples/orders-db/orders.csv"),
          `${99_000 + room},1001,paid,EUR,10.00,2031-01-05 07:40:00,2031-01-05 07:40:00\n`,
        );
        const left = Number(spawnSync("df", ["--output=avail", "-B1", stack.path("small")], { encoding: "utf8" }).stdout.split("\n")[1]);
        writeFileSync(filler, Buffer.alloc(Math.max(left - room, 0)));
        const { status, stdout, stderr } = stack.call(["run", "shop.yaml", "--quiet", ...state]);
        rmSync(filler);
        const said = `with ${room} bytes of room: ${stdout}${stderr}`;
        expect(said).not.toMatch(/This is a bug|^ +at .*\.js:/m);
        if (status !== 0) expect(said).toMatch(/disk is full|No space left|free disk space/);
      }
      const undisturbed = shop();
      undisturbed.write("samples/orders-db/orders.csv", stack.read("samples/orders-db/orders.csv"));
      const last = stack.run(state);
      expect(last.exit).toBe(0);
      expect(await readTables(last)).toEqual(await readTables(undisturbed.run()));
    } finally {
      rmSync(stack.path("small/filler"), { force: true });
      const stopped = stack.call(["stop", "shop.yaml", "--state", stack.path("small")]);
      for (const end of ends.splice(0)) end();
      expect(stopped.status).toBe(0);
      stack.end();
    }
  }, 60_000);
});

describe("stacks side by side", () => {
  it("run at once, each with a server of its own", async () => {
    const both = [shop(), shop()];
    const runs = both.map((stack) => stack.start(["run", "shop.yaml", "--quiet"]));
    expect((await Promise.all(runs.map((run) => once(run, "exit")))).map(([status]) => status as number)).toEqual([0, 0]);
    const [first, second] = both.map((stack) => stack.run());
    expect(first?.warehouse?.port).not.toBe(second?.warehouse?.port);
    expect(first && (await readTables(first))).toEqual(second && (await readTables(second)));
  });

  it("have one server, also when a run and queries find it stopped at once", async () => {
    const stack = shop();
    const before = await readTables(stack.run());
    for (let time = 0; time < 4; time++) {
      stack.call(["stop", "shop.yaml"]);
      const query = ["query", "select count(*) > 0 as found from warehouse.marts.daily_revenue", "shop.yaml"];
      const processes = [["run", "shop.yaml", "--quiet"], query, query].map((words) => stack.start(words));
      const said = processes.map((one) => (one.stderr ? text(one.stderr) : ""));
      const ended = await Promise.all(processes.map((one) => once(one, "exit")));
      expect(
        ended.map(([status]) => status as number),
        (await Promise.all(said)).join(""),
      ).toEqual([0, 0, 0]);
    }
    expect(await readTables(stack.run())).toEqual(before);
  });

  it("are the same one from every working folder", () => {
    const stack = shop();
    const here = stack.run();
    const { status, stdout } = stack.call(["run", stack.path("shop.yaml"), "--format", "json", "--quiet"], { cwd: "/" });
    expect(status).toBe(0);
    const there = JSON.parse(stdout) as typeof here;
    expect([there.state, there.warehouse?.port]).toEqual([here.state, here.warehouse?.port]);
    expect(stepOf(there, "lake.raw.orders").rows).toBe(0);
    const inside = stack.call(["query", "select count(*) > 0 as found from lake.raw.orders", "../shop.yaml", "--format", "csv"], {
      cwd: stack.path("sql"),
    });
    expect(inside).toMatchObject({ status: 0, stdout: "found\ntrue\n" });
  });
});
