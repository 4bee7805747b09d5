import { createHash } from "node:crypto";
import * as path from "node:path";
import { describe, expect, test } from "vitest";
import { compileStack } from "../../compiler";
import { planStack, type PlannedResource } from "../../plan";
import { predict } from "../../plan/predict";
import { predictInvoke } from "../../plan/predict/invokes";
import { exampleEnvironment, exampleInput, examplePath, stackNames } from "../harness/examples";
import { runProgram, type ProgramRun, type RunProgramOptions } from "../harness/monitor";

const root = path.join(__dirname, "..", "..");

/**
 * The compiled program, started as the engine's language host starts it, against a monitor over gRPC: what it registers there is what the plan says.
 *
 * Not proved: what the engine itself does with it, and what providers say of the inputs.
 */
describe("the program run by an engine", () => {
  test.each(stackNames)("registers the plan of %s", async (name) => {
    const environment = exampleEnvironment(name);
    const plan = await planStack(exampleInput(name), environment);
    const run = await runStackProgram(name, environment);
    expect(run.stderr).toBe("");
    expect(run.exitCode).toBe(0);
    expect(registered(run)).toEqual(plan.resources.map(planned));
    expect(run.outputs).toEqual(plan.outputs);
  });

  test("previews a stack that does not exist yet, when only the cloud knows most outputs", async () => {
    const plan = await planStack(exampleInput("shop"), "dev");
    const run = await runStackProgram("shop", "dev", { outputs: () => ({}) }, {}, true);
    expect(run.stderr).toBe("");
    expect(run.exitCode).toBe(0);
    expect(run.resources.map((resource) => resource.urn).sort()).toEqual(plan.resources.map((resource) => resource.urn));
  });

  test("refuses the credentials of another account before any cloud resource", async () => {
    const run = await runStackProgram("lake-only", "dev", { invoke: () => ({ accountId: "999999999999" }) });
    expect(run.exitCode).not.toBe(0);
    expect(run.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack", "pulumi:providers:aws"]);
    expect(run.logs.map((log) => log.message).join("\n")).toContain(
      "The credentials belong to account 999999999999, and environment dev of the spec is account 111111111111. Nothing was created.",
    );
  });

  test("refuses a region of the settings that is not the environment's", async () => {
    const run = await runStackProgram("lake-only", "dev", {}, { "aws:region": "us-east-1" });
    expect(run.exitCode).not.toBe(0);
    expect(run.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack"]);
    expect(run.logs.map((log) => log.message).join("\n")).toContain("The stack's settings say aws:region us-east-1");
  });

  test("says which setting is wrong or missing", async () => {
    const unknown = await runStackProgram("lake-only", "dev", {}, { "datastack:environment": "dve" });
    expect(unknown.logs.map((log) => log.message).join("\n")).toContain('The spec has no environment "dve". Did you mean "dev"?');
    const missing = await runProgram({ directory: root, main: "dist/stacks", project: "datastack", stack: "shop-dev" });
    expect(missing.logs.map((log) => log.message).join("\n")).toContain("The stack's settings lack datastack:spec.");
    for (const run of [unknown, missing]) expect(run.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  test("reports every problem of a spec before the first resource", async () => {
    const run = await runStackProgram("lake-only", "dev", {}, { "datastack:spec": "tests/fixtures/two-problems.yaml" });
    expect(run.exitCode).not.toBe(0);
    expect(run.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack"]);
    const message = run.logs.map((log) => log.message).join("\n");
    expect(message).toContain("two-problems.yaml:8:12");
    expect(message).toContain("two-problems.yaml:13:5");
    expect(message).not.toContain("node_modules");
  });
});

function runStackProgram(
  name: string,
  environment: string,
  respond: Partial<NonNullable<RunProgramOptions["respond"]>> = {},
  config: Readonly<Record<string, string>> = {},
  dryRun = false,
): Promise<ProgramRun> {
  const { identity } = compileStack(exampleInput(name), environment).graph;
  return runProgram({
    directory: root,
    main: "dist/stacks",
    project: "datastack",
    dryRun,
    stack: `${identity.stack}-${environment}`,
    config: { "datastack:spec": path.relative(root, examplePath(name)), "datastack:environment": environment, ...config },
    respond: {
      outputs: (type, logicalName, inputs) => predict(type, { name: logicalName, inputs, identity }),
      invoke: (token, args) => predictInvoke(token, args, identity),
      ...respond,
    },
  });
}

/** What both sides know of a resource. */
function planned({ urn, inputs, dependencies, propertyDependencies, protect }: PlannedResource): unknown {
  return { urn, inputs, dependencies, propertyDependencies, protect };
}

function registered(run: ProgramRun): unknown {
  return run.resources
    .map(({ urn, inputs, dependencies, propertyDependencies, protect }) => ({
      urn,
      inputs: withAssetHashes(inputs),
      dependencies: [...dependencies].sort(),
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies)
          .filter(([, urns]) => urns.length > 0)
          .map(([property, urns]) => [property, [...urns].sort()]),
      ),
      protect: protect ?? false,
    }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

function withAssetHashes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAssetHashes);
  if (typeof value !== "object" || value === null) return value;
  const { asset } = value as { asset?: { text?: string } };
  if (asset?.text !== undefined) return { asset: { sha256: createHash("sha256").update(asset.text).digest("hex") } };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withAssetHashes(item)]));
}
