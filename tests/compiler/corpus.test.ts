import { readdirSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { checkSpec, folderFiles, readSpec, SpecError, type Diagnostic } from "../../compiler";
import { formatDiagnostics } from "../../compiler/diagnostics/text";

const folder = path.join(__dirname, "..", "fixtures", "invalid");
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** Words of the tools behind the compiler, which mean nothing to the author of a spec. */
const foreignWords = [
  /\bajv\b|JSON.?Schema|\bschemaPath\b|instancePath|additionalPropert|propertyName|\boneOf\b|\banyOf\b|discriminator|\bregexp?\b|\bpattern\b/i,
  /\bundefined\b|\bNaN\b|\[object|\bTypeError\b|\bNode(Base)?\b|\bflow-(map|seq)|\bblock-(map|seq)|\bimplicit\b|\btoken\b/,
  // The source of a regular expression.
  /\[(a-z|A-Z|0-9|\^)[^\]]*\]|\(\?[:!=<]|\\[dswb]/,
];

describe("a wrong spec gets its diagnostics", () => {
  it.each(names)("%s", async (name) => {
    const diagnostics = check(name);
    expect(diagnostics).not.toEqual([]);
    for (const diagnostic of diagnostics) expectGoodProblem(diagnostic);
    await expect(formatDiagnostics(diagnostics)).toMatchFileSnapshot(path.join(folder, name, "expected.txt"));
  });

  it("of every kind that people make", () => {
    expect(names.length).toBeGreaterThanOrEqual(120);
  });
});

function check(name: string): readonly Diagnostic[] {
  const spec = path.join(folder, name, "spec.yaml");
  try {
    return checkSpec({ file: readSpec(spec), files: folderFiles(spec) }).diagnostics;
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics;
    throw error;
  }
}

function expectGoodProblem({ code, message, path: node, span, related }: Diagnostic): void {
  for (const place of [span, ...related.map((other) => other.span)]) {
    expect(place.start).toBeGreaterThanOrEqual(0);
    expect(place.end).toBeGreaterThanOrEqual(place.start);
    expect(place.end).toBeLessThanOrEqual(place.file.text.length);
  }
  if (code !== "invalid-yaml" && code !== "unreadable-file") expect(node).toBeDefined();
  // A wrong text is quoted in the message: what the author wrote is no word of ours.
  const own = [message, ...related.map((other) => other.message)].join("\n").replaceAll(/"[^"\n]*"/g, '""');
  for (const words of foreignWords) expect(own).not.toMatch(words);
}
