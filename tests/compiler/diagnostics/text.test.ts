import { describe, expect, it } from "vitest";
import { Diagnostics, type Problem } from "../../../compiler/diagnostics/diagnostic";
import { nearest } from "../../../compiler/diagnostics/did-you-mean";
import { formatDiagnostics } from "../../../compiler/diagnostics/text";
import { SourceFile, type Span } from "../../../compiler/source/source-file";

function spanOf(file: SourceFile, text: string): Span {
  const start = file.text.indexOf(text);
  return { file, start, end: start + text.length };
}

function shown(problem: Problem, environment?: string): string {
  const diagnostics = new Diagnostics(environment);
  diagnostics.report(problem);
  return formatDiagnostics(diagnostics.all, { folder: "specs" });
}

describe("formatDiagnostics", () => {
  it("prints the place, the reason, the lines and what they are in conflict with", () => {
    const lines = Array.from({ length: 50 }, () => "");
    lines[23] = "    raw: { retention: 400 days }";
    lines[39] = "    schedule: { every: 15 minutes }";
    lines[40] = "    to: lake.rw";
    const file = new SourceFile("shop.yaml", lines.join("\n"));
    const problem: Problem = {
      code: "unknown-reference",
      message: 'There is no lake zone "rw". Did you mean "raw"?',
      path: "ingestion.orders.to",
      span: spanOf(file, "lake.rw"),
      related: [{ span: spanOf(file, "raw"), message: "the zones are declared here" }],
    };
    expect(shown(problem)).toBe(`specs/shop.yaml:41:9  error  unknown-reference  ingestion.orders.to
  There is no lake zone "rw". Did you mean "raw"?

  40 |     schedule: { every: 15 minutes }
  41 |     to: lake.rw
     |         ^^^^^^^
  24 |     raw: { retention: 400 days }       the zones are declared here
  help: datastack explain unknown-reference
`);
  });

  it.each([
    ["wide characters", "名前: 値", "値", "  1 | 名前: 値\n    |       ^^"],
    ["tabs", "a:\tb", "b", "  1 | a:  b\n    |     ^"],
    ["combining marks", "e\u0301: b", "b", "  1 | e\u0301: b\n    |    ^"],
    ["control characters", "a: \u001b[31mb", "b", "  1 | a: \\u001b[31mb\n    |              ^"],
    ["text that runs backwards", "a: \u202eb", "b", "  1 | a: \\u202eb\n    |          ^"],
    ["several lines", "a: b\n  c", "b\n  c", "  1 | a: b\n    |    ^"],
    ["the end of the file", "a: ", "", "  1 | a:\n    | ^"],
  ])("puts the caret below %s", (_name, text, part, frame) => {
    const file = new SourceFile("shop.yaml", text);
    expect(shown({ code: "invalid-value", message: "No.", span: spanOf(file, part) })).toContain(frame);
  });

  it("cuts a long line around the place", () => {
    const file = new SourceFile("shop.yaml", `a: ${"x".repeat(1_000_000)} HERE ${"y".repeat(1_000_000)}`);
    const text = shown({ code: "invalid-value", message: "No.", span: spanOf(file, "HERE") });
    expect(text.length).toBeLessThan(600);
    const [line, carets] = text.split("\n").slice(3, 5) as [string, string];
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  });

  it("shows no password that somebody has put into a spec", () => {
    const file = new SourceFile("shop.yaml", `    db: { user: reader, password: "hunt er2" }\n    pasword: "x"\n    token::text`);
    const text = shown({ code: "unknown-key", message: "…", path: "sources.db", span: spanOf(file, "password") });
    expect(text).toContain("  1 |     db: { user: reader, password: ********** }\n");
    expect(shown({ code: "unknown-key", message: "…", path: "x", span: spanOf(file, "token") })).toContain("token::text");
  });

  it("names the environments and the other file", () => {
    const spec = new SourceFile("shop.yaml", "to: x");
    const sql = new SourceFile("sql/a.sql", "select 1");
    const text = shown(
      {
        code: "invalid-value",
        message: "No.",
        path: "to",
        span: spanOf(spec, "x"),
        related: [{ span: spanOf(sql, "1"), message: "here" }],
      },
      "prod",
    );
    expect(text).toContain("specs/shop.yaml:1:5  error  invalid-value  to  (prod)");
    expect(text).toContain("  1 | select 1    here (specs/sql/a.sql)");
  });

  it("says on one line what is wrong with a whole file", () => {
    const file = new SourceFile("shop.yaml", "");
    expect(shown({ code: "unreadable-file", message: "The spec is a directory.", span: { file, start: 0, end: 0 } })).toBe(
      "specs/shop.yaml  error  unreadable-file  The spec is a directory.\n",
    );
  });
});

describe("nearest", () => {
  it.each([
    ["rw", ["raw", "curated"], "raw"],
    ["hots", ["host", "port"], "host"],
    ["dve", ["dev", "prod"], "dev"],
    ["postgres", ["postgresql", "mysql"], "postgresql"],
    ["orders_db", ["orders-db"], "orders-db"],
    ["Format", ["format"], "format"],
    ["x", ["y"], undefined],
    ["prod", ["dev", "test"], undefined],
    ["aab", ["aac", "aad"], "aac"],
    ["", ["a"], undefined],
    ["x".repeat(1_000), ["x".repeat(999)], undefined],
  ])("%s", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});
