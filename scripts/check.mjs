// Everything that CI checks, in one command: `npm test`. Steps run one after another; all of them run, so that one call shows every failure.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const unitReport = path.join(root, ".cache", "unit-tests.json");

const steps = [
  { name: "generated files are up to date", command: ["node", "scripts/generate.mjs", "--check"] },
  { name: "types", command: ["npx", "tsc", "--noEmit"] },
  { name: "lint", command: ["npx", "eslint", ".", "--max-warnings", "0"] },
  { name: "format", command: ["npx", "prettier", "--check", "--log-level", "warn", "."] },
  { name: "build", command: ["node", "scripts/build.mjs"] },
  {
    name: "unit tests",
    command: ["npx", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
    count: unitCounts,
  },
  { name: "job scripts (Spark, Iceberg, PostgreSQL)", command: ["node", "tests/jobs/run.mjs"], capture: true, count: lastLineCounts },
];

const total = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = [];
mkdirSync(path.dirname(unitReport), { recursive: true });
rmSync(unitReport, { force: true });

for (const step of steps) {
  const start = Date.now();
  process.stdout.write(`\n── ${step.name}\n`);
  const [program, ...args] = step.command;
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: step.capture ? ["ignore", "pipe", "inherit"] : ["ignore", "inherit", "inherit"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (step.capture) process.stdout.write(result.stdout ?? "");
  const counts = step.count?.(result.stdout ?? "") ?? {
    passed: result.status === 0 ? 1 : 0,
    failed: result.status === 0 ? 0 : 1,
    skipped: 0,
  };
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (result.status !== 0) failedSteps.push(step.name);
  if (result.status !== 0 && counts.failed === 0) total.failed += 1;
  process.stdout.write(`── ${step.name}: ${result.status === 0 ? "ok" : "FAILED"} in ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}

process.stdout.write(failedSteps.length === 0 ? "\nAll checks passed.\n" : `\nFailed: ${failedSteps.join("; ")}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped === 0 ? "" : `, ${total.skipped} skipped`}\n`);
process.exitCode = failedSteps.length === 0 ? 0 : 1;

function unitCounts() {
  if (!existsSync(unitReport)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(unitReport, "utf8"));
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

/** The last line `N passed, N failed, N skipped` of a step's output. */
function lastLineCounts(output) {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return match
    ? { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) }
    : { passed: 0, failed: 1, skipped: 0 };
}
