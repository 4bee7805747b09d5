import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callCommand, copyExample, openFolder, type CallOptions, type Ended } from "../harness/command-line";

let folder = "";
beforeEach(() => {
  folder = openFolder();
  copyExample("shop", folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const migrate = (words: readonly string[], options: CallOptions = {}): Ended =>
  callCommand(["migrate", ...words], { cwd: folder, ...options });
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

describe("datastack migrate", () => {
  it("has nothing to do for a spec of the newest version", () => {
    expect(migrate([])).toEqual({
      status: 0,
      stdout: "",
      stderr: "shop.yaml is of the newest language version: there is nothing to change\n",
    });
  });

  it("shows a rename, and changes nothing", () => {
    const before = read("shop.yaml");
    const { status, stdout, stderr } = migrate(["--rename", "lake.zones.raw=landing"]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: "lake.zones.raw becomes landing.\nThis changes 2 files; --write writes them\n",
    });
    expect(stdout).toContain("-    raw: { retention: 400 days }\n+    landing: { movedFrom: raw, retention: 400 days }\n");
    expect(stdout).toContain("--- sql/orders_clean.sql\n+++ sql/orders_clean.sql\n");
    expect(read("shop.yaml")).toBe(before);
  });

  it("writes it when it is told to, from any folder, and the result is valid", () => {
    const { status, stdout, stderr } = callCommand(
      ["migrate", join(folder, "shop.yaml"), "--rename", "lake.zones.raw=landing", "--rename", "sources.web=site", "--write"],
      {},
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "",
      stderr: "lake.zones.raw becomes landing.\nsources.web becomes site.\nChanged 2 files\n",
    });
    expect(read("sql/orders_clean.sql")).toContain('ref("lake.landing.orders")');
    expect(read("shop.yaml")).toContain(
      "    from: sources.site\n    to: lake.landing                           # continuous: no schedule\n",
    );
    expect(callCommand(["validate"], { cwd: folder }).status).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("keeps rights, links and a byte order mark", () => {
    const file = join(folder, "shop.yaml");
    writeFileSync(file, `\ufeff${read("shop.yaml")}`);
    chmodSync(file, 0o640);
    symlinkSync("shop.yaml", join(folder, "link.yaml"));
    expect(migrate(["link.yaml", "--rename", "access.analysts=people", "--write", "--quiet"])).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
    expect(lstatSync(join(folder, "link.yaml")).isSymbolicLink()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(read("shop.yaml")).toMatch(/^\ufeff# The north star[^]*\n {2}people:\n {4}movedFrom: analysts\n/);
  });

  it("reads standard input, and cannot write it", () => {
    const input = read("shop.yaml");
    expect(migrate(["-", "--rename", "access.analysts=people"], { input }).stdout).toContain("+  people:\n+    movedFrom: analysts\n");
    expect(migrate(["-", "--rename", "access.analysts=people", "--write"], { input })).toEqual({
      status: 2,
      stdout: "",
      stderr: "Standard input cannot be written: name the spec, or leave out --write.\n",
    });
  });

  it("says what it cannot rename", () => {
    expect(migrate(["--rename", "lake.zones.rwa=x"])).toEqual({
      status: 2,
      stdout: "",
      stderr: 'There is no lake.zones.rwa. Did you mean "raw"?\n',
    });
  });

  it("writes nothing that is wrong", () => {
    writeFileSync(join(folder, "shop.yaml"), read("shop.yaml").replace("lake.raw ", "lake.rw "));
    const broken = migrate(["--rename", "lake.zones.raw=landing", "--write"]);
    expect(broken).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining('There is no lake zone "rw".') as string });
    writeFileSync(join(folder, "shop.yaml"), read("shop.yaml").replace("lake.rw ", "lake.raw ").replace("  analysts:", "  a-b:"));
    const wrong = migrate(["--rename", "access.engineers=a_b", "--write"]);
    expect(wrong).toMatchObject({ status: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/^Nothing was written, for the spec would then have problems:\n\n[^]*name-collision/);
    expect(read("shop.yaml")).toContain("  engineers:");
  });

  it("says that a newer datastack may know another version", () => {
    writeFileSync(join(folder, "shop.yaml"), read("shop.yaml").replace("datastack/v1", "datastack/v2"));
    expect(migrate([])).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("a newer datastack may know datastack/v2") as string,
    });
  });
});
