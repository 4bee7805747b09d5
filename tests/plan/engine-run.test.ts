import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import * as path from "node:path";
import { RunError, runtime } from "@pulumi/pulumi";
import { describe, expect, onTestFinished, test } from "vitest";
import { compileStack } from "../../compiler";
import type { PlannedResource } from "../../plan";
import { predict } from "../../plan/predict";
import { predictInvoke } from "../../plan/predict/invokes";
import { exampleEnvironment, exampleInput, examplePath, stackNames } from "../harness/examples";
import {
  runProgram,
  runProgramHere,
  type EngineOptions,
  type ProgramRecord,
  type ProgramRun,
  type RunProgramOptions,
} from "../harness/monitor";
import { examplePlan } from "../security/example-plans";

const root = path.join(__dirname, "..", "..");

const program = createRequire(__filename)(path.join(root, "dist", "stacks")) as () => Promise<unknown>;

type Respond = NonNullable<EngineOptions["respond"]>;

/**
 * The compiled program against a monitor over gRPC: what it registers there is what the plan says. In this process, where one run is like the other, and
 * in processes as the engine's language host starts them for what only a process shows.
 *
 * Not proved: what the engine itself does with it, and what providers say of the inputs.
 */
describe("the program run by an engine", () => {
  test.each(stackNames)("registers the plan of %s", async (name) => {
    const environment = exampleEnvironment(name);
    const plan = await examplePlan({ example: name, environment });
    const run = await runProgramHere(engineOptions(name, environment), program);
    expect(registered(run)).toEqual(plan.resources.map(planned));
    expect(run.outputs).toEqual(plan.outputs);
  });

  test("previews a stack that does not exist yet, when only the cloud knows most outputs", async () => {
    const plan = await examplePlan({ example: "shop", environment: "dev" });
    const run = await runProgramHere({ ...engineOptions("shop", "dev", {}, { outputs: () => ({}) }), dryRun: true }, program);
    expect(run.resources.map((resource) => resource.urn).sort()).toEqual(plan.resources.map((resource) => resource.urn));
  });

  const lakeOnly = { "datastack:spec": examplePath("lake-only"), "datastack:environment": "dev" };

  test.each([
    ["no settings", {}, "The stack's settings lack datastack:spec."],
    ["an unknown environment", { ...lakeOnly, "datastack:environment": "dve" }, 'The spec has no environment "dve". Did you mean "dev"?'],
    ["a region that is not the environment's", { ...lakeOnly, "aws:region": "us-east-1" }, "The stack's settings say aws:region us-east-1"],
  ])("refuses %s before the first resource", async (_, config, message) => {
    onTestFinished(() => runtime.setAllConfig({}));
    const registrations: string[] = [];
    const register = ({ name }: { readonly name: string }): never => {
      registrations.push(name);
      throw new Error(`${name} is registered.`);
    };
    await runtime.setMocks({ newResource: register, call: () => ({}) });
    runtime.setAllConfig(config);
    const error: unknown = await program().catch((caught: unknown) => caught);
    expect(RunError.isInstance(error) ? error : undefined).toMatchObject({
      message: expect.stringContaining(message) as string,
      stack: "",
    });
    expect(registrations).toEqual([]);
  });
});

describe("the process that the engine's language host starts", () => {
  test("registers the plan of the north star", async () => {
    const plan = await examplePlan({ example: "shop", environment: "dev" });
    const run = await runProcess({ ...engineOptions("shop", "dev"), environment: withoutStacks });
    expect(run.stderr).toBe("");
    expect(run.exitCode).toBe(0);
    expect(registered(run)).toEqual(plan.resources.map(planned));
    expect(run.outputs).toEqual(plan.outputs);
  });

  test("refuses the credentials of another account before any cloud resource", async () => {
    const run = await runProcess(engineOptions("lake-only", "dev", {}, { invoke: () => ({ accountId: "999999999999" }) }));
    expect(run.exitCode).not.toBe(0);
    expect(run.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack", "pulumi:providers:aws"]);
    expect(run.logs.map((log) => log.message).join("\n")).toContain(
      "The credentials belong to account 999999999999, and environment dev of the spec is account 111111111111. Nothing was created.",
    );
  });

  test("reports every problem of a spec, which is named from the project's folder, before the first resource", async () => {
    const run = await runProcess(engineOptions("lake-only", "dev", { "datastack:spec": "tests/fixtures/two-problems.yaml" }));
    expect(run.exitCode).not.toBe(0);
    expect(run.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack"]);
    const message = run.logs.map((log) => log.message).join("\n");
    expect(message).toContain("two-problems.yaml:8:12");
    expect(message).toContain("two-problems.yaml:13:5");
    expect(message).not.toContain("node_modules");
  });
});

function engineOptions(
  name: string,
  environment: string,
  config: Readonly<Record<string, string>> = {},
  respond: Partial<Respond> = {},
): EngineOptions {
  const { identity } = compileStack(exampleInput(name), environment).graph;
  return {
    project: "datastack",
    stack: `${identity.stack}-${environment}`,
    config: { "datastack:spec": examplePath(name), "datastack:environment": environment, ...config },
    respond: {
      outputs: (type, logicalName, inputs) => predict(type, { name: logicalName, inputs, identity }),
      invoke: (token, args) => predictInvoke(token, args, identity),
      ...respond,
    },
  };
}

/** Every output captures a stack, which takes as long as all of the rest where Node follows source maps. */
const withoutStacks = { NODE_OPTIONS: "--stack-trace-limit=0" };

function runProcess(options: EngineOptions & Pick<RunProgramOptions, "environment">): Promise<ProgramRun> {
  return runProgram({ ...options, directory: root, main: "dist/stacks" });
}

/** What both sides know of a resource. */
function planned({ urn, inputs, dependencies, propertyDependencies, protect }: PlannedResource): unknown {
  return { urn, inputs, dependencies, propertyDependencies, protect };
}

function registered(run: ProgramRecord): unknown {
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
