import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callCommand, openFolder, type Ended } from "../harness/command-line";
import { head } from "../harness/diagnostics";

let folder: string;
const datastack = (...words: readonly string[]): Ended => callCommand(words, { cwd: folder });
const lake = "lake: { zones: { raw: {} } }\n";
const named = (name: string): string => head.replace("shop", name) + lake;

beforeAll(() => {
  folder = openFolder();
  const files: Readonly<Record<string, string>> = {
    "stacks/b.yml": named("bank"),
    "stacks/a/a.yaml": named("app").replace("raw", "raw, colour"),
    "stacks/a/values.yaml": "a: 1\n",
    "stacks/.hidden/h.yaml": "apiVersion: datastack/v1\n",
    "stacks/.datastack/h.yaml": "apiVersion: datastack/v1\n",
    "stacks/node_modules/h/h.yaml": "apiVersion: datastack/v1\n",
    "twins/one.yaml": named("twin"),
    "twins/two.yaml": named("twin"),
    "empty/values.yaml": "a: 1\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(folder, "stacks"), join(folder, "stacks", "a", "again"));
  symlinkSync(join(folder, "stacks", "b.yml"), join(folder, "link.yaml"));
  mkdirSync(join(folder, "linked"));
  symlinkSync("../stacks/b.yml", join(folder, "linked", "b.yaml"));
  symlinkSync("b.yaml", join(folder, "linked", "again.yaml"));
  symlinkSync("nowhere", join(folder, "linked", "broken.yaml"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("datastack validate with several specs", () => {
  it("checks every spec below a folder, sorted, and sums up", () => {
    const { status, stdout, stderr } = datastack("validate", "stacks");
    expect([status, stderr]).toEqual([
      1,
      "stacks/a/a.yaml is not valid: 1 error\nstacks/b.yml is valid: dev\n1 of 2 specs is not valid: 1 error\n",
    ]);
    expect(stdout).toMatch(/^stacks\/a\/a\.yaml:6:/);
  });

  it("checks each spec once, however often it is named", () => {
    expect(datastack("validate", "stacks/b.yml", "./stacks/b.yml", "link.yaml")).toEqual({
      status: 0,
      stdout: "",
      stderr: "stacks/b.yml is valid: dev\n",
    });
  });

  it("follows links to files in a folder", () => {
    const valid = (file: string): Ended => ({ status: 0, stdout: "", stderr: `${file} is valid: dev\n` });
    expect(datastack("validate", "linked")).toEqual(valid("linked/again.yaml"));
    expect(callCommand(["validate"], { cwd: join(folder, "linked") })).toEqual(valid("again.yaml"));
    expect(datastack("validate", "linked", "stacks/b.yml")).toEqual(valid("stacks/b.yml"));
  });

  it("takes standard input beside files", () => {
    expect(callCommand(["validate", "-", "stacks/b.yml"], { cwd: folder, input: named("shop") })).toEqual({
      status: 0,
      stdout: "",
      stderr: "<stdin> is valid: dev\nstacks/b.yml is valid: dev\n2 specs are valid\n",
    });
  });

  it("finds a stack that is there twice, and shows both ends", () => {
    const end = (file: string, other: string): string => `twins/${file}:2:7  error  name-collision  name
  Another spec is the stack "twin", in the same account and region: both would make the same resources. Rename one of them.

  1 | apiVersion: datastack/v1
  2 | name: twin
    |       ^^^^
  2 | name: twin                  the other stack (twins/${other})
  help: datastack explain name-collision
`;
    expect(datastack("validate", "twins")).toEqual({
      status: 1,
      stdout: `${end("one.yaml", "two.yaml")}\n${end("two.yaml", "one.yaml")}`,
      stderr: "twins/one.yaml is not valid: 1 error\ntwins/two.yaml is not valid: 1 error\n2 of 2 specs are not valid: 2 errors\n",
    });
  });

  it.each([
    [["stack"], '"stack" does not exist. Did you mean stacks?\n'],
    [["stacks", "nothing.yaml"], '"nothing.yaml" does not exist.\n'],
    [["linked/broken.yaml"], '"linked/broken.yaml" is a link to what does not exist.\n'],
    [["empty"], 'There is no spec in the folder "empty" or below it (a .yaml file with apiVersion: datastack/v1).\n'],
  ])("refuses %j", (paths, stderr) => {
    expect(datastack("validate", ...paths)).toEqual({ status: 2, stdout: "", stderr });
  });
});
