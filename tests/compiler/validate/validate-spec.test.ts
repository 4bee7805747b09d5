import { describe, expect, it } from "vitest";
import { head, validateText } from "../../harness/diagnostics";

type Case = readonly [name: string, text: string, expected: readonly string[]];

const zones = (text: string): string => `${head}lake:\n  zones:\n    raw: {}\n${text}`;

const keys: readonly Case[] = [
  [
    "a misspelt key of the spec",
    `${head}warehose: {}\n`,
    ['6:1 unknown-key warehose <warehose> "warehose" is not a key of a spec. Did you mean "warehouse"? => warehouse'],
  ],
  [
    "a key that resembles none",
    zones("    cold: { hotness: 3 }\n"),
    [
      '9:13 unknown-key lake.zones.cold.hotness <hotness> "hotness" is not a key of lake.zones.cold. Its keys are description, format, retention, archive, snapshots, versioning and movedFrom.',
    ],
  ],
  [
    "what other tools call a key, which is said and not written by --fix",
    `${head}variables: { a: 1 }\n`,
    ['6:1 unknown-key variables <variables> "variables" is not a key of a spec. Did you mean "vars"?'],
  ],
  [
    "a key of a map below",
    `${head}transforms: { t: { sql: t.sql, to: lake.raw, every: 1 day } }\n`,
    [
      '6:46 unknown-key transforms.t.every <every> "every" is not a key of transforms.t. It belongs below schedule: write schedule: { every: … }.',
    ],
  ],
  [
    "a password",
    `${head}sources: { db: { type: mysql, host: h, database: d, secret: s, password: x } }\n`,
    [
      '6:64 unknown-key sources.db.password <password> "password" is not a key of sources.db (MySQL source). A spec holds no credentials: put username and password into a secret of AWS Secrets Manager, and write its name as secret.',
    ],
  ],
  [
    "a key in the wrong case",
    zones("    cold: { Retention: 4 days }\n"),
    [
      '9:13 unknown-key lake.zones.cold.Retention <Retention> "Retention" is not a key of lake.zones.cold. Did you mean "retention"? => retention',
    ],
  ],
  [
    "a key of another member of a union",
    `${head}sources:\n  web: { type: clickstream, host: x }\n`,
    [
      '7:29 unknown-key sources.web.host <host> "host" is not a key of sources.web (Clickstream source). Its keys are type, description, origins, columns and movedFrom.',
    ],
  ],
  [
    "a missing key of the spec",
    `name: shop\nowner: me\nenvironments: { dev: { account: "111111111111", region: eu-west-1 } }\n`,
    ['1:1 missing-key <name: shop> "apiVersion" is missing: add it, as in apiVersion: datastack/v1. The version of this language.'],
  ],
  [
    "several missing keys of one map",
    `${head}sources:\n  db: { type: mysql }\n`,
    [
      '7:3 missing-key sources.db <db> "host", "database" and "secret" are missing: add them, as in host: orders.internal.shop.example, database: orders and secret: shop/orders-db.',
    ],
  ],
  [
    "a missing key that is there, misspelt",
    `${head}sources:\n  db: { type: mysql, hots: h, database: d, secret: s }\n`,
    ['7:22 unknown-key sources.db.hots <hots> "hots" is not a key of sources.db (MySQL source). Did you mean "host"? => host'],
  ],
  [
    "no tag in a union",
    `${head}sources:\n  db: { host: h }\n`,
    [
      '7:3 missing-key sources.db <db> "type" is missing: add it, as in type: clickstream. It decides the other keys and is clickstream, mysql, postgresql or s3.',
    ],
  ],
  [
    "a misspelt tag key",
    `${head}sources:\n  db: { tpye: mysql }\n`,
    ['7:9 unknown-key sources.db.tpye <tpye> "tpye" is not a key of sources.db. Did you mean "type"? => type'],
  ],
  [
    "an unknown tag, with what the one that was meant lacks",
    `${head}sources:\n  db: { type: postgres, host: h }\n`,
    [
      '7:3 missing-key sources.db <db> "database" and "secret" are missing: add them, as in database: orders and secret: shop/orders-db.',
      '7:15 invalid-value sources.db.type <postgres> type is clickstream, mysql, postgresql or s3, not "postgres". Did you mean "postgresql"? => postgresql',
    ],
  ],
];

const types: readonly Case[] = [
  [
    "an account id that YAML reads as a number",
    head.replace('"111111111111"', "111111111111"),
    [
      '5:19 wrong-type environments.dev.account <111111111111> YAML reads 111111111111 as a number, and account is a text. Put it in quotes: "111111111111" => "111111111111"',
    ],
  ],
  [
    "an account id with a leading zero",
    head.replace('"111111111111"', "011111111111"),
    [
      '5:19 wrong-type environments.dev.account <011111111111> YAML reads 011111111111 as a number, and account is a text. Put it in quotes: "011111111111" => "011111111111"',
    ],
  ],
  [
    "an octal number as an account id",
    head.replace('"111111111111"', "0o17"),
    [
      '5:19 wrong-type environments.dev.account <0o17> YAML reads 0o17 as a number, and account is a text. The 12 digits of the account id, in quotes: YAML would read them as a number. For example: "111111111111"',
    ],
  ],
  [
    "a version number as a text",
    `${head}description: 1.10\n`,
    ['6:14 wrong-type description <1.10> YAML reads 1.10 as a number, and description is a text. Put it in quotes: "1.10" => "1.10"'],
  ],
  [
    "true as a text",
    `${head}tags: { live: true }\n`,
    ['6:15 wrong-type tags.live <true> YAML reads true as true or false, and live is a text. Put it in quotes: "true" => "true"'],
  ],
  [
    "yes as a boolean",
    zones("    cold: { versioning: yes }\n"),
    ["9:25 wrong-type lake.zones.cold.versioning <yes> yes is a text. Write true. => true"],
  ],
  [
    "a number in quotes",
    `${head}sources:\n  db: { type: mysql, host: h, database: d, secret: s, port: "3306" }\n`,
    ['7:61 wrong-type sources.db.port <"3306"> port is a number. Write it without quotes: 3306 => 3306'],
  ],
  [
    "a broken number",
    `${head}sources:\n  db: { type: mysql, host: h, database: d, secret: s, port: 33.06 }\n`,
    ["7:61 wrong-type sources.db.port <33.06> port is a whole number, not 33.06."],
  ],
  [
    "a map with nothing",
    `${head}lake:\n  zones:\n    raw:\n`,
    ["8:5 wrong-type lake.zones.raw <raw> raw has no value. Write raw: {} to take every default."],
  ],
  [
    "a required text with nothing",
    head.replace("data@shop.example", ""),
    [
      "3:1 wrong-type owner <owner> owner has no value. Who answers for the stack: an address or a team; a tag of every resource. For example: data-platform@shop.example",
    ],
  ],
  [
    "a list where names are keys",
    `${head}lake:\n  zones:\n    - name: raw\n`,
    ["8:5 wrong-type lake.zones <- name: raw> zones is a map, not a list: write each entry under its name, as in raw: {}"],
  ],
  [
    "a value where a list is meant",
    `${head}warehouse: { engine: aurora-postgresql, schemas: marts }\n`,
    ["6:50 wrong-type warehouse.schemas <marts> schemas is a list. Write [marts] => [marts]"],
  ],
  [
    "a text where a map is meant",
    `${head}ingestion:\n  a: { from: sources.b, to: lake.raw, schedule: 15 minutes }\n`,
    ["7:49 wrong-type ingestion.a.schedule <15 minutes> schedule is a map. Write { every: 15 minutes } => { every: 15 minutes }"],
  ],
  [
    "a list as the spec",
    "- a\n",
    ["1:1 wrong-type <- a> The file holds a list. A spec is a map that starts with apiVersion: datastack/v1."],
  ],
  [
    "a number that is none",
    `${head}vars: { x: .nan }\n`,
    ['6:12 wrong-type vars.x <.nan> YAML reads .nan as a number, and x is a text. Put it in quotes: ".nan" => ".nan"'],
  ],
];

const values: readonly Case[] = [
  [
    "a misspelt value",
    zones("    cold: { format: parquett }\n"),
    [
      '9:21 invalid-value lake.zones.cold.format <parquett> format is parquet or iceberg, not "parquett". Did you mean "parquet"? => parquet',
    ],
  ],
  [
    "an unknown unit",
    zones("    cold: { retention: 5 fortnights }\n"),
    [
      '9:24 invalid-value lake.zones.cold.retention <5 fortnights> retention cannot be "5 fortnights". Write a whole number from 1 on, a space and days, weeks or years. For example: 400 days',
    ],
  ],
  [
    "a later version of the language, of which nothing else can be said",
    `${head.replace("v1", "v2")}lakes: {}\n`,
    [
      '1:13 invalid-value apiVersion <datastack/v2> This datastack knows datastack/v1, and the spec is written in "datastack/v2": a newer datastack may know datastack/v2. Update datastack, or write apiVersion: datastack/v1.',
    ],
  ],
  [
    "a version that never was",
    head.replace("v1", "v0"),
    [
      '1:13 invalid-value apiVersion <datastack/v0> This datastack knows datastack/v1, and the spec is written in "datastack/v0": there was none before it. Write apiVersion: datastack/v1.',
    ],
  ],
  [
    "a misspelt version",
    head.replace("datastack/v1", "datstack/v1"),
    [
      '1:13 invalid-value apiVersion <datstack/v1> apiVersion is datastack/v1, not "datstack/v1". Did you mean "datastack/v1"? => datastack/v1',
    ],
  ],
  [
    "a minor version, which there is none of",
    head.replace("datastack/v1", "datastack/v1.1"),
    [
      '1:13 invalid-value apiVersion <datastack/v1.1> apiVersion is datastack/v1, not "datastack/v1.1". Did you mean "datastack/v1"? => datastack/v1',
    ],
  ],
  [
    "a version alone",
    head.replace("datastack/v1", "1"),
    [
      "1:13 wrong-type apiVersion <1> YAML reads 1 as a number, and apiVersion is a text. The version of this language. For example: datastack/v1",
    ],
  ],
  [
    "the version of something else",
    head.replace("datastack/v1", "apps/v1"),
    ['1:13 invalid-value apiVersion <apps/v1> apiVersion is datastack/v1, not "apps/v1".'],
  ],
  [
    "a tag without a value, which schedule groups do not take",
    `${head}tags: { team: "" }\n`,
    ['6:15 invalid-value tags.team <""> team is empty. 1 to 256 letters, digits, spaces and _ . : / = + - @. For example: "4711"'],
  ],
  [
    "more tags than a resource has",
    `${head}tags: { ${Array.from({ length: 46 }, (_, index) => `t${index}: x`).join(", ")} }\n`,
    [expect.stringContaining("tags has at most 45 entries.") as string],
  ],
  [
    "an empty text",
    `${head}sources:\n  db: { type: mysql, host: h, database: "", secret: s }\n`,
    ['7:41 invalid-value sources.db.database <""> database is empty. Name of the database on the server. For example: orders'],
  ],
  [
    "an amount that differs in its spelling alone",
    `${head}lake: { scanLimit: 5gb, zones: { raw: { retention: 15d } } }\n`,
    [
      '6:20 invalid-value lake.scanLimit <5gb> scanLimit cannot be "5gb". Write a whole number from 1 on, a space and MB, GB or TB. Did you mean "5 GB"? => 5 GB',
      '6:52 invalid-value lake.zones.raw.retention <15d> retention cannot be "15d". Write a whole number from 1 on, a space and days, weeks or years. Did you mean "15 days"? => 15 days',
    ],
  ],
  [
    "a number out of range",
    `${head}sources:\n  db: { type: mysql, host: h, database: d, secret: s, port: 70000 }\n`,
    ["7:61 invalid-value sources.db.port <70000> port is at most 65535, not 70000."],
  ],
  [
    "a number between steps",
    `${head}warehouse: { engine: aurora-postgresql, capacity: { min: 0.3 } }\n`,
    ["6:58 invalid-value warehouse.capacity.min <0.3> min goes in steps of 0.5, which 0.3 does not fit."],
  ],
  [
    "an empty list",
    `${head}access: { a: { members: [] } }\n`,
    [
      "6:25 invalid-value access.a.members <[]> members is empty. Permission sets of IAM Identity Center as sso:<name>, or ARNs of IAM roles. For example: [ sso:Analysts, arn:aws:iam::111111111111:role/ci-deploy ]",
    ],
  ],
  [
    "an entry twice",
    `${head}access: { a: { members: [sso:A, sso:A] } }\n`,
    ['6:33 invalid-value access.a.members <sso:A> members has "sso:A" twice. Keep one. [6: the first one is here]'],
  ],
  [
    "two checks in one entry",
    `${head}transforms: { t: { sql: a, to: b, checks: [{ not_null: [a], unique: [a] }] } }\n`,
    [
      '6:44 invalid-value transforms.t.checks[0] <{ not_null: [a], unique: [a] }> An entry of checks has exactly one key, and this one has "not_null" and "unique". Make each an entry of its own.',
    ],
  ],
  [
    "an unknown materialization",
    `${head}transforms: { t: { sql: a, to: b, materialize: veiw } }\n`,
    [
      '6:48 invalid-value transforms.t.materialize <veiw> materialize is table, view or { incremental: [ order_id ] }, not "veiw". Did you mean "view"? => view',
    ],
  ],
  [
    "a materialization of no form",
    `${head}transforms: { t: { sql: a, to: b, materialize: [view] } }\n`,
    ["6:48 wrong-type transforms.t.materialize <[view]> materialize is table, view or { incremental: [ order_id ] }."],
  ],
  [
    "a broken incremental materialization",
    `${head}transforms: { t: { sql: a, to: b, materialize: { incremental: id } } }\n`,
    ["6:63 wrong-type transforms.t.materialize.incremental <id> incremental is a list. Write [id] => [id]"],
  ],
];

const names: readonly Case[] = [
  [
    "an upper-case name",
    `${head}lake: { zones: { Raw: {} } }\n`,
    [
      '6:18 invalid-name lake.zones.Raw <Raw> "Raw" cannot be the name of a zone. Lower-case letters, digits, hyphens and underscores; starts with a letter. Did you mean "raw"? => raw',
    ],
  ],
  [
    "a look-alike letter",
    `${head}lake: { zones: { r\u0430w: {} } }\n`,
    [
      '6:18 invalid-name lake.zones.r\u0430w <r\u0430w> "r\u0430w" cannot be the name of a zone. The character "\u0430" is U+0430. Lower-case letters, digits, hyphens and underscores; starts with a letter. For example: raw',
    ],
  ],
  [
    "a zero-width space",
    `${head}lake: { zones: { "ra\u200bw": {} } }\n`,
    [
      '6:18 invalid-name lake.zones["ra\u200bw"] <"ra\u200bw"> "ra\\u200bw" cannot be the name of a zone. The character "\\u200b" is U+200B. Lower-case letters, digits, hyphens and underscores; starts with a letter. For example: raw',
    ],
  ],
  [
    "__proto__",
    `${head}lake: { zones: { __proto__: {} } }\n`,
    [
      '6:18 invalid-name lake.zones.__proto__ <__proto__> "__proto__" cannot be the name of a zone. Lower-case letters, digits, hyphens and underscores; starts with a letter. For example: raw',
    ],
  ],
  [
    "a tag that AWS keeps for itself",
    `${head}tags: { "aws:x": y }\n`,
    [
      '6:9 invalid-name tags["aws:x"] <"aws:x"> "aws:x" cannot be the name of a tag. 1 to 128 letters, digits, spaces and _ . : / = + - @; not starting with aws: or datastack:. For example: cost-center',
    ],
  ],
];

describe("validateSpec", () => {
  describe.each([
    ["keys", keys],
    ["types", types],
    ["values", values],
    ["names", names],
  ] as const)("%s", (_group, cases) => {
    it.each(cases)("%s", (_name, text, expected) => {
      expect(validateText(text)).toEqual(expected);
    });
  });

  it("accepts the shortest stack", () => {
    expect(validateText(zones(""))).toEqual([]);
  });

  it("reports everything at once, in the order of the text, one problem a place", () => {
    const found = validateText(`${head}alerts: []\nlake: { zones: {}, encrypt: kms }\nwarehouse: 3\n`);
    expect(found.map((problem) => problem.split(" ").slice(0, 3).join(" "))).toEqual([
      "6:9 wrong-type alerts",
      "7:16 invalid-value lake.zones",
      "7:20 unknown-key lake.encrypt",
      "8:12 wrong-type warehouse",
    ]);
  });

  it("speaks the author's language only", () => {
    const everything = [...keys, ...types, ...values, ...names].flatMap(([, text]) => validateText(text)).join("\n");
    expect(everything).not.toMatch(
      /\bschema\b|ajv|regex|pattern|additionalProp|oneOf|discriminator|undefined|\bobject\b|\barray\b|\bstring\b|\binteger\b/i,
    );
  });
});
