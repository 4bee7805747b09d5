import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderFiles, SourceFile, type SpecFiles } from "../../compiler";
import { fixSpecs } from "../../cli/fix/fix-specs";
import { repairSpec } from "../../cli/fix/repair-spec";
import { callCommand, openFolder, type Ended } from "../harness/command-line";
import { head } from "../harness/diagnostics";

let folder: string;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
}

const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const datastack = (...words: readonly string[]): Ended => callCommand(words, { cwd: folder });

/** The text after the safe suggestions, in memory. */
function repaired(
  text: string,
  sql: Readonly<Record<string, string>> = {},
): { readonly text: string; readonly changes: readonly string[] } {
  const files: SpecFiles = {
    read: (path) => {
      const content = sql[path];
      return content === undefined ? { problem: "does not exist" } : { file: new SourceFile(path, content) };
    },
  };
  const { spec, changes } = repairSpec({ file: new SourceFile("spec.yaml", text), files }, () => true);
  const written = [spec.file, ...spec.edited.values()].map((file) => file.text).join("");
  return {
    text: written,
    changes: changes.map(({ span, replacement }) => `${span.file.text.slice(span.start, span.end)} → ${replacement}`),
  };
}

const stores = `lake: { zones: { raw: {}, curated: {} } }
sources: { drop: { type: s3, bucket: drop, format: csv } }
`;

describe("safe suggestions", () => {
  it.each([
    ["a key", "lake: { zones: { raw: { fromat: iceberg } } }\n", "lake: { zones: { raw: { format: iceberg } } }\n"],
    ["a key in quotes", 'lake: { zones: { raw: { "fromat":iceberg } } }\n', 'lake: { zones: { raw: { "format":iceberg } } }\n'],
    ["a value in quotes", "lake: { zones: { raw: { format: 'icebreg' } } }\n", "lake: { zones: { raw: { format: 'iceberg' } } }\n"],
    [
      "several on one line, around anchors and comments",
      "lake: { zones:   { a: &a {'fromat':\"icebreg\" ,descripton: x}, b: *a, ? c : {fromat : iceberg} } }  # 名前 fromat\n",
      "lake: { zones:   { a: &a {'format':\"iceberg\" ,description: x}, b: *a, ? c : {format : iceberg} } }  # 名前 fromat\n",
    ],
    ["a value", "lake: { zones: { raw: { format: icebreg } } }\n", "lake: { zones: { raw: { format: iceberg } } }\n"],
    ["a key and then its value", "lake: { zones: { raw: { fromat: icebreg } } }\n", "lake: { zones: { raw: { format: iceberg } } }\n"],
    [
      "references",
      `${stores}ingestion: { orders: { from: sources.drp, to: "lake.rw" } } # keep\n`,
      `${stores}ingestion: { orders: { from: sources.drop, to: "lake.raw" } } # keep\n`,
    ],
  ])("mends %s", (_name, text, expected) => {
    expect(repaired(head + text).text).toBe(head + expected);
  });

  it("puts an account id in quotes that YAML has read as a number", () => {
    for (const id of ["111111111111", "012345678901"]) {
      const text = head.replace('"111111111111"', id);
      expect(repaired(`${text}lake: { zones: { raw: {} } }\n`).text).toBe(`${text.replace(id, `"${id}"`)}lake: { zones: { raw: {} } }\n`);
    }
  });

  it("mends a reference in a SQL file", () => {
    const text = `${head}${stores}ingestion: { orders: { from: sources.drop, to: lake.raw } }
transforms: { clean: { sql: clean.sql, to: lake.curated } }
`;
    const sql = 'select 1 as one -- from\nfrom {{ ref("lake.raw.ordrs") }}\n';
    expect(repaired(text, { "clean.sql": sql }).text).toBe(text + sql.replace("ordrs", "orders"));
  });

  it("mends what the next phase finds, and is done then", () => {
    const { text, changes } = repaired(`${head}lake: { zones: { raw: { fromat: iceberg } } }
sources: { drop: { type: s3, bucket: drop, format: cvs } }
ingestion: { orders: { form: sources.drp, to: lake.rw } }
`);
    expect(changes).toEqual(["fromat → format", "cvs → csv", "form → from", "sources.drp → sources.drop", "lake.rw → lake.raw"]);
    expect(repaired(text)).toEqual({ text, changes: [] });
  });
});

describe("what is left to people", () => {
  it.each([
    ["a key that is there already", "lake: { zones: { raw: { fromat: iceberg, format: parquet } } }\n"],
    ["a key whose value is wrong there", "lake: { zones: { raw: { fromat: orc } } }\n"],
    ["a name that differs in its digits", `${stores}ingestion: { orders: { from: sources.drop1, to: lake.raw } }\n`],
    ["a right", `${stores}access: { a: { members: [sso:A], read: [lake.rw] } }\n`],
    ["what has no near name", "lake: { zones: { raw: { colour: red } } }\n"],
    ["a number that is a text", 'warehouse: { engine: aurora-postgresql, capacity: { min: "0", max: 4 }, schemas: [marts] }\n'],
  ])("%s", (_name, text) => {
    expect(repaired(head + text)).toEqual({ text: head + text, changes: [] });
  });

  it("a suggestion that breaks something else; the others are written", () => {
    const text = `${head}lake: { zones: { raw: { fromat: iceberg, format: parquet }, curated: { fromat: iceberg } } }\n`;
    expect(repaired(text)).toEqual({
      text: text.replace("curated: { fromat", "curated: { format"),
      changes: ["fromat → format"],
    });
  });

  it("a reference that would close a circle", () => {
    const text = `${head}${stores}ingestion: { orders: { from: sources.drop, to: lake.raw } }
transforms: { clean: { sql: clean.sql, to: lake.curated } }
`;
    const sql = 'select 1 as one from {{ ref("lake.curated.claen") }}\n';
    expect(repaired(text, { "clean.sql": sql })).toEqual({ text, changes: [] });
  });
});

describe("datastack validate --fix", () => {
  it("writes, tells what, and ends by what remains", () => {
    write("shop.yaml", `${head}lake: { zones: { raw: { fromat: iceberg } } }   # comment\n`);
    expect(datastack("validate", "--fix", "shop.yaml")).toEqual({
      status: 0,
      stdout: "",
      stderr: "shop.yaml:6:25  fixed  lake.zones.raw.fromat  fromat → format\nshop.yaml is valid: dev\n",
    });
    expect(read("shop.yaml")).toBe(`${head}lake: { zones: { raw: { format: iceberg } } }   # comment\n`);
    expect(datastack("validate", "--fix", "shop.yaml")).toEqual({ status: 0, stdout: "", stderr: "shop.yaml is valid: dev\n" });

    write("shop.yaml", `${head}lake: { zones: { raw: { fromat: iceberg, colour: red } } }\n`);
    const { status, stdout, stderr } = datastack("validate", "--fix", "--format", "github", "shop.yaml");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=shop\.yaml,line=6,endLine=6,col=42,endColumn=48,title=unknown-key lake\.zones\.raw\.colour::/);
    expect(stderr).toBe("shop.yaml:6:25  fixed  lake.zones.raw.fromat  fromat → format\nshop.yaml is not valid: 1 error\n");
  });

  it("is refused with standard input", () => {
    expect(callCommand(["validate", "--fix", "-"], { cwd: folder, input: head })).toEqual({
      status: 2,
      stdout: "",
      stderr: "--fix writes into files: name the spec's file instead of -.\n",
    });
  });
});

describe("fixSpecs", () => {
  it("keeps line ends, the byte order mark and the rights of a file", () => {
    const text = `\ufeff${head}lake: { zones: { raw: { fromat: iceberg } } }\n# the end`.replaceAll("\n", "\r\n");
    const path = write("a b/ü.yaml", text);
    chmodSync(path, 0o640);
    expect(fixSpecs([path])).toBe(`${path}:6:25  fixed  lake.zones.raw.fromat  fromat → format\n`);
    expect(read("a b/ü.yaml")).toBe(text.replace("fromat", "format"));
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it("edits the SQL files of a spec, but none that another spec reads", () => {
    const spec = (name: string): string =>
      `${head.replace("shop", name)}${stores}ingestion: { orders: { from: sources.drop, to: lake.raw } }\ntransforms: { clean: { sql: sql/clean.sql, to: lake.curated } }\n`;
    const [one, other] = [write("one.yaml", spec("one")), write("other.yaml", spec("other"))] as const;
    write("sql/clean.sql", 'select 1 as one from {{ ref("lake.raw.ordrs") }}\n');
    expect(fixSpecs([one, other])).toBe("");
    expect(fixSpecs([one])).toBe(`${join(folder, "sql/clean.sql")}:1:30  fixed  transforms.clean.sql  lake.raw.ordrs → lake.raw.orders\n`);
    expect(read("sql/clean.sql")).toBe('select 1 as one from {{ ref("lake.raw.orders") }}\n');
  });

  it("writes nothing outside of the spec's folder", () => {
    const outside = write("outside/shop.yaml", `${head}lake: { zones: { raw: { fromat: iceberg } } }\n`);
    mkdirSync(join(folder, "inside"));
    symlinkSync(outside, join(folder, "inside", "shop.yaml"));
    const path = join(folder, "inside", "shop.yaml");
    expect(fixSpecs([path])).toBe(`${path} lies outside of the spec's folder: nothing was corrected.\n`);
    expect(read("outside/shop.yaml")).toContain("fromat");
  });

  it("leaves a folder as it was when nothing can be mended", () => {
    const path = write("shop.yaml", "not: a spec\n");
    const before = statSync(path).mtimeMs;
    expect(fixSpecs([path, join(folder, "none.yaml")])).toBe("");
    expect(statSync(path).mtimeMs).toBe(before);
    expect(folderFiles(path).read("shop.yaml")).toHaveProperty("file");
  });
});
