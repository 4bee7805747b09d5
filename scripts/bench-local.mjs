// What a run on one machine takes, beside dlt + dbt-duckdb on the same source: `npm run bench:local` writes docs/performance-local.md.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fillSource, startSource } from "./bench/local-source.mjs";
import { writePeers, writeStack } from "./bench/local-stack.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const workspace = path.join(root, ".cache", "bench-local");
const cli = path.join(root, "dist", "cli", "datastack.js");
const peers = path.join(root, ".cache", "bench-peers");
const versions = { dlt: "1.31.0", "dbt-core": "1.11.16", "dbt-duckdb": "1.10.1" };
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const sizes = (process.env.BENCH_ORDERS ?? "10000,1000000,10000000").split(",").map(Number);
/** Ten million orders take the peers minutes and gigabytes: they are compared up to here. */
const largestForPeers = 1_000_000;

spawnSync("node", [path.join(root, "scripts", "build.mjs")], { stdio: "inherit" });
rmSync(workspace, { recursive: true, force: true });
mkdirSync(workspace, { recursive: true });
const withPeers = !process.argv.includes("--no-peers");
if (withPeers) installPeers();

const spec = writeStack(path.join(workspace, "stack"));
const source = await startSource();
const results = [];
try {
  for (const orders of sizes) results.push(await measureSize(orders));
} finally {
  run("stop", [process.execPath, cli, "stop", spec]);
  await source.stop();
}
const report = render();
writeFileSync(path.join(root, "docs", "performance-local.md"), report);
process.stdout.write(report);

/** Rounds in turn, so that what else the machine does falls on both. */
async function measureSize(orders) {
  const url = await fillSource(source, orders);
  const run1 = [process.execPath, cli, "run", spec, "--source", `shop=${url}`, "--format", "json"];
  const samples = { cold: [], all: [], again: [], dlt: [], dbt: [] };
  for (let round = 0; round < (orders > largestForPeers ? 1 : rounds); round++) {
    samples.cold.push(run("first run", [...run1, "--reset"]));
    rmSync(path.join(workspace, "stack", ".datastack", "bench", "catalog"), { recursive: true, force: true });
    samples.all.push(run("all rows again", run1));
    samples.again.push(run("second run", run1));
    if (!withPeers || orders > largestForPeers) continue;
    const folder = path.join(workspace, `peers-${orders}-${round}`);
    const { script } = writePeers(folder);
    samples.dlt.push(run("dlt", [path.join(peers, "bin", "python"), script, url], folder));
    samples.dbt.push(
      run("dbt", [path.join(peers, "bin", "dbt"), "--quiet", "run", "--profiles-dir", folder, "--project-dir", folder], folder),
    );
  }
  return { orders, rows: orders + orders / 10, ...Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, middle(list)])) };
}

/** A whole process: wall time, and the peak of the largest process of it. The PostgreSQL server is not in it: it runs on by itself. */
function run(name, command, cwd = workspace) {
  const script =
    "import resource,subprocess,sys,time\nstart=time.monotonic()\ncode=subprocess.call(sys.argv[1:],stdout=subprocess.DEVNULL)\nprint(time.monotonic()-start,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\nsys.exit(code)";
  const { status, stdout, stderr } = spawnSync("python3", ["-c", script, ...command], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, RUNTIME__DLTHUB_TELEMETRY: "false", DO_NOT_TRACK: "1" },
  });
  if (status !== 0) throw new Error(`${name} failed with exit code ${status}:\n${stderr}`);
  const [seconds, kilobytes] = stdout.trim().split(" ").map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
}

function middle(samples) {
  if (samples.length === 0) return undefined;
  const seconds = samples.map((sample) => sample.seconds).sort((one, other) => one - other);
  return { seconds: seconds[Math.floor(seconds.length / 2)], megabytes: Math.max(...samples.map(({ megabytes }) => megabytes)) };
}

function installPeers() {
  if (existsSync(path.join(peers, "bin", "dbt"))) return;
  const steps = [
    ["python3", ["-m", "venv", peers]],
    [
      path.join(peers, "bin", "pip"),
      [
        "install",
        "--quiet",
        `dbt-core==${versions["dbt-core"]}`,
        `dbt-duckdb==${versions["dbt-duckdb"]}`,
        `dlt[duckdb,parquet,postgres]==${versions.dlt}`,
        "sqlalchemy",
      ],
    ],
  ];
  for (const [program, args] of steps)
    if (spawnSync(program, args, { stdio: "inherit" }).status !== 0) throw new Error("the peers could not be installed");
}

function render() {
  const row = (name, sample, rows) =>
    sample === undefined
      ? []
      : [
          `| ${name} | ${sample.seconds.toFixed(1)} | ${rows === undefined ? "" : Math.round(rows / sample.seconds / 1000)} | ${sample.megabytes.toFixed(0)} |`,
        ];
  const tables = results.map(({ orders, rows, cold, all, again, dlt, dbt }) => {
    const both = dlt && dbt ? { seconds: dlt.seconds + dbt.seconds, megabytes: Math.max(dlt.megabytes, dbt.megabytes) } : undefined;
    const ratio = both === undefined ? [] : ["", `${(both.seconds / all.seconds).toFixed(1)} times as long.`];
    return [
      `## ${orders.toLocaleString("en")} orders, ${Math.round(orders / 10).toLocaleString("en")} customers`,
      "",
      "| | seconds | 1,000 rows/s | peak MB |",
      "| --- | ---: | ---: | ---: |",
      ...row("datastack run --reset: with a new server", cold, rows),
      ...row("datastack run: all rows", all, rows),
      ...row("datastack run: again, nothing new", again),
      ...row("dlt", dlt, rows),
      ...row("dbt run", dbt, rows),
      ...row("dlt, then dbt run", both, rows),
      ...ratio,
    ].join("\n");
  });
  return `# Performance on one machine

Written by \`npm run bench:local\`: whole processes on ${cpus().length} cores, Node ${process.version}, the median of ${rounds} rounds taken in turn (one round above a million).
Rows are those of the source. Trust the ratios; absolute times are one machine's.

A real PostgreSQL is the source. datastack copies two tables into Parquet, makes two lake tables with DuckDB, loads one into the
warehouse, makes a mart there with PostgreSQL, and grants a group its rights. dlt ${versions.dlt} (its fastest backend for this, \`pyarrow\`) copies the same two tables into
DuckDB, dbt-core ${versions["dbt-core"]} with dbt-duckdb ${versions["dbt-duckdb"]} makes the same three tables; they have no warehouse and no groups.

${tables.join("\n\n")}
`;
}
