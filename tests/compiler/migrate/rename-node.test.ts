import { describe, expect, it, test } from "vitest";
import { SpecError } from "../../../compiler/diagnostics/diagnostic";
import { parseRename, renameNode } from "../../../compiler/migrate/codemods/rename-node";
import { migrateSpec, type Migration } from "../../../compiler/migrate/migrate-spec";
import { exampleInput } from "../../harness/examples";
import { header, specInput } from "../spec-text";

type Files = Readonly<Record<string, string>>;

function rename(text: string, renames: readonly string[], files: Files = {}): Migration {
  return migrateSpec(specInput(text, files), renames.map(parseRename).map(renameNode));
}

/** The spec after the renames, without its header, and the SQL files that changed. */
function renamed(text: string, renames: string | readonly string[], files: Files = {}): readonly string[] {
  const { changes } = rename(text, [renames].flat(), files);
  return changes.map(({ path, text: after }) => (path === "stack.yaml" ? after.replace(header, "") : `${path}: ${after}`));
}

const sources = `sources:
  db: { type: postgresql, host: db.example, database: d, secret: s }
  drop: { type: s3, bucket: drop }
`;
const sql = 'select * from {{ ref("lake.raw.files") }}';

describe("a rename", () => {
  test("of a zone: its key, what goes there, what reads it, groups, alerts, checks and SQL", () => {
    const text = `# The lake.
lake:
  zones:
    raw: {}   # as it came
    rawer: { format: iceberg }
${sources}ingestion:
  files: { from: sources.drop, to: lake.raw }
transforms:
  t:
    sql: sql/t.sql
    to: "lake.raw"
    checks:
      - relationships: { id: lake.raw.files.id }
      - sql: "select 1 from {{ ref(\\"lake.raw.files\\") }} where 'lake.raw' = ''"
      - sql: |
          select * from {{ ref('lake.raw.t') }}
access:
  a: { members: [sso:A], read: [lake.raw, lake.rawer, lake], write: [lake.raw.t] }
alerts: { freshness: { lake.raw.files: 2 days } }
`;
    expect(renamed(text, "lake.zones.raw=landing", { "sql/t.sql": `{# lake.raw #}${sql}` })).toEqual([
      `# The lake.
lake:
  zones:
    landing: { movedFrom: raw }   # as it came
    rawer: { format: iceberg }
${sources}ingestion:
  files: { from: sources.drop, to: lake.landing }
transforms:
  t:
    sql: sql/t.sql
    to: "lake.landing"
    checks:
      - relationships: { id: lake.landing.files.id }
      - sql: "select 1 from {{ ref(\\"lake.landing.files\\") }} where 'lake.raw' = ''"
      - sql: |
          select * from {{ ref('lake.landing.t') }}
access:
  a: { members: [sso:A], read: [lake.landing, lake.rawer, lake], write: [lake.landing.t] }
alerts: { freshness: { lake.landing.files: 2 days } }
`,
      'sql/t.sql: {# lake.raw #}select * from {{ ref("lake.landing.files") }}',
    ]);
  });

  test("of a transform: its dataset is called so too, in every zone that an environment sends it to", () => {
    const text = header.replace(
      "eu-west-1 }",
      "eu-west-1, overrides: { transforms: { t: { to: lake.b } }, access: { g: { read: [lake.b.t] } } } }",
    ).concat(`lake: { zones: { a: {}, b: {} } }
transforms:
  t:
    # Why it is there.
    sql: t.sql
    to: lake.a
    schedule: { every: 1 day }
access: { g: { members: [sso:A], read: [lake.a] } }
`);
    expect(renamed(text, "transforms.t=u", { "t.sql": "select 1 as a" })).toEqual([
      text
        .replace("{ t: { to: lake.b } }", "{ u: { to: lake.b } }")
        .replace("[lake.b.t]", "[lake.b.u]")
        .replace("  t:\n    # Why it is there.\n", "  u:\n    # Why it is there.\n    movedFrom: t\n")
        .replace(header, ""),
    ]);
  });

  test.each([
    ["sources.drop=inbox", "inbox: { movedFrom: drop, type: s3, bucket: drop }", "from: sources.inbox, to: lake.raw }"],
    ["ingestion.files=invoices", "invoices: { movedFrom: files, from: sources.drop", "read: [lake.raw.invoices]"],
    ["access.readers=people", "people: { movedFrom: readers, members: [sso:A]", "read: [lake.raw.files]"],
  ])("of other nodes: %s", (asked, node, reference) => {
    const text = `lake: { zones: { raw: {} } }
${sources}ingestion: { files: { from: sources.drop, to: lake.raw } }
access: { readers: { members: [sso:A], read: [lake.raw.files] } }
`;
    const [after] = renamed(text, asked);
    expect(after).toContain(node);
    expect(after).toContain(reference);
  });

  test("of an ingestion of tables, which are called as before", () => {
    const text = `lake: { zones: { raw: {} } }
${sources}ingestion:
  db: { from: sources.db, tables: { db: {} }, to: lake.raw, schedule: { every: 1 day } }
access: { readers: { members: [sso:A], read: [lake.raw.db] } }
`;
    expect(renamed(text, "ingestion.db=shop")[0]).toContain("  shop: { movedFrom: db, from: sources.db, tables: { db: {} }, to: lake.raw");
  });

  test("keeps Windows' line ends, quotes and the layout of maps over several lines", () => {
    const text = `lake:\r\n  zones:\r\n    "raw": {\r\n      retention: 1 year\r\n    }\r\naccess:\r\n  g:\r\n    members: [sso:A]\r\n`;
    expect(renamed(text, ["lake.zones.raw=landing", "access.g=h"])).toEqual([
      `lake:\r\n  zones:\r\n    "landing": {\r\n      movedFrom: raw,\r\n      retention: 1 year\r\n    }\r\naccess:\r\n  h:\r\n    movedFrom: g\r\n    members: [sso:A]\r\n`,
    ]);
  });

  test("of names that YAML would read as something else", () => {
    expect(renamed("lake: { zones: { 'null': {} } }\n", "lake.zones.null=landing")).toEqual([
      "lake: { zones: { 'landing': { movedFrom: \"null\" } } }\n",
    ]);
  });

  test("is shown as a difference that patch reads", () => {
    const text = `lake:\n  zones:\n    raw:\n      retention: 1 year\n${"# more\n".repeat(10)}access: { g: { members: [sso:A], read: [lake.raw] } }`;
    expect(rename(text, ["lake.zones.raw=landing"]).changes[0]?.diff).toBe(`--- stack.yaml
+++ stack.yaml
@@ -5,7 +5,8 @@
   dev: { account: "111111111111", region: eu-west-1 }
 lake:
   zones:
-    raw:
+    landing:
+      movedFrom: raw
       retention: 1 year
 # more
 # more
@@ -17,4 +18,4 @@
 # more
 # more
 # more
-access: { g: { members: [sso:A], read: [lake.raw] } }
\\ No newline at end of file
+access: { g: { members: [sso:A], read: [lake.landing] } }
\\ No newline at end of file
`);
  });
});

describe("a rename is refused", () => {
  const text = `lake: { zones: { raw: {}, new: { movedFrom: old }, same: &s {}, alias: *s } }
${sources}ingestion: { files: { from: sources.drop, to: lake.raw } }
transforms: { t: { sql: t.sql, to: lake.raw } }
`;
  test.each([
    ["lake.zones.raw", '"lake.zones.raw" is no rename: write the path of the node, = and its new name, as in lake.zones.raw=landing.'],
    ["lake.zones.raww=x", 'There is no lake.zones.raww. Did you mean "raw"?'],
    ["lake.zones.raw=raw", "lake.zones.raw has that name already."],
    ["lake.zones.raw=new", "There is a lake.zones.new already: choose another name."],
    ["lake.zones.raw=Raw", '"Raw" cannot be a name: it has 1 to 40 lower-case letters, digits, hyphens and underscores, a letter first.'],
    [
      "lake.zones.new=newer",
      'lake.zones.new has been renamed before, from "old" (movedFrom), and a node has one former name. Rename it by hand, if it is deployed nowhere as "new" yet.',
    ],
    [
      "lake.zones.alias=other",
      "lake.zones.alias stands for a value that is written elsewhere (*name): write its keys out, then rename it.",
    ],
    [
      "lake.raw=x",
      '"lake.raw" cannot be renamed: a zone is written lake.zones.raw, and what can is lake.zones.<name>, sources.<name>, ingestion.<name>, transforms.<name> or access.<name>.',
    ],
    [
      "environments.dev=test",
      '"environments.dev" cannot be renamed: its name is in the name of everything that it has made, and what can is lake.zones.<name>, sources.<name>, ingestion.<name>, transforms.<name> or access.<name>.',
    ],
    [
      "warehouse.marts=x",
      '"warehouse.marts" cannot be renamed: the tables of a schema would not move with its name, and what can is lake.zones.<name>, sources.<name>, ingestion.<name>, transforms.<name> or access.<name>.',
    ],
  ])("%s", (asked, message) => {
    expect(() => rename(text, [asked], { "t.sql": sql })).toThrow(expect.objectContaining({ name: "MigrationError", message }) as Error);
  });

  test("when the spec has problems of its own", () => {
    expect(() => rename("lake: { zones: { raw: 1 } }\n", ["lake.zones.raw=x"])).toThrow(SpecError);
  });

  test.each([
    ["the other end of an alias", `lake: { zones: { raw: &s {}, alias: *s } }\n`, "lake.zones.raw=landing", "false-move"],
    [
      "a name that is another's in the database",
      `access: { a-b: { members: [sso:A] }, c: { members: [sso:A] } }\n`,
      "access.c=a_b",
      "name-collision",
    ],
  ])("when the result would have problems: %s", (_, spec, asked, code) => {
    expect(() => rename(spec, [asked])).toThrow(
      expect.objectContaining({ name: "MigrationResultError", diagnostics: [expect.objectContaining({ code })] }) as Error,
    );
  });
});

describe.each(["shop", "every-kind"])("of %s", (name) => {
  const input = exampleInput(name);

  // The result is checked as a whole, or this throws.
  it.each(renamesOf(input.file.text))("%s", (asked) => {
    expect(migrateSpec(input, [renameNode(parseRename(asked))]).changes).not.toEqual([]);
  });
});

/** A rename of every node whose name stands on a line of its own. */
function renamesOf(text: string): readonly string[] {
  const renames: string[] = [];
  let section = "";
  for (const line of text.split("\n")) {
    const [, root] = /^([a-z]+):/.exec(line) ?? [];
    if (root !== undefined) section = root;
    const indent = section === "lake" ? 4 : 2;
    const [, node] = new RegExp(`^ {${indent}}([a-z][a-z0-9_-]*):`).exec(line) ?? [];
    if (node !== undefined && ["lake", "sources", "ingestion", "transforms", "access"].includes(section))
      renames.push(`${section === "lake" ? "lake.zones" : section}.${node}=renamed-node`);
  }
  return renames.filter((asked) => !/^lake\.zones\.(zones|encryption|accessLogs|scanLimit)=/.test(asked));
}
