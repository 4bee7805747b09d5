import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cli } from "../harness/command-line";
import { examplePath } from "../harness/examples";

const root = path.join(__dirname, "..", "..");
const elsewhere = mkdtempSync(path.join(tmpdir(), "datastack-elsewhere-"));

beforeAll(() => {
  cpSync(path.dirname(examplePath("shop")), path.join(elsewhere, "copy of the shop"), { recursive: true });
});
afterAll(() => {
  rmSync(elsewhere, { recursive: true });
});

/** Whole processes: no network, no credentials and no state are there to be used. */
test("a plan has the same bytes from any directory, in any time zone and locale", () => {
  const here = plan({ cwd: root, spec: path.relative(root, examplePath("shop")), env: { TZ: "UTC", LANG: "C" } });
  const there = plan({
    cwd: elsewhere,
    spec: "copy of the shop/shop.yaml",
    env: { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
  });
  const inside = plan({ cwd: path.dirname(examplePath("shop")), spec: "shop.yaml", env: { TZ: "America/St_Johns", HOME: elsewhere } });
  expect(there.equals(here)).toBe(true);
  expect(inside.equals(here)).toBe(true);
  expect(here.includes(root)).toBe(false);
});

function plan({ cwd, spec, env }: { readonly cwd: string; readonly spec: string; readonly env: Readonly<Record<string, string>> }): Buffer {
  const words = [cli, "plan", spec, "--env", "dev", "--format", "json"];
  return execFileSync(process.execPath, words, { cwd, env: { PATH: process.env["PATH"], ...env }, maxBuffer: 1 << 26 });
}
