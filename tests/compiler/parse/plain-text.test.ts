import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Diagnostics } from "../../../compiler/diagnostics/diagnostic";
import { readPlainText } from "../../../compiler/parse/plain-text";
import { readYaml } from "../../../compiler/parse/read-yaml";
import { findTextProblem } from "../../../compiler/parse/text-limits";
import type { SpecNode } from "../../../compiler/parse/spec-node";
import { SourceFile } from "../../../compiler/source/source-file";
import { exampleNames, examplePath } from "../../harness/examples";
import { MutableYaml, seededRandom } from "../../harness/mutate-yaml";

const examples = exampleNames.map((name) => readFileSync(examplePath(name), "utf8"));

/** Of these the random texts are made: whatever decides how a text is read, and a few plain words. */
const pieces = [
  ..."[ ] { } # & * ! | > ' \" % @ ` \\ ? - : , ~ . / é \u00a0 \ufeff \t \r\n << --- ... 12 0.5 1e3 0x1 -1 010 true Null a b".split(" "),
  ...[" ", "  ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", " # c", "\n# c\n", ": ", "- ", ", ", "a: ", "b: 1", "x y", '"q"', "'q'"],
  ...["[a, b]", "{ a: 1 }", "a: 1\n", "b:\n", "c:\n  d: 1\n", "k: [\n  a,\n  b ]\n"],
];

/** What a text is to a reader: its value and where each part stands. */
function shown(read: { readonly value: unknown; readonly root: SpecNode } | undefined): string | undefined {
  return read && JSON.stringify([read.value, places(read.root)]);
}

/** Where nothing stands, only that is the same for both readers. */
function places({ start, end, name, keyStart, keyEnd, children, isList }: SpecNode): unknown {
  return [start === end ? "nothing" : [start, end], name, keyStart, keyEnd, isList, children.map(places)];
}

function expectSame(text: string): boolean {
  const file = new SourceFile("spec.yaml", text);
  const plain = findTextProblem(file) ? undefined : readPlainText(text);
  if (!plain) return false;
  const diagnostics = new Diagnostics();
  const read = readYaml(file, diagnostics);
  expect(diagnostics.all, text).toEqual([]);
  expect(shown(plain), text).toBe(shown(read));
  return true;
}

describe("the reader of plain texts gives what the reader of YAML gives", () => {
  it("for the examples, which are all plain", () => {
    for (const text of examples) {
      expect(expectSame(text), text).toBe(true);
      expect(expectSame(text.replaceAll("\n", "\r\n")), text).toBe(true);
    }
  });

  it("for mutated examples", () => {
    const random = seededRandom(1);
    const mutable = examples.map((text) => new MutableYaml(text));
    const plain = mutable.flatMap((yaml) => Array.from({ length: 20 }, () => expectSame(yaml.mutate(random).text))).filter(Boolean);
    expect(plain.length).toBeGreaterThan(examples.length * 10);
  });

  it("for random texts", () => {
    const random = seededRandom(2);
    let plain = 0;
    for (let count = 0; count < 20_000; count++) {
      const length = 1 + Math.floor(random() * 12);
      const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
      const whole = `a: 1\n${text}`.slice(random() < 0.5 ? 5 : 0);
      if (expectSame(random() < 0.2 ? whole.replaceAll(/\r?\n/g, "\r\n") : whole)) plain++;
    }
    expect(plain).toBeGreaterThan(500);
  });

  it.each([
    ["maps and lists by indentation", "a:\n  b: 1\n  c:\n    - x\n    - d: 1\n      e: 2\n\n# end\nf:\n- y\n"],
    ["maps and lists in brackets", "a: { b: [1, 2, x y], \"c\": 'd' }\ne: [\n  f, # one\n  g,\n]\nh: { }\n".replace("\n]", "\n ]")],
    ["comments and nothing", "# a\na: # b\n  b:\n  c: x # d\n\nd:\n"],
    ["texts that look like numbers", 'a: 15 minutes\nb: 10.1.2.3\nc: "12"\nd: 2026-01-01\ne: 12\nf: 0.5\ng: null\nh: true\n'],
    ["names of JavaScript", "constructor: 1\n__proto__: { toString: 2 }\n"],
  ])("%s", (_name, text) => {
    expect(expectSame(text)).toBe(true);
  });

  it.each([
    ["an anchor", "a: &a 1\nb: *a\n"],
    ["a duplicate key", "a: 1\na: 2\n"],
    ["a text of several lines", "a: |\n  b\n"],
    ["a text that goes on", "a: b\n  c\n"],
    ["a second colon", "a: b: c\n"],
    ["a tab", "a:\tb\n"],
    ["several documents", "a: 1\n---\nb: 1\n"],
    ["an escape", 'a: "\\n"\n'],
    ["a wrong indentation", "a:\n    b: 1\n  c: 2\n"],
    ["deep nesting", `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`],
    ["no map", "- a\n"],
    ["nothing", ""],
  ])("%s is none of its business", (_name, text) => {
    expect(readPlainText(text)).toBeUndefined();
  });
});
