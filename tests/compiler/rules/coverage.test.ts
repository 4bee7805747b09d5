import { describe, expect, test } from "vitest";
import { header, problemsOf } from "../spec-text";

/** What AWS or an engine would refuse, and a spec alone can tell; then a spec that breaks it, and all that is said of it. */
type Line = readonly [what: string, text: string, expected: readonly string[]];

const long = "x".repeat(64);
const lake = "lake: { zones: { raw: {}, merged: { format: iceberg } } }\n";
const db = "sources: { db: { type: postgresql, host: db.example, database: orders, secret: shop/db } }\n";
const source = (text: string): string => `sources: { s: { ${text} } }`;
const server = (host: string): string => source(`type: postgresql, host: ${host}, database: d, secret: s`);
const ingestion = (tables: string, to = "lake.raw"): string =>
  `${lake}${db}ingestion: { i: { from: sources.db, tables: ${tables}, to: ${to}, schedule: { every: 1 day } } }`;
const transform = (text: string, stores = lake, to = "lake.merged"): string =>
  `${stores}transforms: { t: { sql: t.sql, to: ${to}, schedule: { every: 1 day }, ${text} } }`;
const cluster = "warehouse: { engine: aurora-postgresql }\n";
const environment = (text: string): string => header.replace('account: "111111111111", region: eu-west-1', text);

const groups: Readonly<Record<string, readonly Line[]>> = {
  "accounts and regions": [
    [
      "a region that AWS does not have",
      environment('account: "111111111111", region: eu-wset-1'),
      [
        '5:43 invalid-value: AWS has no region "eu-wset-1" that this version of datastack knows: write one such as eu-west-1. Did you mean "eu-west-1"?',
      ],
    ],
    [
      "an availability zone for a region",
      environment('account: "111111111111", region: eu-west-1a'),
      [
        '5:43 invalid-value: AWS has no region "eu-west-1a" that this version of datastack knows: write one such as eu-west-1. Did you mean "eu-west-1"?',
      ],
    ],
    [
      "a place",
      environment('account: "111111111111", region: Frankfurt'),
      ['5:43 invalid-value: region cannot be "Frankfurt". Where everything is made. For example: eu-west-1'],
    ],
    [
      "an account id that is too short",
      environment('account: "11111111111", region: eu-west-1'),
      [
        '5:19 invalid-value: account cannot be "11111111111". The 12 digits of the account id, in quotes: YAML would read them as a number. For example: "111111111111"',
      ],
    ],
    [
      "a role of another partition",
      'access: { a: { members: ["arn:aws-us-gov:iam::111111111111:role/x"] } }',
      ["1:26 foreign-member: This role is in the partition aws-us-gov, and the environment is in aws: name a role of aws."],
    ],
    [
      "an ARN of no role",
      'access: { a: { members: ["arn:aws:iam::111111111111:user/x"] } }',
      [
        '1:26 invalid-value: An entry of members cannot be "arn:aws:iam::111111111111:user/x". sso:<permission set>, or the ARN of an IAM role. For example: sso:Analysts',
      ],
    ],
    [
      "a permission set whose name is too long",
      `access: { a: { members: [sso:${"x".repeat(33)}] } }`,
      [
        `1:26 invalid-value: An entry of members cannot be "sso:${"x".repeat(33)}". sso:<permission set>, or the ARN of an IAM role. For example: sso:Analysts`,
      ],
    ],
    [
      "a key of another partition",
      source('type: s3, bucket: drop, kmsKey: "arn:aws-cn:kms:cn-north-1:111111111111:key/1234abcd"'),
      ["1:49 invalid-value: This key is in the partition aws-cn, and the environment is in aws: name a key of aws."],
    ],
    [
      "an alias for a key",
      source('type: s3, bucket: drop, kmsKey: "arn:aws:kms:eu-west-1:111111111111:alias/x"'),
      [
        '1:49 invalid-value: kmsKey cannot be "arn:aws:kms:eu-west-1:111111111111:alias/x". ARN of the KMS key that encrypts the bucket, when it has one of its own; of the key, not of an alias. For example: arn:aws:kms:eu-west-1:333333333333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      ],
    ],
    ["a key of several regions", source('type: s3, bucket: drop, kmsKey: "arn:aws:kms:eu-west-1:111111111111:key/mrk-1234abcd"'), []],
  ],
  network: [
    [
      "a VPC id that is none",
      "network: { vpc: vpc-1, subnets: [subnet-11111111, subnet-22222222] }",
      [
        '1:17 invalid-value: vpc cannot be "vpc-1". Id of an existing VPC: vpc- and 17 hexadecimal digits (8 for an old one). For example: vpc-0a1b2c3d4e5f60718',
      ],
    ],
    [
      "one subnet",
      "network: { vpc: vpc-11111111, subnets: [subnet-11111111] }",
      [
        "1:40 invalid-value: subnets needs at least 2 entries. Ids of private subnets of the VPC, in two or more availability zones, with a route to S3. For example: [ subnet-0a1b2c3d4e5f60718, subnet-0b1c2d3e4f5061728 ]",
      ],
    ],
    [
      "a subnet twice",
      "network: { vpc: vpc-11111111, subnets: [subnet-11111111, subnet-11111111] }",
      ['1:58 invalid-value: subnets has "subnet-11111111" twice. Keep one.'],
    ],
    [
      "an availability zone that the region does not have",
      `${cluster}network: { zones: [a, d] }`,
      ['2:23 invalid-value: The region eu-west-1 has no availability zone "d": write letters from a, b, c.'],
    ],
    ["zones that it has", `${cluster}network: { zones: [a, c] }`, []],
  ],
  "hosts, secrets and databases": [
    [
      "a URL for a host",
      server('"https://db.example"'),
      [
        '1:41 invalid-value: host cannot be "https://db.example". Name or IPv4 address of the server, without scheme and port. For example: orders.internal.shop.example',
      ],
    ],
    [
      "a port inside of a host",
      server('"db.example:5432"'),
      [
        '1:41 invalid-value: host cannot be "db.example:5432". Name or IPv4 address of the server, without scheme and port. For example: orders.internal.shop.example',
      ],
    ],
    [
      "the job's own machine",
      server("localhost"),
      ['1:41 invalid-value: "localhost" cannot be the host: a job would look for the server on its own machine.'],
    ],
    [
      "the same as an address, of a warehouse",
      "warehouse: { engine: postgresql, host: 127.0.0.1, database: d, secret: s }",
      ['1:40 invalid-value: "127.0.0.1" cannot be the host: a job would look for the server on its own machine.'],
    ],
    [
      "an address that is none",
      server("10.0.0.256"),
      ['1:41 invalid-value: "10.0.0.256" cannot be the host: an IPv4 address is four numbers from 0 to 255.'],
    ],
    ["an empty part", server("db..example"), ['1:41 invalid-value: "db..example" cannot be the host: a part between two dots is empty.']],
    [
      "a part that ends with a hyphen",
      server("db-.example"),
      ['1:41 invalid-value: "db-.example" cannot be the host: a part between dots begins or ends with a hyphen.'],
    ],
    [
      "a part that is too long",
      server(`${long}.example`),
      [`1:41 invalid-value: "${long}.example" cannot be the host: a part between dots has 63 characters at most.`],
    ],
    ["an address", server("10.1.2.3"), []],
    [
      "the ARN of a secret",
      source('type: mysql, host: h, database: d, secret: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:x"'),
      [
        '1:60 invalid-value: secret cannot be "arn:aws:secretsmanager:eu-west-1:111111111111:secret:x". Name, not ARN, of a secret in AWS Secrets Manager that holds username and password. Never the password itself. For example: shop/orders-db',
      ],
    ],
  ],
  "buckets and prefixes": [
    [
      "a URL for a bucket",
      source('type: s3, bucket: "s3://drop/in"'),
      [
        '1:35 invalid-value: bucket cannot be "s3://drop/in". Name of the bucket, without s3:// before it. To run on arrival, it must send its events to Amazon EventBridge. For example: partner-drop',
      ],
    ],
    [
      "two dots",
      source("type: s3, bucket: a..b"),
      ['1:35 invalid-value: "a..b" is no bucket: the name of a bucket has no two dots in a row.'],
    ],
    [
      "an address",
      source("type: s3, bucket: 10.0.0.1"),
      ['1:35 invalid-value: "10.0.0.1" is no bucket: the name of a bucket is no IP address.'],
    ],
    [
      "a name that S3 keeps",
      source("type: s3, bucket: xn--drop"),
      ['1:35 invalid-value: "xn--drop" is no bucket: S3 keeps the beginning of this name for itself.'],
    ],
    [
      "an access point",
      source("type: s3, bucket: drop-s3alias"),
      ['1:35 invalid-value: "drop-s3alias" is the alias of an access point: write the name of its bucket.'],
    ],
    [
      "a zone of the lake",
      `${lake}${source("type: s3, bucket: shop-dev-raw-111111111111-eu-west-1")}`,
      ['2:35 invalid-value: "shop-dev-raw-111111111111-eu-west-1" is the bucket of lake.raw: read the zone with a transform.'],
    ],
    [
      "a bucket of the stack's own",
      source("type: s3, bucket: shop-dev-jobs-111111111111-eu-west-1"),
      ['1:35 invalid-value: "shop-dev-jobs-111111111111-eu-west-1" is a bucket of the stack\'s own: name the bucket that files come from.'],
    ],
    [
      "a slash before a prefix",
      source("type: s3, bucket: drop, prefix: /in/"),
      ['1:49 warning invalid-value: Keys in a bucket hardly begin with a slash, as "/in/" does: write in/.'],
    ],
    [
      "nothing but a slash",
      source("type: s3, bucket: drop, prefix: /"),
      ['1:49 warning invalid-value: Keys in a bucket hardly begin with a slash, as "/" does: leave prefix out to take the whole bucket.'],
    ],
    [
      "a wildcard in a prefix",
      source('type: s3, bucket: drop, prefix: "in/*"'),
      [
        '1:49 invalid-value: prefix cannot be "in/*". Only objects whose key starts with it: no slash before it, no wildcards. For example: orders/',
      ],
    ],
  ],
  "tables and columns": [
    [
      "a table without its name",
      ingestion('{ "public.": { as: x } }'),
      ['3:47 invalid-name: "public." is no table: write it as table or schema.table.'],
    ],
    [
      "a table of no schema",
      ingestion("{ .orders: {} }"),
      ['3:47 invalid-name: ".orders" is no table: write it as table or schema.table.'],
    ],
    [
      "every table",
      ingestion('{ "public.*": { as: x } }'),
      ['3:47 invalid-name: "public.*" is no table: there are no wildcards; name each table.'],
    ],
    [
      "a table that PostgreSQL cannot have",
      ingestion(`{ ${long}: { as: x } }`),
      [`3:47 invalid-name: "${long}" is no table: names in PostgreSQL have 63 bytes at most.`],
    ],
    [
      "a column that PostgreSQL would cut",
      ingestion(`{ t: { key: [${long}], cursor: ${long} } }`),
      [
        `3:58 invalid-name: "${long}" is no column: names in PostgreSQL have 63 bytes at most, and it would cut this one.`,
        `3:133 invalid-name: "${long}" is no column: names in PostgreSQL have 63 bytes at most, and it would cut this one.`,
      ],
    ],
    [
      "columns of a transform in PostgreSQL",
      transform(
        `materialize: { incremental: [${long}] }, checks: [{ not_null: [${long}] }, { accepted_values: { ${long}: [a] } }]`,
        cluster,
        "warehouse.marts",
      ),
      [
        `2:110 invalid-name: "${long}" is no column: names in PostgreSQL have 63 bytes at most, and it would cut this one.`,
        `2:201 invalid-name: "${long}" is no column: names in PostgreSQL have 63 bytes at most, and it would cut this one.`,
        `2:291 invalid-name: "${long}" is no column: names in PostgreSQL have 63 bytes at most, and it would cut this one.`,
      ],
    ],
    ["the same in the lake", transform(`checks: [{ not_null: [${long}] }]`), []],
    [
      "a line end in a column",
      transform('checks: [{ unique: ["a\\nb"] }]'),
      ['2:97 invalid-name: "a\\nb" is no column: a name has no control characters.'],
    ],
    [
      "values of several types",
      transform('checks: [{ accepted_values: { status: [1, "2", true] } }]'),
      [
        '2:115 wrong-type: These values are numbers, texts and true or false, and the column "status" is of one type: write all as one, with or without quotes.',
      ],
    ],
    [
      "a word of SQL as an iceberg table",
      ingestion("{ public.order: { key: [id] } }", "lake.merged"),
      [
        '3:47 reserved-name: lake.merged.order cannot be an iceberg table: "order" is a word of SQL, and Athena\'s statements that keep such tables small take no quotes: give it another name with as: <name>.',
      ],
    ],
    ["the same in a parquet zone", ingestion("{ public.order: { key: [id] } }"), []],
    [
      "columns that every event has",
      source("type: clickstream, columns: { event_id: string, load_date: date, page: string }"),
      [
        '1:47 reserved-name: Every event has "event_id" already, which tells it from every other: remove it, or let the pages call theirs by another name.',
        '1:65 reserved-name: Every event has "load_date" already, the day by which its files are laid down: remove it, or let the pages call theirs by another name.',
      ],
    ],
  ],
  "origins, addresses and tags": [
    [
      "a path after an origin",
      source('type: clickstream, origins: ["https://www.shop.example/"]'),
      [
        '1:46 invalid-value: An entry of origins cannot be "https://www.shop.example/". Scheme, host and port of the pages, or * for any. For example: https://www.shop.example',
      ],
    ],
    [
      "a port that cannot be",
      source('type: clickstream, origins: ["https://www.shop.example:65536"]'),
      ['1:46 invalid-value: "https://www.shop.example:65536" has no port that can be: it goes from 1 to 65535.'],
    ],
    [
      "every origin and another",
      source('type: clickstream, origins: ["*", "https://www.shop.example"]'),
      ['1:46 invalid-value: "*" lets the pages of every origin post events, so the others mean nothing: remove it, or remove the others.'],
    ],
    [
      "an address without a domain",
      "alerts: { email: [data] }",
      ['1:19 invalid-value: An entry of email cannot be "data". An email address. For example: data-oncall@shop.example'],
    ],
    [
      "tags that are one to IAM",
      "tags: { Team: a, team: b }",
      ['1:18 name-collision: The tags "Team" and "team" differ in capitals alone, and to IAM they are one: keep one of them.'],
    ],
  ],
  "ages, sizes and limits": [
    [
      "ages beyond all sense",
      "lake: { zones: { r: { retention: 99999 years }, c: { format: iceberg, snapshots: 101 years } } }",
      [
        "1:34 invalid-value: 99999 years is more than 100 years: leave retention out, or write what is meant.",
        "1:82 invalid-value: 101 years is more than 100 years: leave snapshots out, or write what is meant.",
      ],
    ],
    [
      "capacity between steps",
      "warehouse: { engine: aurora-postgresql, capacity: { min: 0.3, max: 300 } }",
      ["1:58 invalid-value: min goes in steps of 0.5, which 0.3 does not fit.", "1:68 invalid-value: max is at most 256, not 300."],
    ],
  ],
};

describe.each(Object.entries(groups))("%s", (_, lines) => {
  test.each(lines)("%s", (_what, text, expected) => {
    expect(problemsOf(text, { "t.sql": "select *" })).toEqual(expected);
  });
});
