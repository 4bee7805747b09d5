import { build } from "esbuild";

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
};

/** The command, with all that `validate` needs and nothing of Pulumi: one file, since every file that Node opens costs time. */
export async function bundleCommand(root) {
  await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: ["cli/datastack.ts"],
    outfile: "dist/cli/datastack.js",
    external: ["@pulumi/*"],
    plugins: [elsewhere(/^(\.\.\/)+plan(\/index)?$/, "../plan/bundle.js")],
  });
}

/** The plan: the Pulumi program and the SDK without what only an engine or an automation needs. */
export async function bundlePlan(root) {
  await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: ["plan/index.ts"],
    outfile: "dist/plan/bundle.js",
    plugins: [
      // Functions are serialized only for lambdas written inside a program, and programs in TypeScript are compiled before.
      stub(/[/\\]@pulumi[/\\]pulumi[/\\]runtime[/\\]closure[/\\](createClosure|serializeClosure|parseFunction|codePaths)\.js$/),
      stub(/[/\\]@pulumi[/\\]pulumi[/\\]typescript-shim\.js$/),
    ],
  });
}

/** Leaves an import out of the bundle and loads it from another file when it is reached. */
function elsewhere(filter, path) {
  return { name: `elsewhere ${path}`, setup: (bundle) => bundle.onResolve({ filter }, () => ({ path, external: true })) };
}

/** Replaces a module by an empty one. */
function stub(filter) {
  return { name: `stub ${filter}`, setup: (bundle) => bundle.onLoad({ filter }, () => ({ contents: "", loader: "js" })) };
}
