import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callCommand, cli, openFolder, type CallOptions, type Ended } from "../harness/command-line";
import { head } from "../harness/diagnostics";

const folder = openFolder();
const datastack = (words: readonly string[], options: CallOptions = {}): Ended => callCommand(words, { cwd: folder, ...options });

const valid = `${head}lake: { zones: { raw: {} } }\n`;
const invalid = `${head}lake: { zones: { raw: { fromat: iceberg } } }\n`;

const frame = (file: string): string => `${file}:6:25  error  unknown-key  lake.zones.raw.fromat
  "fromat" is not a key of lake.zones.raw. Did you mean "format"?

  5 |   dev: { account: "111111111111", region: eu-west-1 }
  6 | lake: { zones: { raw: { fromat: iceberg } } }
    |                         ^^^^^^
  help: datastack explain unknown-key
`;

beforeAll(() => {
  mkdirSync(join(folder, "specs"));
  mkdirSync(join(folder, "one"));
  mkdirSync(join(folder, "none"));
  writeFileSync(join(folder, "valid.yaml"), valid);
  writeFileSync(join(folder, "specs", "invalid.yaml"), invalid);
  writeFileSync(join(folder, "empty.yaml"), "");
  writeFileSync(join(folder, "one", "shop.yaml"), valid);
  writeFileSync(join(folder, "one", "other.yaml"), "a: 1\n");
  writeFileSync(join(folder, "another.yaml"), valid);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("datastack validate", () => {
  it.skipIf(process.platform === "win32")("ends as it would when its reader leaves early", () => {
    const through = ["sh", "-c", '{ sleep 0.2; "$@"; echo "ended with $?" >&2; } | true', "sh"];
    expect(datastack(["validate", "specs/invalid.yaml", "--format", "json"], { through }).stderr).toMatch(/ended with 1\n$/);
  });

  it.skipIf(process.platform !== "linux")("says in one line that its output has no place", () => {
    const through = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];
    expect(datastack(["validate", "empty.yaml"], { through })).toEqual({
      status: 2,
      stdout: "",
      stderr: "empty.yaml is not valid: 1 error\nThe output cannot be written: no space left on device\n",
    });
  });

  it("says that a spec is valid, and where", () => {
    expect(datastack(["validate", "valid.yaml"])).toEqual({ status: 0, stdout: "", stderr: "valid.yaml is valid: dev\n" });
  });

  it("prints what is wrong", () => {
    const result = datastack(["validate", "specs/invalid.yaml"]);
    expect(result).toEqual({ status: 1, stdout: frame("specs/invalid.yaml"), stderr: "specs/invalid.yaml is not valid: 1 error\n" });
  });

  it("reads standard input", () => {
    expect(datastack(["validate", "-"], { input: valid })).toEqual({ status: 0, stdout: "", stderr: "<stdin> is valid: dev\n" });
    expect(datastack(["validate", "-"], { input: invalid })).toMatchObject({ status: 1, stdout: frame("<stdin>") });
  });

  it("finds the only spec of a folder", () => {
    expect(datastack(["validate"], { cwd: join(folder, "one") })).toMatchObject({ status: 0, stderr: "shop.yaml is valid: dev\n" });
    expect(datastack(["validate"], { cwd: join(folder, "none") })).toMatchObject({ status: 2, stdout: "" });
    expect(datastack(["validate"])).toEqual({
      status: 2,
      stdout: "",
      stderr: "There are several specs in this folder. Name one of them: another.yaml, valid.yaml\n",
    });
  });

  it("prints data", () => {
    const { status, stdout } = datastack(["validate", "specs/invalid.yaml", "--format", "json"]);
    const place = { file: "specs/invalid.yaml", line: 6, column: 25, endLine: 6, endColumn: 31 };
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      format: "datastack.diagnostics/v1",
      diagnostics: [
        {
          code: "unknown-key",
          severity: "error",
          message: '"fromat" is not a key of lake.zones.raw. Did you mean "format"?',
          path: "lake.zones.raw.fromat",
          ...place,
          related: [],
          suggestions: [{ message: "write format", replacement: "format", ...place }],
        },
      ],
    });
    expect(JSON.parse(datastack(["validate", "valid.yaml", "--format", "json"]).stdout)).toEqual({
      format: "datastack.diagnostics/v1",
      diagnostics: [],
    });
  });

  it("keeps quiet about the rest", () => {
    expect(datastack(["validate", "valid.yaml", "--quiet"])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(datastack(["validate", "specs/invalid.yaml", "--quiet"])).toMatchObject({
      status: 1,
      stdout: frame("specs/invalid.yaml"),
      stderr: "",
    });
  });

  it("uses colours when it is told to", () => {
    const coloured = (words: readonly string[], env: NodeJS.ProcessEnv = {}): boolean =>
      datastack(["validate", "specs/invalid.yaml", ...words], { env }).stdout.includes("\u001b[");
    expect(coloured([])).toBe(false);
    expect(coloured(["--color"])).toBe(true);
    expect(coloured([], { FORCE_COLOR: "1" })).toBe(true);
    expect(coloured([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(coloured(["--color"], { NO_COLOR: "1" })).toBe(true);
    expect(coloured(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
  });
});

describe("datastack", () => {
  it.each([
    [["validat"], "error: unknown command 'validat'\n(Did you mean validate?)\n"],
    [["check"], "error: unknown command 'check'\n"],
    [
      ["validate", "--format", "jsn"],
      "error: option '--format <format>' argument 'jsn' is invalid. Allowed choices are text, json, sarif, github.\n(Did you mean json?)\n",
    ],
    [["help", "validat"], "error: unknown command 'validat'\n(Did you mean validate?)\n"],
    [["validate", "--fromat", "json"], "error: unknown option '--fromat'\n(Did you mean --format?)\n"],
    [
      ["validate", "--format", "xml"],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github.\n",
    ],
    [["plan", "--env", "dev", "a", "b"], "error: too many arguments for 'plan'. Expected 1 argument but got 2.\n"],
    [["plan", "valid.yaml"], "error: required option '--env <environment>' not specified\n"],
  ])("refuses %j", (words, message) => {
    const { status, stdout, stderr } = datastack(words);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("shows how to use it", () => {
    expect(datastack([])).toMatchObject({ status: 2, stdout: "" });
    expect(datastack(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("check a spec in all its environments") });
    expect(datastack(["-h"])).toEqual(datastack(["--help"]));
    expect(datastack(["help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("check a spec in all its environments") });
    expect(datastack(["help", "validate"])).toMatchObject({ status: 0, stdout: expect.stringContaining("--format") });
    expect(datastack(["validate", "--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("--format") });
    expect(datastack(["--version"])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("stops quietly when nobody reads on", () => {
    const broken = join(folder, "broken.yaml");
    writeFileSync(broken, `${head}${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join("")}`);
    const { stdout, stderr } = spawnSync("bash", ["-c", `"${process.execPath}" "${cli}" validate --quiet "${broken}" | head -1`], {
      encoding: "utf8",
    });
    rmSync(broken);
    expect([stdout.split("\n").length, stderr]).toEqual([2, ""]);
  });

  it("validates without loading Pulumi", () => {
    const code = `process.on("exit", () => { if (Object.keys(require.cache).some((path) => path.includes("pulumi") || path.includes("plan"))) process.exitCode = 99; }); process.argv.splice(1, 0, ${JSON.stringify(cli)}); require(${JSON.stringify(cli)});`;
    expect(spawnSync(process.execPath, ["-e", code, "validate", "valid.yaml"], { cwd: folder }).status).toBe(0);
  });
});

describe("datastack plan", () => {
  it("says which environments there are", () => {
    expect(datastack(["plan", "valid.yaml", "--env", "dve"])).toEqual({
      status: 2,
      stdout: "",
      stderr: 'The spec has no environment "dve". Did you mean "dev"?\n',
    });
  });

  it("prints the problems of a spec to stderr", () => {
    expect(datastack(["plan", "specs/invalid.yaml", "--env", "dev"])).toEqual({
      status: 1,
      stdout: "",
      stderr: frame("specs/invalid.yaml"),
    });
  });
});
