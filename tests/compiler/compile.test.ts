import { describe, expect, it } from "vitest";
import { checkSpec, compileStack, SpecError, UnknownEnvironmentError, type SpecInput } from "../../compiler";
import type { SpecFiles } from "../../compiler/source/spec-files";
import { specFile, summarize } from "../harness/diagnostics";

const files: SpecFiles = { read: () => ({ problem: "does not exist" }) };

function input(text: string): SpecInput {
  return { file: specFile(text), files };
}

function spec(overrides: Readonly<Record<string, string>>, sections = ""): SpecInput {
  const environments = Object.entries(overrides).map(
    ([name, override]) => `  ${name}: { account: "111111111111", region: eu-west-1, overrides: ${override} }\n`,
  );
  return input(
    `apiVersion: datastack/v1\nname: shop\nowner: me\nenvironments:\n${environments.join("")}lake: { zones: { raw: {} } }\n${sections}`,
  );
}

describe("checkSpec", () => {
  it("checks every environment", () => {
    expect(checkSpec(spec({ dev: "{}", prod: "{}" }))).toEqual({ diagnostics: [], environments: ["dev", "prod"] });
  });

  it("reports a problem of all environments once, without naming them", () => {
    const { diagnostics } = checkSpec(spec({ dev: "{}", prod: "{}" }, "access: { a: { members: [sso:A], read: [lake.rw] } }\n"));
    expect(summarize(diagnostics)).toEqual([expect.stringContaining("8:41 unknown-reference access.a.read[0] <lake.rw>")]);
    expect(diagnostics[0]).not.toHaveProperty("environment");
  });

  it("names the environments where only some have a problem", () => {
    const { diagnostics } = checkSpec(
      spec({ dev: "{}", test: "{ lake: null }", prod: "{ lake: null }" }, "access: { a: { members: [sso:A], read: [lake.raw] } }\n"),
    );
    expect(diagnostics.map(({ environment }) => environment)).toEqual(["test", "prod"]);
  });

  it("reports the overrides of every environment", () => {
    const { diagnostics } = checkSpec(spec({ dev: "{ warehouse: {} }", prod: "{ lake: { zones: { rw: {} } } }" }));
    expect(diagnostics.map(({ code, environment }) => [code, environment])).toEqual([
      ["unknown-override", "dev"],
      ["unknown-override", "prod"],
    ]);
  });

  it("does not say that an environment lacks what it did not come to look for", () => {
    const text = "access: { a: { members: [sso:A], movedFrom: a } }\n";
    const { diagnostics } = checkSpec(spec({ dev: "{}", prod: "{ warehouse: {} }" }, text));
    expect(diagnostics.map(({ code, environment }) => [code, environment])).toEqual([
      ["unknown-override", "prod"],
      ["false-move", undefined],
    ]);
  });

  it("tells once what an override removes, however often it is named", () => {
    const text = "access: { a: { members: [sso:A], read: [lake.raw] }, b: { members: [sso:B], read: [lake] } }\n";
    const { diagnostics } = checkSpec(spec({ dev: "{}", prod: "{ lake: null }" }, text));
    expect(diagnostics.map(({ message, related }) => [message, related.length])).toEqual([
      ["The override removes lake, which access.a.read[0] and access.b.read[0] name: take it out, or change those too.", 3],
    ]);
  });

  it("stops after the first phase that finds something", () => {
    expect(checkSpec(input("a: 1\na: 2\n")).diagnostics.map(({ code }) => code)).toEqual(["invalid-yaml"]);
    const { diagnostics } = checkSpec(spec({ dev: "{}" }, "access: { a: { members: [sso:A], raed: [lake.rw] } }\n"));
    expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-key"]);
  });
});

describe("compileStack", () => {
  it("gives the graph of one environment and the places in the spec", () => {
    const { graph, stack, warnings } = compileStack(spec({ dev: "{}", prod: "{}" }), "prod");
    expect(graph.identity).toMatchObject({ stack: "shop", environment: "prod" });
    expect(stack.locate("/lake").file.path).toBe("spec.yaml");
    expect(warnings).toEqual([]);
  });

  it("does not care about the problems of other environments", () => {
    expect(compileStack(spec({ dev: "{}", prod: "{ warehouse: {} }" }), "dev").graph.identity.environment).toBe("dev");
  });

  it("throws the problems of a spec, and a mistake in the environment", () => {
    expect(() => compileStack(input("a: 1\n"), "dev")).toThrow(SpecError);
    expect(() => compileStack(spec({ dev: "{}", prod: "{}" }), "prd")).toThrow(new UnknownEnvironmentError("prd", ["dev", "prod"]));
    expect(() => compileStack(spec({ dev: "{}" }), "constructor")).toThrow(UnknownEnvironmentError);
  });
});
