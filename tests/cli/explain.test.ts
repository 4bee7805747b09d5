import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { diagnosticCodes } from "../../compiler";
import { renderPage } from "../../cli/format/page";
import { files } from "../../package.json";
import { callCommand, openFolder, plainEnvironment, type Ended } from "../harness/command-line";

const root = join(__dirname, "..", "..");
const folder = openFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const explain = (...words: readonly string[]): Ended => callCommand(["explain", ...words], { cwd: folder });
const plain = { heading: (text: string) => text, code: (text: string) => text };
const signs = { heading: (text: string) => `<${text}>`, code: (text: string) => `[${text}]` };

describe("datastack explain", () => {
  it("prints the page of a code without the signs of Markdown", () => {
    const { status, stdout, stderr } = explain("unknown-reference");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^unknown-reference\n\nEvery reference names something that the spec declares\.\n\n/);
    expect(stdout).toContain("\n\nWrong\n\n    apiVersion: datastack/v1\n    name: shop\n");
    expect(stdout).toContain("\n    stack.yaml:13:9  error  unknown-reference  ingestion.shop.to\n");
    expect(stdout).not.toMatch(/`|^#|\n{3}|\u001b/m);
  });

  it("lists all codes with their sentences", () => {
    const { status, stdout } = explain();
    const words = stdout.replaceAll(/\s+/g, " ");
    expect(status).toBe(0);
    for (const [code, sentence] of Object.entries(diagnosticCodes)) expect(words).toContain(` ${code} ${sentence}`);
    expect(stdout).not.toContain("](");
  });

  it("prints the Markdown as it is", () => {
    for (const [words, page] of [
      [["wrong-type"], "wrong-type.md"],
      [[], "README.md"],
    ] as const)
      expect(explain(...words, "--format", "markdown").stdout).toBe(readFileSync(join(root, "docs", "rules", page), "utf8"));
  });

  it.each([
    ["unknown-refrence", 'There is no problem with the code "unknown-refrence". Did you mean "unknown-reference"?\n'],
    ["Wrong_Type", 'There is no problem with the code "Wrong_Type". Did you mean "wrong-type"?\n'],
    ["constructor", 'There is no problem with the code "constructor". datastack explain lists all codes.\n'],
    ["../README", 'There is no problem with the code "../README". datastack explain lists all codes.\n'],
  ])("refuses %s", (code, stderr) => {
    expect(explain(code)).toEqual({ status: 2, stdout: "", stderr });
  });

  it("stresses headings where colours are asked for", () => {
    expect(explain("wrong-type", "--color").stdout).toMatch(/^\u001b\[1mwrong-type\u001b\[22m\n/);
  });

  it("finds its pages in an installed package", () => {
    const installed = join(folder, "node_modules", "datastack");
    expect(files).toContain("docs/rules");
    for (const part of ["dist/cli", "docs/rules", "package.json"]) {
      mkdirSync(join(installed, part, ".."), { recursive: true });
      cpSync(join(root, part), join(installed, part), { recursive: true });
    }
    const program = join(installed, "dist", "cli", "datastack.js");
    const { stdout, stderr } = spawnSync(process.execPath, [program, "explain", "scan-limit"], { encoding: "utf8", env: plainEnvironment });
    expect({ stdout, stderr }).toEqual({ stdout: explain("scan-limit").stdout, stderr: "" });
  });
});

describe("a page in the terminal", () => {
  it("fills the width, and no more", () => {
    const markdown = "# A title\n\nSome `code that` is\nlonger than [a link](a.md).\n\n- one entry that is long\n- two\n";
    expect(renderPage(markdown, { width: 16, paint: plain })).toBe(
      "A title\n\nSome code that\nis longer than a\nlink.\n\n  - one entry\n    that is long\n  - two\n",
    );
  });

  it("leaves code as it is, and stresses what is named", () => {
    const markdown =
      "## Wrong\n\n`a.sql` is:\n\n```sql wrong a.sql\n# no title\n\n  `b`\n```\n\n| code | what |\n| --- | --- |\n| [a](a.md) | One. |\n";
    expect(renderPage(markdown, { width: 80, paint: signs })).toBe(
      "<Wrong>\n\n[a.sql] is:\n\n    # no title\n\n      `b`\n\n  [a]  One.\n",
    );
  });
});
