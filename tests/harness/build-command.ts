import { execFileSync } from "node:child_process";
import path from "node:path";
import type { TestProject } from "vitest/node";

/** Builds what is older than its sources, once and before the first test: tests call the command as whole processes. */
export default function setup(project: TestProject): void {
  build();
  project.onTestsRerun(() => Promise.resolve(build()));
}

function build(): void {
  const root = path.join(__dirname, "..", "..");
  execFileSync(process.execPath, [path.join(root, "scripts", "build.mjs"), "--if-needed"], { cwd: root, stdio: "inherit" });
}
