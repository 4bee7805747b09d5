import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import * as components from "../../components";
import type { Plan } from "../../plan";
import { exampleEnvironments, examplePlan } from "../security/example-plans";

const classes = Object.keys(components).sort();

/** `pulumi package add` reads the classes as this does, and makes a library for each language of what it finds. */
describe("every exported component can be offered to other languages", () => {
  let schema: ReturnType<Analyzer["analyze"]>;
  beforeAll(() => {
    // With a tsconfig.json of the components only: the repository's would have the analyzer read the tests too.
    const packageJson = { name: "datastack", main: "../../../components/index.ts" };
    schema = new Analyzer(join(__dirname, "contract"), "datastack", packageJson, new Set(classes)).analyze();
  }, 120_000);

  it("by the SDK's analyzer", () => {
    expect(Object.keys(schema.components).sort()).toEqual(classes);
  });

  it("without unions, resources of other packages, or anything but in overrides", () => {
    expect(schema.dependencies).toEqual([]);
    const loose = [...leaves({ components: schema.components, types: schema.typeDefinitions })].filter(
      ([path, value]) => path.includes(".oneOf.") || value === "pulumi.json#/Any",
    );
    expect(loose.filter(([path]) => !path.includes(".overrides."))).toEqual([]);
    expect(loose.filter(([path]) => path.startsWith("components."))).toHaveLength(classes.length);
  });

  it("with context, source and overrides, and with a sentence on what it is", () => {
    for (const [name, { inputs, description }] of Object.entries(schema.components)) {
      expect(Object.keys(inputs), name).toEqual(expect.arrayContaining(["context", "source", "overrides"]));
      expect(description, name).toMatch(/\w/);
    }
  });
});

describe("in the plans of all stacks", () => {
  let plans: readonly Plan[];
  beforeAll(async () => {
    const planned: Plan[] = [];
    for (const example of exampleEnvironments) planned.push(await examplePlan(example));
    plans = planned;
  }, 120_000);

  it("every component's token is datastack:index:<Class>", () => {
    const tokens = new Set(
      plans.flatMap(({ resources }) => resources.map(({ type }) => type).filter((type) => type.startsWith("datastack:"))),
    );
    expect([...tokens].sort()).toEqual(classes.map((name) => `datastack:index:${name}`));
  });

  it("every resource below a component is named from it", () => {
    const strangers = plans.flatMap(({ resources }) =>
      resources.filter(({ name, parent }) => {
        const component = resources.find(({ urn, custom }) => urn === parent && !custom);
        const isBelow = component !== undefined && component.type.startsWith("datastack:");
        return isBelow && name !== component.name && !name.startsWith(`${component.name}-`);
      }),
    );
    expect(strangers.map(({ urn }) => urn)).toEqual([]);
  });

  it("nothing is overridden", () => {
    const overridden = plans.flatMap(({ resources }) => resources.filter(({ custom, inputs }) => !custom && "overrides" in inputs));
    expect(overridden).toEqual([]);
  });
});

/** Path and value of everything in a tree that is not a branch. */
function* leaves(value: unknown, path = ""): Generator<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null) {
    yield [path, value];
    return;
  }
  for (const [key, child] of Object.entries(value)) yield* leaves(child, path === "" ? key : `${path}.${key}`);
}
