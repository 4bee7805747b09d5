import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect, test } from "vitest";
import { checkSpec, formatDiagnostics, SourceFile } from "../../compiler";
import { planStack, renderPlanText } from "../../plan";
import { exampleInput } from "../harness/examples";

const readme = path.join(__dirname, "..", "..", "README.md");

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

function expectBlock(name: string, text: string): void {
  const content = readFileSync(readme, "utf8");
  const block = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  const expected = `\n\`\`\`text\n${text}\n\`\`\`\n\n`;
  if (process.env["UPDATE_README"] !== undefined)
    writeFileSync(
      readme,
      content.replace(block, (_, start, end) => `${start}${expected}${end}`),
    );
  else expect(content.match(block)?.[0]).toBe(`<!-- ${name} -->\n${expected}<!-- /${name} -->`);
}
