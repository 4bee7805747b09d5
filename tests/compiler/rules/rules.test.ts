import { describe, expect, test } from "vitest";
import { diagnosticsOf, header, placeOf, problemsOf } from "../spec-text";

type Case = [title: string, text: string, expected: string[]];

const sources = `sources:
  db: { type: postgresql, host: db.example, database: orders, secret: shop/db }
  web: { type: clickstream }
  drop: { type: s3, bucket: partner-drop }
`;
const lake = "lake: { zones: { raw: {} } }\n";

/** Each rule: a table of specs and all that is said of them; an empty list is a spec that is fine. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  "zone-ages": [
    [
      "ages of objects on an iceberg zone",
      "lake: { zones: { c: { format: iceberg, retention: 30 days, archive: 10 days } } }",
      [
        "1:40 misplaced-key: retention would take files away from under the tables of lake.c, which is an iceberg zone: write snapshots: 30 days to let old versions of rows expire, or format: parquet.",
        "1:60 misplaced-key: archive would take files away from under the tables of lake.c, which is an iceberg zone: write snapshots: 10 days to let old versions of rows expire, or format: parquet.",
      ],
    ],
    [
      "snapshots on a parquet zone",
      "lake: { zones: { r: { snapshots: 2 days } } }",
      [
        "1:23 misplaced-key: Only the tables of iceberg zones have snapshots, and lake.r is a parquet zone: write retention: 2 days to delete old files, or format: iceberg.",
      ],
    ],
    [
      "archived when already deleted",
      "lake: { zones: { r: { retention: 30 days, archive: 1 year } } }",
      [
        "1:52 invalid-value: Objects would be archived after 1 year, when they are already deleted: write an archive age below the retention of 30 days.",
      ],
    ],
    [
      "each on its own kind",
      "lake: { zones: { r: { retention: 1 year, archive: 30 days }, c: { format: iceberg, snapshots: 1 week } } }",
      [],
    ],
  ],
  "source-overlap": [
    [
      "a prefix that begins with another",
      `${lake}sources:
  all: { type: s3, bucket: partner-drop, prefix: in/ }
  some: { type: s3, bucket: partner-drop, prefix: in/some/ }
ingestion: { all: { from: sources.all, to: lake.raw }, some: { from: sources.some, to: lake.raw } }`,
      [
        "4:51 warning source-overlap: All that sources.some takes from the bucket partner-drop, sources.all takes as well: give them prefixes of which neither begins with the other.",
      ],
    ],
    [
      "two prefixes, two buckets, and one of which nothing is taken",
      `${lake}sources:
  a: { type: s3, bucket: partner-drop, prefix: a/ }
  b: { type: s3, bucket: partner-drop, prefix: b/ }
  c: { type: s3, bucket: other-drop, prefix: a/ }
  d: { type: s3, bucket: partner-drop }
ingestion: { a: { from: sources.a, to: lake.raw }, b: { from: sources.b, to: lake.raw }, c: { from: sources.c, to: lake.raw } }`,
      [],
    ],
  ],
  "scan-limit": [
    [
      "too small",
      "lake: { scanLimit: 9 MB, zones: { r: {} } }",
      ["1:20 scan-limit: This limit is not possible: Athena's limits begin at 10 MB."],
    ],
    [
      "too large",
      "lake: { scanLimit: 9000 TB, zones: { r: {} } }",
      ["1:20 scan-limit: This limit is not possible: a limit is at most 8000 TB."],
    ],
    ["the least", "lake: { scanLimit: 10 MB, zones: { r: {} } }", []],
  ],
  "capacity-bounds": [
    [
      "more than the most",
      "warehouse: { engine: aurora-postgresql, capacity: { min: 8, max: 2 } }",
      ["1:58 capacity-bounds: The least capacity, 8, is more than the most, 2: write a min of at most 2, or a larger max."],
    ],
    [
      "more than the default",
      "warehouse: { engine: aurora-postgresql, capacity: { min: 8 } }",
      ["1:58 capacity-bounds: The least capacity, 8, is more than the most, 4 by default: write a min of at most 4, or a larger max."],
    ],
    ["equal", "warehouse: { engine: aurora-postgresql, capacity: { min: 4 } }", []],
  ],
  "physical-names": [
    [
      "names that fold into one",
      `lake: { zones: { a-b: {}, a_b: {} } }
access: { x-y: { members: [sso:A] }, x_y: { members: [sso:A] } }`,
      [
        '1:27 name-collision: "a_b" and "a-b" under lake.zones would get the same physical name, where a hyphen and an underscore are one: rename one of them.',
        '2:38 name-collision: "x_y" and "x-y" under access would get the same physical name, where a hyphen and an underscore are one: rename one of them.',
      ],
    ],
    [
      "a zone that has the former name of another",
      `lake: { zones: { new: { movedFrom: a-b }, a_b: {} } }`,
      [
        '1:43 name-collision: "a_b" and "new" under lake.zones would get the same physical name, where a hyphen and an underscore are one: rename one of them.',
      ],
    ],
  ],
  "moved-from": [
    [
      "a name that is still there, and one that two claim",
      `lake: { zones: { a: {}, b: { movedFrom: a }, c: { movedFrom: x }, d: { movedFrom: x } } }`,
      [
        '1:41 false-move: lake.zones.b cannot have been "a" before: "a" is still declared. Name what the node was called when it was made, or remove movedFrom.',
        '1:83 false-move: lake.zones.d cannot have been "x" before: "c" was called so too. Name what the node was called when it was made, or remove movedFrom.',
      ],
    ],
    [
      "its own name",
      `access: { a: { members: [sso:A], movedFrom: a } }`,
      [
        '1:45 false-move: access.a cannot have been "a" before: that is its name now. Name what the node was called when it was made, or remove movedFrom.',
      ],
    ],
    ["a name that is gone", "lake: { zones: { b: { movedFrom: a } } }", []],
  ],
  "reserved-names": [
    [
      "buckets of the stack's own",
      "lake: { zones: { jobs: {}, query_results: {} } }",
      [
        '1:18 reserved-name: A zone cannot be called "jobs": the stack has a bucket of its own of that name. The names access-logs, jobs, query-results are taken.',
        '1:28 reserved-name: A zone cannot be called "query_results": the stack has a bucket of its own of that name. The names access-logs, jobs, query-results are taken.',
      ],
    ],
    [
      "roles of the database",
      `warehouse: { engine: aurora-postgresql }
access:
  postgres: { members: [sso:A], read: [warehouse] }
  pg-readers: { members: [sso:A], read: [warehouse] }
  rdsadmin: { members: [sso:A], read: [warehouse] }
  public: { members: [sso:A], read: [warehouse] }
  datastack-owner: { members: [sso:A], read: [warehouse] }`,
      [
        '3:3 reserved-name: The group "postgres" would have the role "postgres" in the database, which is reserved there: rename the group.',
        '4:3 reserved-name: The group "pg-readers" would have the role "pg_readers" in the database, which is reserved there: rename the group.',
        '5:3 reserved-name: The group "rdsadmin" would have the role "rdsadmin" in the database, which is reserved there: rename the group.',
        '6:3 reserved-name: The group "public" would have the role "public" in the database, which is reserved there: rename the group.',
        '7:3 reserved-name: The group "datastack-owner" would have the role "datastack_owner" in the database, which is reserved there: rename the group.',
      ],
    ],
    [
      "schemas of the database",
      "warehouse: { engine: aurora-postgresql, schemas: [public, pg-mine, information_schema] }",
      [
        '1:51 reserved-name: The schema "public" is one that every PostgreSQL database has for itself: write another name.',
        '1:59 reserved-name: The schema "pg-mine" is one that every PostgreSQL database has for itself: write another name.',
        '1:68 reserved-name: The schema "information_schema" is one that every PostgreSQL database has for itself: write another name.',
      ],
    ],
    ["groups without a role there", `${lake}access: { postgres: { members: [sso:A], read: [lake] } }`, []],
  ],
  "ingestion-keys": [
    [
      "no tables from a database, tables from others",
      `${lake}${sources}ingestion:
  a: { from: sources.db, to: lake.raw, schedule: { every: 1 day } }
  b: { from: sources.web, to: lake.raw, tables: { x: {} } }
  c: { from: sources.drop, to: lake.raw, tables: { x: {} } }`,
      [
        "7:3 missing-key: ingestion.a does not say which tables to take from sources.db: add tables, as in tables: { public.orders: {} }.",
        "8:41 misplaced-key: sources.web is a stream of events and has no tables: remove tables. The dataset is named as the ingestion, b.",
        "9:42 misplaced-key: sources.drop holds files and has no tables: remove tables. The dataset is named as the ingestion, c.",
      ],
    ],
  ],
  "schedule-kinds": [
    [
      "each kind of source with the wrong schedule",
      `${lake}${sources}ingestion:
  a: { from: sources.db, to: lake.raw, tables: { x: {} } }
  b: { from: sources.web, to: lake.raw, schedule: { every: 1 day } }
  c: { from: sources.db, to: lake.raw, tables: { y: {} }, schedule: { on: arrival } }
transforms:
  t: { sql: t.sql, to: lake.raw, schedule: { on: arrival } }
  u: { sql: u.sql, to: lake.raw }`,
      [
        "7:3 missing-schedule: ingestion.a does not say when to read sources.db: add a schedule, as in schedule: { every: 1 hour }.",
        "8:41 misplaced-key: sources.web is a stream: its events are taken as they come, without a schedule. Remove it.",
        "9:75 invalid-schedule: on: arrival is for files in a bucket, and nothing arrives from a database: write schedule: { every: 1 hour } or a cron expression.",
        "11:50 invalid-schedule: on: arrival is for files in a bucket, and transforms.t reads datasets, not files: remove its schedule, and it runs when what it reads has been refreshed.",
      ],
    ],
    [
      "files on arrival, by an interval, and by default",
      `${lake}${sources}ingestion:
  a: { from: sources.drop, to: lake.raw, schedule: { on: arrival } }
  b: { from: sources.drop, to: lake.raw, schedule: { every: 1 day } }
  c: { from: sources.drop, to: lake.raw }`,
      [],
    ],
  ],
  "clock-changes": [
    [
      "an hour that the clocks skip",
      `${lake}${sources}ingestion:
  a: { from: sources.db, to: lake.raw, tables: { a: {} }, schedule: { cron: "30 2 * * *", timezone: Europe/Berlin } }
  b: { from: sources.db, to: lake.raw, tables: { b: {} }, schedule: { cron: "0,15 2 * * SUN", timezone: America/New_York } }
  c: { from: sources.db, to: lake.raw, tables: { c: {} }, schedule: { cron: "30 1 * 3 *", timezone: Europe/Lisbon } }
  d: { from: sources.db, to: lake.raw, tables: { d: {} }, schedule: { cron: "0 2 * * *", timezone: Australia/Lord_Howe } }`,
      [
        "7:77 warning skipped-hour: On 2026-03-29 the clocks of Europe/Berlin go from 02:00 straight to 03:00, and ingestion.a does not run that day: write another hour, or leave out the time zone for UTC.",
        "8:77 warning skipped-hour: On 2026-03-08 the clocks of America/New_York go from 02:00 straight to 03:00, and ingestion.b does not run that day: write another hour, or leave out the time zone for UTC.",
        "9:77 warning skipped-hour: On 2026-03-29 the clocks of Europe/Lisbon go from 01:00 straight to 02:00, and ingestion.c does not run that day: write another hour, or leave out the time zone for UTC.",
        "10:77 warning skipped-hour: On 2026-10-04 the clocks of Australia/Lord_Howe go from 02:00 straight to 02:30, and ingestion.d does not run that day: write another hour, or leave out the time zone for UTC.",
      ],
    ],
    [
      "hours that they do not skip, days on which they never do, and more hours than one",
      `${lake}${sources}ingestion:
  a: { from: sources.db, to: lake.raw, tables: { a: {} }, schedule: { cron: "30 3 * * *", timezone: Europe/Berlin } }
  b: { from: sources.db, to: lake.raw, tables: { b: {} }, schedule: { cron: "30 2 * * MON-FRI", timezone: Europe/Berlin } }
  c: { from: sources.db, to: lake.raw, tables: { c: {} }, schedule: { cron: "30 2 * 6 *", timezone: Europe/Berlin } }
  d: { from: sources.db, to: lake.raw, tables: { d: {} }, schedule: { cron: "30 2,14 * * *", timezone: Europe/Berlin } }
  e: { from: sources.db, to: lake.raw, tables: { e: {} }, schedule: { cron: "30 2 * * *" } }
  f: { from: sources.db, to: lake.raw, tables: { f: {} }, schedule: { cron: "30 2 * * *", timezone: Asia/Tokyo } }`,
      [],
    ],
  ],
  "network-choice": [
    [
      "a VPC without subnets",
      "network: { vpc: vpc-11111111 }",
      ["1:12 missing-key: An existing network needs subnets beside vpc: the private subnets of the VPC that jobs and databases use."],
    ],
    [
      "subnets without a VPC",
      "network: { subnets: [subnet-11111111, subnet-22222222] }",
      ["1:12 missing-key: An existing network needs vpc beside subnets: the VPC that the subnets belong to."],
    ],
    [
      "both kinds at once",
      `network: { vpc: vpc-11111111, subnets: [subnet-11111111, subnet-22222222], cidr: 10.0.0.0/20, "zones": [a, b] }`,
      [
        "1:76 misplaced-key: cidr is for a network that is made, and this spec names an existing one with vpc and subnets: remove cidr.",
        "1:95 misplaced-key: zones is for a network that is made, and this spec names an existing one with vpc and subnets: remove zones.",
      ],
    ],
    [
      "egress of a network that is made",
      "network: { egress: internet }",
      ["1:12 misplaced-key: egress is for an existing network: add vpc and subnets, or remove egress."],
    ],
    [
      "a public range",
      "network: { cidr: 172.32.0.0/16 }",
      [
        "1:18 invalid-value: 172.32.0.0/16 cannot be the range of a private network: it is not in one of the private ranges 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16.",
      ],
    ],
    [
      "an address inside a range",
      "network: { cidr: 10.0.1.0/16 }",
      ["1:18 invalid-value: 10.0.1.0/16 cannot be the range of a private network: the address is not the first of a range of that size."],
    ],
    [
      "no address at all",
      "network: { cidr: 10.999.0.0/16 }",
      [
        "1:18 invalid-value: 10.999.0.0/16 cannot be the range of a private network: it is not in one of the private ranges 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16.",
      ],
    ],
    ["an existing network", "network: { vpc: vpc-11111111, subnets: [subnet-11111111, subnet-22222222], egress: internet }", []],
    ["a network that is made", "network: { cidr: 192.168.8.0/21, zones: [a, c] }", []],
    ["nothing said", "network: {}", []],
  ],
  "member-partition": [
    [
      "a role of another partition",
      `access: { a: { members: [sso:A, "arn:aws-cn:iam::111111111111:role/x", "arn:aws:iam::111111111111:role/x"] } }`,
      ["1:33 foreign-member: This role is in the partition aws-cn, and the environment is in aws: name a role of aws."],
    ],
  ],
  "group-writes": [
    [
      "writing into what the stack makes",
      `${lake}${sources}ingestion: { files: { from: sources.drop, to: lake.raw } }
access: { a: { members: [sso:A], write: [lake.raw.files, lake.raw], admin: [lake.raw.files] } }`,
      [
        "7:42 warning overwritten-product: ingestion.files makes lake.raw.files, and may overwrite at its next run what this group writes there: give the group read, or a schema or zone of its own.",
        "7:77 warning overwritten-product: ingestion.files makes lake.raw.files, and may overwrite at its next run what this group writes there: give the group read, or a schema or zone of its own.",
      ],
    ],
  ],
  freshness: [
    [
      "over seven days",
      `${lake}${sources}ingestion: { files: { from: sources.drop, to: lake.raw } }
alerts: { freshness: { lake.raw.files: 8 days } }`,
      ["7:40 freshness-limit: 8 days is too long for an alarm: write at most 7 days."],
    ],
    [
      "shorter than the schedule",
      `${lake}${sources}ingestion: { shop: { from: sources.db, tables: { a: {} }, to: lake.raw, schedule: { cron: "0 5 * * MON-FRI" } } }
transforms: { t: { sql: u.sql, to: lake.raw } }
alerts: { freshness: { lake.raw.a: 71 hours, lake.raw.t: 3 days } }`,
      [
        "8:36 warning freshness-limit: lake.raw.a is refreshed by the run shop, and as much as 3 days may pass between two of its runs: a limit of 71 hours will alert although nothing failed.",
      ],
    ],
    [
      "streams and files that arrive",
      `${lake}${sources}ingestion: { events: { from: sources.web, to: lake.raw }, files: { from: sources.drop, to: lake.raw } }
alerts: { freshness: { lake.raw.events: 5 minutes, lake.raw.files: 1 minute } }`,
      [],
    ],
  ],
};

const files = { "t.sql": "select 1 as one", "u.sql": `select * from {{ ref("lake.raw.a") }}` };

describe.each(Object.entries(cases))("%s", (_, rows) => {
  test.each(rows)("%s", (_title, text, expected) => {
    const own =
      text.includes("sql: u.sql") && !text.includes("tables: { a:")
        ? { ...files, "u.sql": `select * from {{ ref("lake.raw.x") }}` }
        : files;
    expect(problemsOf(text, own)).toEqual(expected);
  });
});

describe("reserved-names", () => {
  test.each([
    ["sg", "sg-"],
    ["sg-data", "sg-"],
    ["sthree", "sthree-"],
    ["amzn-s3-demo", "amzn-s3-demo-"],
  ])("a stack called %s would have names that AWS refuses", (name, prefix) => {
    expect(problemsOf(header.replace("shop", name))).toEqual([
      `2:7 reserved-name: A stack cannot be called "${name}": names that begin with ${prefix} are AWS's own. Write another name.`,
    ]);
  });

  test.each(["sgs", "sthreeing"])("a stack called %s would not", (name) => {
    expect(problemsOf(header.replace("shop", name))).toEqual([]);
  });

  test("local is what runs on a laptop", () => {
    expect(problemsOf(header.replace("dev:", "local:"))).toEqual([
      '5:3 reserved-name: An environment cannot be called "local": that is what runs on a laptop are called. Write another name, such as dev.',
    ]);
  });
});

describe("protected-stores", () => {
  const spec = (isProtected: boolean) => `apiVersion: datastack/v1
name: shop
owner: data@shop.example
environments:
  prod: { account: "111111111111", region: eu-west-1, protected: ${isProtected}, overrides: { warehouse: null } }
warehouse: { engine: aurora-postgresql }
`;

  test("an override does not remove a zone, a schema or the kind of warehouse of a protected environment", () => {
    const overrides = "{ lake: { zones: { old: null } }, warehouse: { schemas: [marts] } }";
    const text = [
      "apiVersion: datastack/v1",
      "name: shop",
      "owner: me",
      "environments:",
      `  prod: { account: "111111111111", region: eu-west-1, protected: true, overrides: ${overrides} }`,
      "lake: { zones: { raw: {}, old: {} } }",
      "warehouse: { engine: aurora-postgresql, schemas: [staging, marts] }",
    ].join("\n");
    expect(diagnosticsOf(text).map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "dropped-store: This override removes the zone old from prod, which is protected: take it out, or write protected: false first.",
      "dropped-store: This override removes the schema staging from prod, which is protected: take it out, or write protected: false first.",
    ]);
  });

  test("an override does not remove a store of a protected environment", () => {
    const diagnostics = diagnosticsOf(spec(true));
    expect(diagnostics.map(({ span, code, message }) => [placeOf(span), code, message])).toEqual([
      [
        "5:85",
        "dropped-store",
        "This override removes the whole warehouse from prod, which is protected: take it out, or write protected: false first.",
      ],
    ]);
    expect(diagnostics[0]?.related.map(({ span }) => placeOf(span))).toEqual(["6:12"]);
    expect(diagnosticsOf(spec(false))).toEqual([]);
  });
});

describe("statement-size", () => {
  test("what the compiler makes of a select counts", () => {
    const text = `${lake}transforms: { t: { sql: t.sql, to: lake.raw, schedule: { every: 1 day } } }`;
    const select = (length: number) => `select '${"x".repeat(length - "select ''".length)}'`;
    expect(problemsOf(text, { "t.sql": select(262_144) })).toEqual([
      expect.stringMatching(/^2:25 statement-too-long: This becomes a statement of 262,\d+ bytes, and Athena takes 262,144 at most/),
    ]);
    expect(problemsOf(text, { "t.sql": select(261_800) })).toEqual([]);
  });

  test("checks count together", () => {
    const columns = Array.from({ length: 128 }, (_, index) => `c${index}${"x".repeat(120)}`).join(", ");
    const checks = Array.from({ length: 10 }, () => `{ not_null: [${columns}] }`).join(", ");
    const text = `${lake}transforms: { t: { sql: t.sql, to: lake.raw, schedule: { every: 1 day }, checks: [${checks}] } }`;
    expect(problemsOf(text, { "t.sql": "select *" })).toEqual([
      expect.stringMatching(/^2:82 statement-too-long: This becomes a statement of/),
    ]);
  });
});
