import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(__dirname, "..", "..");
const typescript = join(root, "node_modules", "typescript", "bin", "tsc");

/** A Pulumi program of somebody else, with this package beside it as npm would put it there. */
let folder: string;

beforeAll(() => {
  // A build that is only brought up to date leaves the types out.
  if (!typesAreFresh()) run(typescript, "-p", join(root, "tsconfig.build.json"));
  folder = mkdtempSync(join(tmpdir(), "datastack-exports-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "datastack"));
  for (const name of ["@pulumi", "@types"]) symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "sample.ts"), sample);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sample = `import type * as pulumi from "@pulumi/pulumi";
import { compileStack, folderFiles, readSpec } from "datastack/compiler";
import { LakeZone, type LakeZoneArgs } from "datastack/components";

const { graph } = compileStack({ file: readSpec("shop.yaml"), files: folderFiles("shop.yaml") }, "dev");
const args: LakeZoneArgs = { context: graph.identity, source: "/lake", bucketName: "events", databaseName: "events" };
export const zone = new LakeZone("events", args);
export const dependsOn: readonly pulumi.Resource[] = zone.ready;
export const bucketArn: pulumi.Output<string> = zone.bucketArn;
// @ts-expect-error A name is a text: the types are there, and say so.
export const refused = new LakeZone("refused", { ...args, bucketName: 1 });
`;

describe("the package, from outside", () => {
  const program = `
    const { stack } = compileStack({ file: readSpec(spec), files: folderFiles(spec) }, "dev").graph.identity;
    console.log(stack, LakeZone.name);
  `;
  const spec = `const spec = ${JSON.stringify(join(root, "specs", "examples", "shop", "shop.yaml"))};`;

  it("is loaded with require", () => {
    const imports = `
      const { compileStack, folderFiles, readSpec } = require("datastack/compiler");
      const { LakeZone } = require("datastack/components");
      console.log(require("datastack/schema").title !== undefined);
    `;
    writeFileSync(join(folder, "program.cjs"), imports + spec + program);
    expect(run("program.cjs")).toBe("true\nshop LakeZone\n");
  });

  it("is loaded with import", () => {
    const imports = `
      import { compileStack, folderFiles, readSpec } from "datastack/compiler";
      import { LakeZone } from "datastack/components";
    `;
    writeFileSync(join(folder, "program.mjs"), imports + spec + program);
    expect(run("program.mjs")).toBe("shop LakeZone\n");
  });

  it("shows nothing else", () => {
    writeFileSync(join(folder, "inside.cjs"), `require("datastack/components/lake/lake");`);
    expect(() => run("inside.cjs")).toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  // Pulumi's templates have the first; the second and third read `exports`.
  const settings = ["commonjs node10", "node16 node16", "esnext bundler"];

  it(`has types with these modules and their resolutions: ${settings.join(", ")}`, () => {
    const problems = run(join(__dirname, "check-sample.mjs"), ...settings.flatMap((setting) => setting.split(" ")));
    expect(JSON.parse(problems)).toEqual(settings.map(() => []));
  });
});

/** Whether every module of the package has types that are younger than it. */
function typesAreFresh(): boolean {
  return ["compiler", "components", "stacks"].every((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
      .every((path) => {
        const types = join(root, "dist", directory, path.replace(/ts$/, "d.ts"));
        return existsSync(types) && statSync(types).mtimeMs > statSync(join(root, directory, path)).mtimeMs;
      }),
  );
}

/** What a script prints. @throws Error - With all that it says, when it fails. */
function run(...command: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder ?? root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
