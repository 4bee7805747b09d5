import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { callCommand, openFolder, type Ended } from "../harness/command-line";

const folder = openFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const datastack = (cwd: string, ...words: readonly string[]): Ended => callCommand(words, { cwd });

/** The spec that it writes into a folder. */
function specOf(name: string): string {
  const specs = readdirSync(join(folder, name)).filter((file) => file.endsWith(".yaml"));
  expect(specs).toHaveLength(1);
  return readFileSync(join(folder, name, specs[0] as string), "utf8");
}

describe("datastack init", () => {
  it("writes a stack that validates, plans and runs", () => {
    const { status, stdout, stderr } = datastack(folder, "init", "coffee");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^Written:\n {2}coffee\/coffee\.yaml\n[^]*\nNext:\n {2}cd coffee\n {2}node \.\.\/\S+ validate {4,}every mistake/,
    );
    const stack = join(folder, "coffee");
    expect(datastack(stack, "validate")).toEqual({ status: 0, stdout: "", stderr: "coffee.yaml is valid: dev\n" });
    expect(datastack(stack, "plan", "--env", "dev")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^coffee · dev · /) });
    try {
      const run = datastack(stack, "run");
      expect(run.status).toBe(0);
      expect(run.stdout).toMatch(/^✓ coffee: 5 done in [^]*\nwarehouse\.marts\.daily_sales, the first 5 rows\n/);
    } finally {
      expect(datastack(stack, "stop").status).toBe(0);
    }
  });

  it("tells editors which schema the spec has, and git what is no source", () => {
    datastack(folder, "init", "editor");
    expect(specOf("editor")).toContain("\n# yaml-language-server: $schema=stack.schema.json\napiVersion: datastack/v1\nname: editor\n");
    expect(JSON.parse(readFileSync(join(folder, "editor", "stack.schema.json"), "utf8"))).toHaveProperty("$schema");
    expect(readFileSync(join(folder, "editor", ".gitignore"), "utf8")).toBe(".datastack/\n");
  });

  const folders = [
    ["Café 2026", "cafe-2026"],
    ["2026", "my-stack"],
    ["売上", "my-stack"],
    ["A very long name of a folder", "a-very-long-name-of"],
    ["_under.score-", "under-score"],
  ] as const;
  it.each(folders)("names the stack of the folder %j %j", (name, stack) => {
    const { status, stdout } = datastack(folder, "init", name, "--yes");
    expect(status).toBe(0);
    expect(stdout).toContain(/[^\w.-]/.test(name) ? `\n  cd '${name}'\n` : `\n  cd ${name}\n`);
    expect(specOf(name)).toContain(`\nname: ${stack}\n`);
  });

  it("takes what the options say, and writes specs that validate", () => {
    const words = ["--name", "bar", "--owner", "tills@bar.example", "--account", "222222222222", "--region", "us-west-2", "--quiet"];
    expect(datastack(folder, "init", "options", ...words)).toEqual({ status: 0, stdout: "", stderr: "" });
    const spec = specOf("options");
    for (const text of [
      "name: bar\n",
      "owner: tills@bar.example\n",
      'account: "222222222222", region: us-west-2',
      "secret: bar/till                       # AWS",
    ])
      expect(spec).toContain(text);
    // One folder of each name: two stacks of one name in one account are a mistake.
    const others = new Map(folders.map(([name, stack]) => [stack, name])).values();
    expect(datastack(folder, "validate", "options", ...others)).toMatchObject({ status: 0, stdout: "" });
  });

  it.each([
    ["--name", "My Stack", 'name: name cannot be "My Stack".'],
    ["--name", "a: b", 'name: name cannot be "a: b".'],
    ["--name", "x", "name: name needs at least 2 characters."],
    ["--owner", "", "owner: owner is empty."],
    ["--account", "12", 'environments.dev.account: account cannot be "12".'],
    ["--region", "mars-1", 'environments.dev.region: region cannot be "mars-1".'],
  ])("refuses %s %j as the compiler does, and writes nothing", (option, value, message) => {
    const { status, stdout, stderr } = datastack(folder, "init", "refused", option, value);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(existsSync(join(folder, "refused"))).toBe(false);
  });

  it("overwrites nothing", () => {
    const taken = join(folder, "taken");
    mkdirSync(join(taken, "sql"), { recursive: true });
    writeFileSync(join(taken, "sql", "daily_sales.sql"), "select 1\n");
    writeFileSync(join(taken, ".gitignore"), "node_modules/\n");
    expect(datastack(folder, "init", "taken")).toEqual({
      status: 2,
      stdout: "",
      stderr: "Nothing was written, for these files are there already: taken/sql/daily_sales.sql\n",
    });
    expect(readdirSync(taken).sort()).toEqual([".gitignore", "sql"]);
    rmSync(join(taken, "sql"), { recursive: true });
    symlinkSync("nowhere", join(taken, "taken.yaml"));
    expect(datastack(folder, "init", "taken").status).toBe(2);
    rmSync(join(taken, "taken.yaml"));
    expect(datastack(taken, "init").status).toBe(0);
    expect(readFileSync(join(taken, ".gitignore"), "utf8")).toBe("node_modules/\n");
    expect(datastack(taken, "init").status).toBe(2);
  });

  it("says in one line that a folder is none", () => {
    writeFileSync(join(folder, "file"), "");
    const { status, stderr } = datastack(folder, "init", "file");
    expect(status).toBe(2);
    expect(stderr).toBe("The stack cannot be written into file: not a directory\n");
    // Node 20 never ends to make folders there.
    if (process.platform === "linux") expect(datastack(folder, "init", "/proc/nowhere", "--yes").status).toBe(2);
  });
});
