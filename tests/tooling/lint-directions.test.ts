import { join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "..", "..");
const eslint = new ESLint({ cwd: root });

async function rulesAgainst(path: string, code: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, path) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId).filter((rule) => rule?.startsWith("no-") === true);
}

const using = (module: string): string => `import { thing } from "${module}";\nthing();\n`;

describe("the import directions are lint rules", () => {
  it.each([
    ["compiler/link/x.ts", "@pulumi/pulumi"],
    ["compiler/link/x.ts", "@pulumi/aws/s3"],
    ["compiler/link/x.ts", "../../components/lake/lake-zone"],
    ["compiler/compile.ts", "../stacks"],
    ["compiler/compile.ts", "../plan"],
    ["compiler/compile.ts", "../cli/run"],
    ["compiler/compile.ts", "commander"],
    ["components/lake/x.ts", "yaml"],
    ["components/lake/x.ts", "ajv/dist/2020"],
    ["components/lake/x.ts", "nunjucks"],
    ["components/lake/x.ts", "../../compiler"],
    ["components/lake/x.ts", "../../compiler/link/link-stack"],
    ["components/lake/x.ts", "../../plan"],
    ["stacks/deploy.ts", "../plan"],
    ["stacks/deploy.ts", "../cli/run"],
    ["plan/plan-stack.ts", "../components/lake"],
    ["plan/plan-stack.ts", "../cli/run"],
    ["local/run.ts", "@pulumi/pulumi"],
    ["local/run.ts", "../stacks"],
  ])("%s may not import %s", async (path, module) => {
    expect(await rulesAgainst(path, using(module))).toEqual(["no-restricted-imports"]);
    expect(await rulesAgainst(path, `export const load = () => import("${module}");\n`)).toEqual(["no-restricted-syntax"]);
    expect(await rulesAgainst(path, `export const load = () => require("${module}");\n`)).toContain("no-restricted-syntax");
  });

  it.each([
    ["compiler/parse/x.ts", "yaml"],
    ["compiler/link/x.ts", "../model/graph"],
    ["components/lake/x.ts", "@pulumi/aws/s3"],
    ["components/lake/x.ts", "../../compiler/model/graph"],
    ["components/lake/x.ts", "../network/security-group"],
    ["stacks/deploy.ts", "../compiler"],
    ["stacks/deploy.ts", "../components/lake"],
    ["plan/plan-stack.ts", "../compiler"],
    ["plan/plan-stack.ts", "../stacks/run-stack"],
    ["local/run.ts", "../compiler"],
    ["cli/commands/x.ts", "../../plan"],
    ["cli/run.ts", "commander"],
  ])("%s may import %s", async (path, module) => {
    expect(await rulesAgainst(path, using(module))).toEqual([]);
  });
});

describe("only cli/ talks to the terminal and ends the process", () => {
  const codes = ['console.log("x");\n', 'process.stdout.write("x");\n', "process.exit(1);\n", "process.exitCode = 1;\n"];

  it.each(["compiler/compile.ts", "components/lake/x.ts", "stacks/deploy.ts", "plan/plan-stack.ts", "local/run.ts"])(
    "%s may not",
    async (path) => {
      for (const code of codes) expect(await rulesAgainst(path, code)).toHaveLength(1);
    },
  );

  it("cli/run.ts may", async () => {
    for (const code of codes) expect(await rulesAgainst("cli/run.ts", code)).toEqual([]);
  });
});
