import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPaths, folderOfFiles } from "../../cli/check-paths";
import { formatGithub } from "../../cli/format/github";
import { formatJson } from "../../cli/format/json";
import { formatSarif } from "../../cli/format/sarif";
import { formatText } from "../../cli/format/text";
import { findSpecs } from "../../cli/spec-argument";
import { diagnosticCodes, SourceFile, type Diagnostic } from "../../compiler";
import { callCommand, openFolder, type Ended } from "../harness/command-line";
import { head } from "../harness/diagnostics";
import { sarifMistakes } from "./sarif-schema";

let folder: string;
beforeAll(() => {
  folder = openFolder();
  mkdirSync(join(folder, "my ünits #1"));
  writeFileSync(
    join(folder, "my ünits #1", "a,b:50%.yaml"),
    `\ufeff${head}lake: { zones: { raw: { description: 名前, fromat: iceberg } } }\n`.replaceAll("\n", "\r\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const datastack = (...words: readonly string[]): Ended => callCommand(words, { cwd: folder });
const odd = "my ünits #1/a,b:50%.yaml";

const spec = new SourceFile("shop.yaml", "name: shop\r\nlake:\r\n  zones: { raw: {}, [a](b): {} }\r\n");
const sql = new SourceFile("sql/a.sql", "select 1");

/** A problem with everything that one can have. */
const problem: Diagnostic = {
  code: "unknown-reference",
  severity: "warning",
  message: "100% wrong:\r\nsee [here](there), please.",
  path: "lake.zones.raw",
  environment: "dev, prod",
  span: { file: spec, start: 28, end: 31 },
  related: [{ span: { file: sql, start: 7, end: 8 }, message: "what reads it" }],
  suggestions: [{ message: "write row", span: { file: spec, start: 28, end: 31 }, replacement: "row" }],
};
const wholeFile: Diagnostic = {
  code: "unreadable-file",
  severity: "error",
  message: "The spec does not exist.",
  span: { file: new SourceFile("<stdin>", ""), start: 0, end: 0 },
  related: [],
  suggestions: [],
};

describe("--format github", () => {
  it("writes a command for each problem, escaped as the toolkit does", () => {
    expect(formatGithub([problem, wholeFile], "a:b,c%")).toBe(
      "::warning file=a%3Ab%2Cc%25/shop.yaml,line=3,endLine=3,col=10,endColumn=13,title=unknown-reference lake.zones.raw (dev%2C prod)::" +
        "100%25 wrong:%0D%0Asee [here](there), please.%0Aa:b,c%25/sql/a.sql:1:8: what reads it\n" +
        "::error file=<stdin>,title=unreadable-file::The spec does not exist.\n",
    );
  });

  it("names no columns of what goes over several lines", () => {
    expect(formatGithub([{ ...problem, related: [], span: { file: spec, start: 6, end: 16 } }], ".")).toContain(
      "file=shop.yaml,line=1,endLine=2,title=",
    );
  });

  it("says where things are in a file with an odd name", () => {
    const { status, stdout } = datastack("validate", odd, "--format", "github");
    expect([status, stdout]).toEqual([
      1,
      '::error file=my ünits #1/a%2Cb%3A50%25.yaml,line=6,endLine=6,col=42,endColumn=48,title=unknown-key lake.zones.raw.fromat::"fromat" is not a key of lake.zones.raw. Did you mean "format"?\n',
    ]);
  });
});

describe("--format sarif", () => {
  interface Log {
    readonly runs: readonly {
      readonly results: readonly unknown[];
      readonly tool: { readonly driver: { readonly rules: readonly unknown[] } };
    }[];
  }
  const parse = (text: string): Log => JSON.parse(text) as Log;

  it("writes a log as the standard has it", () => {
    const log = parse(formatSarif([problem, wholeFile], "."));
    expect(sarifMistakes(log)).toEqual([]);
    expect(log.runs[0]?.tool.driver.rules[0]).toEqual({
      id: "invalid-yaml",
      shortDescription: { text: diagnosticCodes["invalid-yaml"] },
      help: { text: `${diagnosticCodes["invalid-yaml"]} More with: datastack explain invalid-yaml` },
      defaultConfiguration: { level: "error" },
    });
    const shop = { uri: "shop.yaml", uriBaseId: "%SRCROOT%" };
    const region = { startLine: 3, startColumn: 10, endLine: 3, endColumn: 13 };
    expect(log.runs[0]?.results).toEqual([
      {
        ruleId: "unknown-reference",
        ruleIndex: Object.keys(diagnosticCodes).indexOf("unknown-reference"),
        level: "warning",
        message: { text: "100% wrong:\r\nsee \\[here](there), please." },
        locations: [{ physicalLocation: { artifactLocation: shop, region }, logicalLocations: [{ fullyQualifiedName: "lake.zones.raw" }] }],
        relatedLocations: [
          {
            id: 0,
            physicalLocation: {
              artifactLocation: { uri: "sql/a.sql", uriBaseId: "%SRCROOT%" },
              region: { startLine: 1, startColumn: 8, endLine: 1, endColumn: 9 },
            },
            message: { text: "what reads it" },
          },
        ],
        fixes: [
          {
            description: { text: "write row" },
            artifactChanges: [{ artifactLocation: shop, replacements: [{ deletedRegion: region, insertedContent: { text: "row" } }] }],
          },
        ],
        properties: { environment: "dev, prod" },
      },
      {
        ruleId: "unreadable-file",
        ruleIndex: Object.keys(diagnosticCodes).indexOf("unreadable-file"),
        level: "error",
        message: { text: "The spec does not exist." },
        locations: [{ physicalLocation: { artifactLocation: { uri: "%3Cstdin%3E" } } }],
      },
    ]);
  });

  it("names files as a URI does", () => {
    const { status, stdout } = datastack("validate", odd, "--format", "sarif");
    expect([status, sarifMistakes(parse(stdout))]).toEqual([1, []]);
    expect(parse(stdout).runs[0]?.results[0]).toMatchObject({
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "my%20%C3%BCnits%20%231/a%2Cb%3A50%25.yaml", uriBaseId: "%SRCROOT%" },
            region: { startLine: 6, startColumn: 42, endLine: 6, endColumn: 48 },
          },
        },
      ],
    });
    expect(parse(formatSarif([problem], "/elsewhere")).runs[0]?.results[0]).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: "file:///elsewhere/shop.yaml" } } }],
    });
  });

  it("is right for every wrong spec of the corpus", () => {
    const specs = checkPaths(findSpecs([join(__dirname, "..", "fixtures", "invalid")]));
    const diagnostics = specs.flatMap((spec) => spec.diagnostics);
    const log = parse(formatSarif(diagnostics, folderOfFiles(specs)));
    expect(diagnostics.length).toBeGreaterThan(300);
    expect(log.runs[0]?.results.length).toBe(diagnostics.length);
    expect(sarifMistakes(log)).toEqual([]);
  });

  it("is complete where nothing is wrong", () => {
    expect(sarifMistakes(parse(formatSarif([], ".")))).toEqual([]);
  });

  it("would notice what the standard does not know", () => {
    expect(sarifMistakes({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [], colums: 1 }] })).toEqual([
      "/runs/0 must NOT have additional properties",
    ]);
  });
});

describe("--format json", () => {
  it("says every place", () => {
    expect(JSON.parse(formatJson([problem], "specs"))).toMatchObject({
      diagnostics: [
        {
          file: "specs/shop.yaml",
          line: 3,
          column: 10,
          endLine: 3,
          endColumn: 13,
          related: [{ file: "specs/sql/a.sql", line: 1, column: 8 }],
        },
      ],
    });
  });
});

describe("--format text", () => {
  it("shows a file with a byte order mark, CRLF and wide characters", () => {
    expect(datastack("validate", odd)).toEqual({
      status: 1,
      stdout: `my ünits #1/a,b:50%.yaml:6:42  error  unknown-key  lake.zones.raw.fromat
  "fromat" is not a key of lake.zones.raw. Did you mean "format"?

  5 |   dev: { account: "111111111111", region: eu-west-1 }
  6 | lake: { zones: { raw: { description: 名前, fromat: iceberg } } }
    |                                            ^^^^^^
  help: datastack explain unknown-key
`,
      stderr: "my ünits #1/a,b:50%.yaml is not valid: 1 error\n",
    });
  });

  it("colours what a terminal shows", () => {
    const text = formatText([{ ...wholeFile, span: { file: spec, start: 6, end: 10 }, message: "No." }], ".", true);
    expect(text.replaceAll("\u001b", "ESC")).toBe(`ESC[1mshop.yaml:1:7ESC[22m  ESC[31merrorESC[39m  unreadable-file
  No.

  ESC[2m1 |ESC[22m name: shop
  ESC[2m  |ESC[22m       ESC[31m^^^^ESC[39m
ESC[2m  help: datastack explain unreadable-fileESC[22m
`);
  });
});
