import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callCommand, openFolder } from "../harness/command-line";
import { head } from "../harness/diagnostics";

const wrong = 1_234;
let folder: string;

beforeAll(() => {
  folder = openFolder();
  const keys = Array.from({ length: wrong }, (_, index) => `k${index}: 1\n`).join("");
  writeFileSync(join(folder, "many.yaml"), head + keys);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("datastack validate of a spec with many problems", () => {
  it("shows the first hundred, and says how many more there are", () => {
    const { status, stdout, stderr } = callCommand(["validate", "many.yaml"], { cwd: folder });
    expect(status).toBe(1);
    expect(stdout.match(/ {2}error {2}unknown-key {2}/g)?.length).toBe(100);
    expect(stdout).toMatch(/\n\n1,134 more problems are not shown: --format json has all of them\.\n$/);
    expect(stderr).toBe("many.yaml is not valid: 1234 errors\n");
  });

  it("has all of them as data", () => {
    const { stdout } = callCommand(["validate", "many.yaml", "--format", "json"], { cwd: folder });
    expect(stdout.match(/"unknown-key"/g)?.length).toBe(wrong);
  });
});
