#!/usr/bin/env node
/**
 * Builds dist/: every module as JavaScript (for `import "datastack/compiler"` and the Pulumi program), the command as one file that starts fast, the
 * plan with the Pulumi SDK as another, and the types.
 *
 *   node scripts/build.mjs               everything
 *   node scripts/build.mjs --if-needed   nothing when dist is newer than the sources; types only when a package is made of them
 */
import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleCommand, bundleDescribe, bundleLocal, bundlePlan, bundleSqlParsers, cacheBundles } from "./build/bundles.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What other programs import: the package's exports and the Pulumi program. */
const moduleFolders = ["compiler", "components", "stacks"];
/** What is bundled. */
const bundleFolders = ["cli", "plan", "local", "describe"];
/** What is only a bundle, inside of a folder of modules. */
const sqlParsers = "compiler/sql/parsers/";
const stamp = join(root, "dist", ".built");

const ifNeeded = process.argv.includes("--if-needed");
const packing = ["pack", "publish"].includes(process.env.npm_command ?? "");
const sources = await listSources();

if (ifNeeded && !packing && (await isFresh())) process.exit(0);

const startedAt = new Date();
await Promise.all([transpileModules(), copyGenerated()]);
await Promise.all([bundleCommand(root), bundlePlan(root), bundleLocal(root), bundleDescribe(root), bundleSqlParsers(root)]);
await chmod(join(root, "dist/cli/datastack.js"), 0o755);
cacheBundles(root);
if (!ifNeeded || packing) writeTypes();
await writeFile(stamp, "");
// A file that changed during the build makes the next one necessary.
await utimes(stamp, startedAt, startedAt);

async function transpileModules() {
  await build({
    absWorkingDir: root,
    entryPoints: sources.filter(
      (path) =>
        moduleFolders.includes(path.split("/")[0]) && path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.startsWith(sqlParsers),
    ),
    outdir: "dist",
    outbase: ".",
    format: "cjs",
    platform: "node",
    target: "node20",
    sourcemap: false,
    logLevel: "warning",
  });
}

/** What the modules read beside them: the schema and the validator. */
async function copyGenerated() {
  await mkdir(join(root, "dist/compiler/generated"), { recursive: true });
  for (const file of ["compiler/generated/schema.json", "compiler/generated/validator.js", "compiler/generated/validator.d.ts"]) {
    await cp(join(root, file), join(root, "dist", file));
  }
}

function writeTypes() {
  const { status } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}

async function isFresh() {
  const built = await stat(stamp).catch(() => undefined);
  if (!built) return false;
  const times = await Promise.all([...sources, "package.json"].map(async (path) => (await stat(join(root, path))).mtimeMs));
  return times.every((time) => time < built.mtimeMs);
}

async function listSources() {
  const found = [];
  for (const folder of [...moduleFolders, ...bundleFolders, "scripts/build"]) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile() && /\.(ts|js|mjs|json)$/.test(entry.name)) found.push(join(entry.parentPath, entry.name).slice(root.length + 1));
    }
  }
  return [...found.sort(), "scripts/build.mjs"];
}
