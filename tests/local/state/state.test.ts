import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockState } from "../../../local/state/lock";
import { makeState, openState, removeState } from "../../../local/state/open-state";
import { stateFolder, type StateFolder } from "../../../local/state/state-folder";

let parent: string;
let state: StateFolder;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "datastack-state-"));
  state = stateFolder(parent, "shop");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe("the state folder", () => {
  it("is made with the folders above it", () => {
    const below = stateFolder(path.join(parent, "not", "there"), "shop");
    makeState(below);
    makeState(below);
    expect(readdirSync(below.root)).toEqual([]);
  });

  it.runIf(process.platform === "linux")("says so where no folder can be made", () => {
    expect(() => makeState(stateFolder("/proc/none", "shop"))).toThrow("cannot be used: no folder can be made there.");
  });

  it("is made, ignored by git, and its scratch is emptied by each run", () => {
    openState(state);
    expect(readdirSync(state.root).sort()).toEqual(["catalog", "format", "lake", "scratch", "streams", "warehouse"]);
    expect(readFileSync(path.join(parent, ".datastack", ".gitignore"), "utf8")).toBe("*\n");
    writeFileSync(path.join(state.scratch, "left-over"), "");
    writeFileSync(path.join(state.lake, "kept"), "");
    openState(state);
    expect(readdirSync(state.scratch)).toEqual([]);
    expect(readdirSync(state.lake)).toEqual(["kept"]);
    const lock = lockState(state);
    removeState(state);
    expect(readdirSync(state.root)).toEqual(["lock"]);
    lock.release();
  });

  it("of another version is refused with the way out", () => {
    openState(state);
    writeFileSync(path.join(state.root, "format"), "datastack.local/v9\n");
    expect(() => openState(state)).toThrow(
      `${state.root} holds the state of another version of datastack (datastack.local/v9): --reset starts over.`,
    );
  });

  it("that is a file says so", () => {
    writeFileSync(path.join(parent, ".datastack"), "");
    expect(() => openState(state)).toThrow(
      `The state folder ${state.root} cannot be used: a file stands where a folder must be. Another place is chosen with --state <folder>.`,
    );
  });
});

describe("the lock", () => {
  beforeEach(() => openState(state));
  const lock = (): string => path.join(state.root, "lock");

  it("is held by one run at a time, and free after it", () => {
    const held = lockState(state);
    expect(() => lockState(state)).toThrow(`Another run (process ${process.pid}) works on this stack: wait until it ends, or end it.`);
    held.release();
    lockState(state).release();
    expect(readdirSync(state.root)).not.toContain("lock");
  });

  it("of a process that is gone is taken over", () => {
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    writeFileSync(lock(), JSON.stringify({ pid, started: "" }));
    lockState(state).release();
  });

  it.runIf(process.platform === "linux")("of a process id that somebody else has by now is taken over", () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.ppid, started: "another boot" }));
    lockState(state).release();
  });

  it("that a full disk cut off is taken over", () => {
    writeFileSync(lock(), "");
    lockState(state).release();
  });

  it.runIf(process.platform === "linux")("of another living process is respected", () => {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const holder = { pid: process.ppid, started: `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}` };
    writeFileSync(lock(), JSON.stringify(holder));
    expect(() => lockState(state)).toThrow(`Another run (process ${process.ppid})`);
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toEqual(holder);
  });
});
