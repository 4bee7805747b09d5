// Everything that CI checks, in one command: `npm test`. All steps run, so that one call shows every failure. The job scripts, which wait more than
// they compute, are tested beside the other steps, and their output comes last.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { setPriority } from "node:os";
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
];
const jobScripts = { name: "job scripts (Spark, Iceberg, PostgreSQL)", command: ["node", "tests/jobs/run.mjs"], count: lastLineCounts };

const lowPriority = 5;

const total = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = [];
mkdirSync(path.dirname(unitReport), { recursive: true });
rmSync(unitReport, { force: true });

// It takes longest, and one thing after the other: what is computed beside it waits.
const beside = runStep(jobScripts, "pipe");
for (const step of steps) {
  process.stdout.write(`\n── ${step.name}\n`);
  report(step, await runStep(step, "inherit"));
}
process.stdout.write(`\n── ${jobScripts.name}\n`);
const jobs = await beside;
process.stdout.write(jobs.output);
report(jobScripts, jobs);

process.stdout.write(failedSteps.length === 0 ? "\nAll checks passed.\n" : `\nFailed: ${failedSteps.join("; ")}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped === 0 ? "" : `, ${total.skipped} skipped`}\n`);
process.exitCode = failedSteps.length === 0 ? 0 : 1;

/** Runs a step to its end; `pipe` keeps its output. */
function runStep({ command: [program, ...args] }, output) {
  const start = Date.now();
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", output, output] });
  if (output === "inherit" && child.pid !== undefined) setPriority(child.pid, lowPriority);
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({ status, output: Buffer.concat(chunks).toString("utf8"), seconds: (Date.now() - start) / 1000 }),
    );
  });
}

function report(step, { status, output, seconds }) {
  const isOk = status === 0;
  const counts = step.count?.(output) ?? { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1, skipped: 0 };
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (!isOk) failedSteps.push(step.name);
  if (!isOk && counts.failed === 0) total.failed += 1;
  process.stdout.write(`── ${step.name}: ${isOk ? "ok" : "FAILED"} in ${seconds.toFixed(1)} s\n`);
}

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
