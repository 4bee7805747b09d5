// Measures whole processes, never a part of one: `npm run bench` writes docs/performance.md. Absolute times belong to one machine; read the ratios.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { installCdk } from "./bench/cdk.mjs";
import { writeHostileSpecs } from "./bench/hostile.mjs";
import { measure } from "./bench/measure.mjs";
import { reportMutations } from "./bench/mutations.mjs";
import { writeNodesSpec, writeZonesSpec } from "./bench/specs.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const workspace = path.join(root, ".cache", "bench");
const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const cli = path.join(root, "dist", "cli", "datastack.js");
const shop = path.join(root, "specs", "examples", "shop", "shop.yaml");

spawnSync("node", [path.join(root, "scripts", "build.mjs")], { stdio: "inherit" });
rmSync(workspace, { recursive: true, force: true });
mkdirSync(workspace, { recursive: true });

const zones66 = writeZonesSpec(path.join(workspace, "zones-66"), 66, cli);
const zones371 = writeZonesSpec(path.join(workspace, "zones-371"), 371, cli);
const nodes = [1_000, 2_500, 5_000, 10_000].map((count) => ({
  count,
  spec: writeNodesSpec(path.join(workspace, `nodes-${count}`), count),
}));
const cdk = process.argv.includes("--no-cdk") ? undefined : installCdk(path.join(root, ".cache", "bench-cdk"));

const node = process.execPath;
const commands = [
  { name: "node -e 0", command: [node, "-e", "0"] },
  { name: "datastack validate shop", command: [node, cli, "validate", shop] },
  { name: "datastack plan shop", command: [node, cli, "plan", shop, "--env", "dev", "--format", "json"] },
  {
    name: `datastack plan, ${zones66.resources} resources`,
    command: [node, cli, "plan", zones66.spec, "--env", "dev", "--format", "json"],
  },
  {
    name: `datastack plan, ${zones371.resources} resources`,
    command: [node, cli, "plan", zones371.spec, "--env", "dev", "--format", "json"],
  },
  ...(cdk === undefined
    ? []
    : [66, 371].flatMap((resources) => [
        { name: `cdk synth, ${resources} resources`, command: cdk.synth(resources), env: cdk.environment(true), rounds: 3 },
        {
          name: `cdk synth, ${resources} resources, validation off`,
          command: cdk.synth(resources),
          env: cdk.environment(false),
          rounds: 3,
        },
      ])),
];
const growth = [
  ...nodes.map(({ count, spec }) => ({ name: `datastack validate, ${count} nodes`, command: [node, cli, "validate", spec], size: count })),
  ...[1_000, 2_500, 5_000, 10_000].map((wanted) => {
    const { spec, resources } = writeZonesSpec(path.join(workspace, `zones-${wanted}`), wanted, cli);
    const command = [node, cli, "plan", spec, "--env", "dev", "--format", "json"];
    return { name: `datastack plan, ${resources} resources`, command, size: resources };
  }),
];

const hostile = writeHostileSpecs(path.join(workspace, "hostile")).map(({ name, spec }) => ({
  name,
  command: [node, cli, "validate", spec],
  exitCodes: [0, 1],
}));

const results = measure(commands, rounds);
const growthResults = measure(growth, 3);
const hostileResults = measure(hostile, 3);
const report = render(results, growthResults, hostileResults, await reportMutations(root));
writeFileSync(path.join(root, "docs", "performance.md"), report);
process.stdout.write(report);

function render(results, growthResults, hostileResults, mutations) {
  const bare = results[0].median;
  const row = ({ name, median, minimum, peakMegabytes }) =>
    `| ${name} | ${minimum.toFixed(0)} | ${median.toFixed(0)} | ${(median / bare).toFixed(1)}× | ${peakMegabytes.toFixed(0)} |`;
  const growthRow = ({ name, median, peakMegabytes }, index) =>
    `| ${name} | ${median.toFixed(0)} | ${((1000 * (median - bare)) / growth[index].size).toFixed(0)} | ${peakMegabytes.toFixed(0)} |`;
  const hostileRow = ({ name, median, peakMegabytes }) =>
    `| ${name} | ${median.toFixed(0)} | ${(median / bare).toFixed(1)}× | ${peakMegabytes.toFixed(0)} |`;
  return `# Performance

Written by \`npm run bench\`: whole processes on ${cpus().length} cores, Node ${process.version}, ${rounds} rounds taken in turn. Trust the ratios; absolute times are one machine's.

| command | least ms | median ms | beside bare Node | peak MB |
| --- | ---: | ---: | ---: | ---: |
${results.map(row).join("\n")}

\`cdk synth\` is aws-cdk ${cdk?.versions.cli ?? "(not run)"} with aws-cdk-lib ${cdk?.versions.library ?? "(not run)"} on an app of the same kinds of resources (key, buckets, catalog, jobs, roles,
schedules, state machines). By default it also checks its template with a bundled validator; the rows say which.

## Growth

\`validate\`: one spec with so many nodes (tables and transforms, each transform with its SQL file). \`plan\`: a lake with so many zones.

| command | median ms | µs each | peak MB |
| --- | ---: | ---: | ---: |
${growthResults.map(growthRow).join("\n")}

## Hostile texts

\`validate\` of texts that are made to cost time or memory: it reads them, or says what is wrong.

| text | median ms | beside bare Node | peak MB |
| --- | ---: | ---: | ---: |
${hostileResults.map(hostileRow).join("\n")}

## Mistakes

${mutations}

## What it takes

- \`validate\` loads one bundled file with the schema compiled ahead of time, and never Pulumi. What nearly all specs and SQL files are made of is read by small
  readers of our own; the parsers of YAML, of templates and of SQL begin where one of these does not know a construct.
- \`plan\` loads one more bundled file with the program, the components and the Pulumi SDK, without the parts that only an engine calls.
- Both start from what V8 compiled when they were built: \`main.cache\` and \`program.cache\` beside the bundles. Another version of Node compiles anew.
- While resources are registered no stack traces are captured: each output would take one, two thirds of the time of a plan.
`;
}
