import { spawnSync } from "node:child_process";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    isCommandBuilt: boolean;
  }
}

/** Builds what is older than its sources, once and before the first test. Where that fails, tests that need no build go on. */
export default function setup(project: TestProject): void {
  project.provide("isCommandBuilt", build());
  project.onTestsRerun(() => Promise.resolve(project.provide("isCommandBuilt", build())));
}

function build(): boolean {
  const root = path.join(__dirname, "..", "..");
  return (
    spawnSync(process.execPath, [path.join(root, "scripts", "build.mjs"), "--if-needed"], { cwd: root, stdio: "inherit" }).status === 0
  );
}
