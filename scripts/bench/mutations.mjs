import { createRequire } from "node:module";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const count = 2_000;
const seed = 20_260_101;

/** What the compiler says of 2,000 mutations of the examples, as a part of the report in Markdown. */
export async function reportMutations(root) {
  const folder = path.join(root, ".cache", "bench-mutations");
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, "run.cjs");
  await build({
    entryPoints: [path.join(root, "tests", "harness", "run-mutations.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
    outfile,
  });
  // The parser of PostgreSQL looks for it beside the bundle.
  copyFileSync(require.resolve("libpg-query/wasm/libpg-query.wasm"), path.join(folder, "libpg-query.wasm"));

  const examples = path.join(root, "specs", "examples");
  const specs = readdirSync(examples).map((name) => path.join(examples, name, `${name}.yaml`));
  const { share, table, misses } = require(outfile).runMutations(specs, count, seed);
  for (const miss of misses) process.stderr.write(`${miss}\n`);
  return `${count.toLocaleString("en")} mutations of the examples, one each: of those that are mistakes, ${(100 * share).toFixed(1)} % are located within one line or change nothing.
\`other\` is another stack that could have been meant, as without a group or with a zone of another name.

${table}`;
}
