import { describe, expect, it } from "vitest";
import { SpecError } from "../../../compiler/diagnostics/diagnostic";
import type { Codemod } from "../../../compiler/migrate/codemod";
import { versionCodemods } from "../../../compiler/migrate/codemods";
import { migrateSpec } from "../../../compiler/migrate/migrate-spec";
import { specInput } from "../spec-text";

/** Steps of a language that never was: v-1 said `team` for `owner`, v0 said `stack` for `name`. */
function step(from: string, to: string, former: string, key: string): Codemod {
  return {
    name: `${former}-to-${key}`,
    from,
    to,
    summary: `${former} is called ${key}.`,
    edit({ document }) {
      const { file, start, end } = document.locate(`/${former}`, "key");
      return new Map([[file.path, [{ start, end, replacement: key }]]]);
    },
  };
}

const steps = [step("datastack/v-1", "datastack/v0", "team", "owner"), step("datastack/v0", "datastack/v1", "stack", "name")];

const old = `apiVersion: "datastack/v-1"   # the first
# Of old.
stack: shop
team: data@shop.example
environments: { dev: { account: "111111111111", region: eu-west-1 } }
`;

describe("migrateSpec", () => {
  it("has no steps to take yet", () => {
    expect(versionCodemods).toEqual([]);
    expect(migrateSpec(specInput("lake: { zones: { raw: {} } }\n"), [])).toEqual({ changes: [], codemods: [] });
  });

  it("goes from version to version, and keeps everything else", () => {
    const { changes, codemods } = migrateSpec(specInput(old), [], steps);
    expect(codemods.map(({ name }) => name)).toEqual(["team-to-owner", "stack-to-name"]);
    expect(changes).toEqual([
      {
        path: "stack.yaml",
        text: old.replace('"datastack/v-1"', "datastack/v1").replace("stack:", "name:").replace("team:", "owner:"),
        diff: `--- stack.yaml
+++ stack.yaml
@@ -1,5 +1,5 @@
-apiVersion: "datastack/v-1"   # the first
+apiVersion: datastack/v1   # the first
 # Of old.
-stack: shop
-team: data@shop.example
+name: shop
+owner: data@shop.example
 environments: { dev: { account: "111111111111", region: eu-west-1 } }
`,
      },
    ]);
  });

  it("says what is wrong with the result", () => {
    const [first] = steps as [Codemod];
    expect(() => migrateSpec(specInput(old), [], [{ ...first, to: "datastack/v1" }])).toThrow(
      expect.objectContaining({ name: "MigrationResultError" }) as Error,
    );
  });

  it("leaves a version that it does not know to its problem", () => {
    expect(() => migrateSpec(specInput(old.replace("v-1", "v7")), [], steps)).toThrow(SpecError);
  });
});
