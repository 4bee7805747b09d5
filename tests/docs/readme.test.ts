import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkSpec, formatDiagnostics, SourceFile } from "../../compiler";
import { planStack, renderPlanText } from "../../plan";
import { scripts } from "../../package.json";
import { copyExample, openFolder, plainEnvironment, removeStacks } from "../harness/command-line";
import { exampleInput } from "../harness/examples";

const root = path.join(__dirname, "..", "..");
const readme = path.join(root, "README.md");
const shop = "specs/examples/shop";
const checkout = openFolder();

/** A checkout whose example has not run yet. */
beforeAll(() => {
  copyExample("shop", path.join(checkout, shop));
  symlinkSync(path.join(root, "dist"), path.join(checkout, "dist"));
});
afterAll(async () => {
  await removeStacks(path.join(checkout, shop));
  rmSync(checkout, { recursive: true });
});

function inCheckout(command: string) {
  return spawnSync(command, { shell: true, cwd: checkout, encoding: "utf8", env: plainEnvironment, input: "" });
}

/** What the README shows is what the product prints. `UPDATE_README=1 npx vitest run tests/docs` writes it anew. */
test("the README's plan is a part of the shop's", async () => {
  const text = renderPlanText(await planStack(exampleInput("shop"), "dev"));
  const [head = "", ...components] = text.split(/\n(?=[A-Z]\w+ )/);
  const shown = /^(Lake|AuroraCluster|DatabaseIngestion|RunMachine run-daily|AccessGroup access-analysts)/;
  const last = components.at(-1)?.split("\n\n").at(-1)?.trim() ?? "";
  const parts = components.filter((component) => shown.test(component)).map((component) => component.trimEnd());
  expectBlock("plan", [head.trim(), "", ...parts, "…", last].join("\n"));
});

test("the README's mistake is explained like that", () => {
  const { file, files } = exampleInput("shop");
  const wrong = new SourceFile("shop.yaml", file.text.replace("    to: lake.raw\n    schedule", "    to: lake.rw\n    schedule"));
  expectBlock("mistake", formatDiagnostics(checkSpec({ file: wrong, files }).diagnostics).trimEnd());
});

test("npm start brings up the shop and shows its result", () => {
  const { status, stdout } = inCheckout(scripts.start);
  expect(status).toBe(0);
  expectBlock("run", stdout.trimEnd().replaceAll(checkout, "/home/you/datastack"), withoutTimes);
});

/** Times and ports are others each time, and columns are as wide as they are. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/ +(\d+(\.\d+)?) s\b/g, " … s")
    .replaceAll(/ -p \d+ /g, " -p … ")
    .replaceAll(/ +time$/gm, " time");
}

function expectBlock(name: string, text: string, normalize = (shown: string) => shown): void {
  const content = readFileSync(readme, "utf8");
  const block = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  const expected = `\n\`\`\`text\n${text}\n\`\`\`\n\n`;
  if (process.env["UPDATE_README"] !== undefined)
    writeFileSync(
      readme,
      content.replace(block, (_, start, end) => `${start}${expected}${end}`),
    );
  else expect(normalize(content.match(block)?.[0] ?? "")).toBe(normalize(`<!-- ${name} -->\n${expected}<!-- /${name} -->`));
}
