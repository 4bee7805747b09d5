// Runs the tests of the job scripts: `node tests/jobs/run.mjs [pytest arguments]`. Needs Python 3.10 to 3.13 and Java 11 or later; the rest
// is installed below `.cache/` from the registries that pip, npm and Spark are set up for on this machine.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findPostgres } from "../harness/find-postgres.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const cache = join(root, ".cache");
const venv = join(cache, "jobs-venv");
const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** @param {string} command @param {string[]} args */
function output(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8" });
  return done.status === 0 ? `${done.stdout}${done.stderr}` : "";
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const done = spawnSync(command, args, { stdio: "inherit", cwd: root });
  if (done.status !== 0) throw new Error(`${command} ${args.slice(0, 4).join(" ")} failed`);
}

/** @param {string} reason */
function skip(reason) {
  const tests = readdirSync(here)
    .filter((name) => /^test_.*\.py$/.test(name))
    .flatMap((name) => readFileSync(join(here, name), "utf8").match(/^def test_/gm) ?? []);
  console.log(`SKIPPED: the job scripts in components/jobs were NOT tested, because ${reason}.`);
  console.log(`0 passed, 0 failed, ${tests.length} skipped`);
  process.exit(0);
}

function findPython() {
  let found = "no Python from 3.10 to 3.13 (what Spark 3.5 and the other packages run on)";
  for (const command of ["python3", "python3.11", "python3.12", "python3.13", "python3.10", "python"]) {
    const version = /Python 3\.(\d+)/.exec(output(command, ["--version"]));
    if (!version || Number(version[1]) < 10 || Number(version[1]) > 13) continue;
    if (output(command, ["-c", "import ensurepip, venv; print('both')"])) return command;
    found = `only a Python without its modules venv and ensurepip (Debian's python3-venv), ${command}`;
  }
  return skip(`there is ${found}`);
}

function checkJava() {
  const version = /version "(\d+)/.exec(output("java", ["-version"]));
  if (!version || Number(version[1]) < 11) skip("there is no Java 11 or later, which Spark needs");
}

/** @param {string} command */
function prepareVenv(command) {
  const requirements = readFileSync(join(here, "requirements.txt"), "utf8");
  const hash = createHash("sha256")
    .update(requirements)
    .update(output(command, ["--version"]))
    .digest("hex");
  const stamp = join(venv, "datastack-requirements");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("installing Spark and the other Python packages into .cache/jobs-venv (about a minute) …");
  rmSync(venv, { recursive: true, force: true });
  run(command, ["-m", "venv", venv]);
  run(python, ["-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "-r", join(here, "requirements.txt")]);
  writeFileSync(stamp, hash);
}

checkJava();
prepareVenv(findPython());
const report = join(cache, "jobs-report.xml");
const ran = spawnSync(
  python,
  ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-p", "no:logging", `--junitxml=${report}`, ...process.argv.slice(2)],
  {
    stdio: "inherit",
    cwd: here,
    env: { ...process.env, DATASTACK_POSTGRES_BIN: findPostgres(), PYTHONDONTWRITEBYTECODE: "1" },
  },
);
/** @param {string} name */
const count = (name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(readFileSync(report, "utf8"))?.[1] ?? 0);
if (ran.status !== 0 && ran.status !== 1) throw new Error(`pytest ended with ${ran.status ?? ran.signal}`);
const failed = count("failures") + count("errors");
console.log(`${count("tests") - failed - count("skipped")} passed, ${failed} failed, ${count("skipped")} skipped`);
process.exit(failed > 0 || ran.status !== 0 ? 1 : 0);
