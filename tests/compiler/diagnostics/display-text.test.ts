import { describe, expect, it } from "vitest";
import { Diagnostics, type Problem } from "../../../compiler/diagnostics/diagnostic";
import { cutEnd, displayText, displayWidth, lastColumns, wrapWords } from "../../../compiler/diagnostics/display-text";
import { formatDiagnostics } from "../../../compiler/diagnostics/text";
import { SourceFile, type Span } from "../../../compiler/source/source-file";

function spanOf(file: SourceFile, text: string): Span {
  const start = file.text.indexOf(text);
  return { file, start, end: start + text.length };
}

/** As a terminal of so many columns gets it. */
function shown(width: number, problem: Problem): string {
  const diagnostics = new Diagnostics();
  diagnostics.report(problem);
  return formatDiagnostics(diagnostics.all, { width });
}

describe("displayText", () => {
  it.each([
    ["a tab", "a\tb", "a  b"],
    ["a space that does not break", "raw\u00a0: 1", "raw\\u00a0: 1"],
    ["an ideographic space", "a\u3000b", "a\\u3000b"],
    ["a space without width", "ra\u200bw", "ra\\u200bw"],
    ["a filler", "\u3164\u2800", "\\u3164\\u2800"],
    ["an override of the direction", "a\u202eb", "a\\u202eb"],
    ["a selector after a letter", "a\ufe0f", "a\\ufe0f"],
    ["an emoji with its selector", "⚠\ufe0f", "⚠\ufe0f"],
    ["letters from right to left", "\u05d0\u05d1", "\u05d0\u05d1"],
  ])("shows %s", (_name, text, expected) => {
    expect(displayText(text)).toBe(expected);
  });
});

describe("displayWidth", () => {
  it.each([
    ["abc", 3],
    ["名前", 4],
    ["한국", 4],
    ["e\u0301", 1],
    ["\u1112\u1161\u11ab", 2],
    ["🚀", 2],
    ["⚠", 1],
    ["⚠\ufe0f", 2],
    ["1\ufe0f\u20e3", 2],
    ["🇩🇪", 2],
    ["👍🏽", 2],
    ["Ａ", 2],
    ["\u05d0", 1],
  ])("%s", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("cutting and wrapping", () => {
  it("never cuts through a character", () => {
    expect(cutEnd("名前名前", 5)).toBe("名前…");
    expect(cutEnd("名前名前", 8)).toBe("名前名前");
    expect(lastColumns("a🚀b", 2)).toBe("b");
    expect(lastColumns("ae\u0301b", 2)).toBe("e\u0301b");
  });

  it("breaks between words", () => {
    expect(wrapWords("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapWords("a-very-long-word is whole", 5)).toEqual(["a-very-long-word", "is", "whole"]);
    expect(wrapWords("名前 名前", 5)).toEqual(["名前", "名前"]);
    expect(wrapWords("", 5)).toEqual([""]);
  });
});

describe("a narrow terminal", () => {
  const file = new SourceFile("shop.yaml", `zones: { raw: {} }\n${"x".repeat(50)}: { to: lake.rw, then: ${"y".repeat(50)} }\n`);
  const problem: Problem = {
    code: "unknown-reference",
    message: 'There is no lake zone "rw". Did you mean "raw"?',
    span: spanOf(file, "lake.rw"),
    related: [{ span: spanOf(file, "raw"), message: "the zones are declared here" }],
  };

  it("gets lines that fit", () => {
    const text = shown(40, problem);
    expect(text).toBe(`shop.yaml:2:59  error  unknown-reference
  There is no lake zone "rw". Did you
  mean "raw"?

  1 | zones: { raw: {} }
  2 | …: { to: lake.rw, then: yyyyyyyyy…
    |          ^^^^^^^
  1 | zones: { raw: {} }
    | the zones are declared here
  help: datastack explain unknown-reference
`);
  });

  it("never moves the caret away", () => {
    for (let width = 1; width < 200; width += 1) {
      const lines = shown(width, problem).split("\n");
      const caret = lines.findIndex((line) => /^\s+\|\s+\^/.test(line));
      const [line, carets] = lines.slice(caret - 1, caret + 1) as [string, string];
      const marked = line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1);
      expect("lake.rw".startsWith(marked.replace(/…$/, ""))).toBe(true);
      expect(marked.length).toBeGreaterThan(3);
      if (width >= 30) for (const shownLine of lines.slice(1, -2)) expect(displayWidth(shownLine)).toBeLessThanOrEqual(width);
    }
  });

  it("is told which way to write", () => {
    const hebrew = new SourceFile("shop.yaml", "description: \u05d0\u05d1, nmae: x");
    expect(shown(80, { code: "unknown-key", message: "No.", span: spanOf(hebrew, "nmae") })).toContain(
      "  1 | \u202ddescription: \u05d0\u05d1, nmae: x\u202c\n    |                  ^^^^\n",
    );
  });

  it("gets no names of files that would act upon it", () => {
    const odd = new SourceFile("a\u001b[31m.yaml", "a: 1");
    expect(shown(80, { code: "unknown-key", message: "No.", span: spanOf(odd, "a") })).toContain("a\\u001b[31m.yaml:1:1  error");
  });
});
