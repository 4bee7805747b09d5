// Throws random input at the compiler: `npm run fuzz`, five minutes unless said (--seconds). A failure is printed with its seed;
// `npm run fuzz -- --seconds 0 --seed <seed>` runs and prints that one input.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bundle = path.join(root, ".cache", "fuzz", "child.cjs");
/** Of a clock on the wall: a busy machine takes its time. */
const longestInput = 5_000;
/** Of the processor. */
const mostMilliseconds = 2_000;
const memory = 512;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "300" }, seed: { type: "string", default: "1" } } });
const end = Date.now() + Number(values.seconds) * 1_000;
const isSingle = values.seconds === "0";

mkdirSync(path.dirname(bundle), { recursive: true });
await build({
  entryPoints: [path.join(root, "scripts", "fuzz", "child.mjs")],
  bundle: true,
  platform: "node",
  format: "cjs",
  logLevel: "error",
  outfile: bundle,
});
// The parser of PostgreSQL looks for it beside the bundle.
const wasm = createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.wasm");
copyFileSync(wasm, path.join(path.dirname(bundle), "libpg-query.wasm"));

const counts = {};
const failures = [];
let largest = 0;
let slowest = { milliseconds: 0, seed: 0 };
let seed = Number(values.seed);
while (isSingle ? seed === Number(values.seed) : Date.now() < end) seed = await runChild(seed);

const total = Object.values(counts).reduce((sum, { inputs }) => sum + inputs, 0);
for (const [kind, { inputs, problems }] of Object.entries(counts)) console.log(`${kind}: ${inputs} inputs, ${problems} problems found`);
console.log(
  `${total} inputs, seeds ${values.seed} to ${seed - 1}, at most ${Math.round(largest / 1e6)} MB, the slowest ${Math.round(slowest.milliseconds)} ms (seed ${slowest.seed}), ${failures.length} failures`,
);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Runs inputs in a process of their own until it fails or the time is over; answers the next seed. */
function runChild(first) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${memory}`, bundle, root, String(first), isSingle ? "1" : "Infinity"], {
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    let current = first;
    let isHanging = false;
    let talk = "";
    const watch = () =>
      setTimeout(() => {
        isHanging = true;
        child.kill("SIGKILL");
      }, longestInput);
    let watchdog;
    const stop = setTimeout(() => child.kill(), isSingle ? 60_000 : Math.max(0, end - Date.now()));
    child.stderr.on("data", (text) => (talk = (talk + text).slice(-4_000)));
    child.on("message", (message) => {
      if (message.starts !== undefined) current = message.starts;
      else count(message);
      clearTimeout(watchdog);
      if (message.starts !== undefined) watchdog = watch();
    });
    child.on("exit", (code, signal) => {
      clearTimeout(watchdog);
      clearTimeout(stop);
      if (isHanging) failures.push(`seed ${current}: took more than ${longestInput} ms`);
      else if (signal !== "SIGTERM" && code !== 0) failures.push(`seed ${current}: the process ended with ${code ?? signal}\n${talk}`);
      resolve(current + 1);
    });
  });
}

function count({ kind, problems, resident, milliseconds, failure, seed: failed }) {
  counts[kind] ??= { inputs: 0, problems: 0 };
  counts[kind].inputs += 1;
  counts[kind].problems += problems;
  largest = Math.max(largest, resident);
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed: failed };
  if (milliseconds > mostMilliseconds) failures.push(`seed ${failed} (${kind}): took ${Math.round(milliseconds)} ms of the processor`);
  if (failure !== undefined) failures.push(`seed ${failed} (${kind}): ${failure}`);
}
