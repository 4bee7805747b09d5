#!/usr/bin/env node
/**
 * Writes the files that follow from specs/schema and components/jobs: `npm run gen`; `npm run docs` writes the reference pages.
 *
 *   node scripts/generate.mjs [target…]          writes what changed (targets: schema, types, validator, jobs, docs; all without one)
 *   node scripts/generate.mjs --check [target…]  writes nothing, names the stale files and ends with 1 when there are any
 */
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { generateJobScripts } from "./generate/jobs.mjs";
import { generateReference } from "./generate/reference.mjs";
import { generateSchema, loadSchema } from "./generate/schema.mjs";
import { generateTypes } from "./generate/types.mjs";
import { generateValidator } from "./generate/validator.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Target → function that returns a map of path → content. A target may own a folder: files in it that it does not generate are stale. */
const targets = {
  schema: { generate: generateSchema },
  types: { generate: generateTypes },
  validator: { generate: generateValidator },
  jobs: { generate: generateJobScripts },
  docs: { generate: generateReference, folder: "docs/reference" },
};

const words = process.argv.slice(2);
const check = words.includes("--check");
const asked = words.filter((word) => word !== "--check");
const unknown = asked.filter((word) => !(word in targets));
if (unknown.length > 0) {
  console.error(`unknown target ${unknown.join(", ")}; the targets are ${Object.keys(targets).join(", ")}`);
  process.exit(2);
}

const schema = await loadSchema(root);
const stale = [];
for (const name of asked.length > 0 ? asked : Object.keys(targets)) {
  const { generate, folder } = targets[name];
  const files = await generate({ root, schema });
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    if ((await readFile(target, "utf8").catch(() => undefined)) === content) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  for (const path of folder ? await listFiles(join(root, folder)) : []) {
    if (path in files) continue;
    stale.push(path);
    if (!check) await rm(join(root, path));
  }
}

if (check && stale.length > 0) {
  console.error(`stale, run \`npm run gen\`:\n${stale.map((path) => `  ${path}`).join("\n")}`);
  process.exit(1);
}
for (const path of stale) console.log(path);

async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
