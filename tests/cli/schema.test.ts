import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { version } from "../../package.json";
import { callCommand } from "../harness/command-line";
import { exampleInput, stackNames } from "../harness/examples";

describe("datastack schema", () => {
  let validate: ValidateFunction;

  beforeAll(() => {
    const { status, stdout, stderr } = callCommand(["schema"], {});
    expect([status, stderr]).toEqual([0, ""]);
    const printed = JSON.parse(stdout) as { readonly $schema: string; readonly $id: string };
    expect(printed).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", $id: "urn:datastack:schema:v1" });
    // As an editor has it, which knows no discriminators.
    validate = new Ajv2020({ strict: false }).compile(printed);
  });

  it("prints its id and the version", () => {
    expect(callCommand(["schema", "--id"], {})).toEqual({
      status: 0,
      stdout: `urn:datastack:schema:v1 datastack ${version}\n`,
      stderr: "",
    });
  });

  it.each(stackNames)("describes %s without any other file", (name) => {
    expect(validate(parse(exampleInput(name).file.text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ["a misspelt key", (text: string) => text.replace("owner:", "onwer:")],
    ["an unknown type of source", (text: string) => text.replace("type: clickstream", "type: clicks")],
    ["another version", (text: string) => text.replace("datastack/v1", "datastack/v2")],
  ])("refuses %s", (_, change) => {
    expect(validate(parse(change(exampleInput("shop").file.text)))).toBe(false);
  });
});
