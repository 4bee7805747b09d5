import { describe, expect, test } from "vitest";
import type { LakeProgram, Transform } from "../../../compiler";
import { diagnosticsOf, graphOf, placeOf, problemsOf, textOf } from "../spec-text";

const base = `
vars: { since: "2026-01-01" }
lake: { zones: { raw: {}, curated: { format: iceberg, snapshots: 2 weeks }, my-files: {} } }
warehouse: { engine: aurora-postgresql, schemas: [marts, my-staging] }
sources:
  db: { type: postgresql, host: db.example, database: orders, secret: shop/db }
  web: { type: clickstream }
  images: { type: s3, bucket: partner-images, format: objects }
ingestion:
  shop: { from: sources.db, tables: { orders: {}, customers: {} }, to: lake.raw, schedule: { every: 1 day } }
  app: { from: sources.db, tables: { users: {} }, to: warehouse.my-staging, schedule: { every: 1 day } }
  pictures: { from: sources.images, to: lake.raw }
  events: { from: sources.web, to: lake.raw }
transforms:
`;

function transformOf(text: string, files: Readonly<Record<string, string>>): Transform {
  const found = graphOf(base + text, files).transforms.find(({ name }) => name === "t");
  if (!found) throw new Error("there is no transform t");
  return found;
}

function program<Kind extends LakeProgram["kind"]>(text: string, sql: string, kind: Kind): Extract<LakeProgram, { kind: Kind }> {
  const { lakeProgram } = transformOf(text, { "t.sql": sql });
  if (lakeProgram?.kind !== kind) throw new Error(`the program is ${lakeProgram?.kind}`);
  return lakeProgram as Extract<LakeProgram, { kind: Kind }>;
}

const orders = `select * from {{ ref("lake.raw.orders") }} where day >= '{{ vars.since }}' -- {{ env }}\n;`;
const ordersSelect = `select * from "shop_dev_raw"."orders" where day >= '2026-01-01'`;

describe("transforms of the lake", () => {
  test("a table of an iceberg zone", () => {
    expect(program("  t: { sql: t.sql, to: lake.curated }", orders, "table")).toEqual({
      kind: "table",
      database: "shop_dev_curated",
      table: "t",
      format: "iceberg",
      temporaryTable: "t__{run}",
      location: "s3://shop-dev-curated-111111111111-eu-west-1/t/{run}/",
      createTable: `create table "shop_dev_curated"."t__{run}" with (
  table_type = 'ICEBERG',
  is_external = false,
  location = 's3://shop-dev-curated-111111111111-eu-west-1/t/{run}/',
  format = 'PARQUET',
  write_compression = 'ZSTD',
  vacuum_max_snapshot_age_seconds = 1209600
) as
${ordersSelect}`,
    });
  });

  test("a table of a parquet zone", () => {
    expect(program("  t: { sql: t.sql, to: lake.my-files }", orders, "table").createTable)
      .toBe(`create table "shop_dev_my_files"."t__{run}" with (
  format = 'PARQUET',
  write_compression = 'ZSTD',
  external_location = 's3://shop-dev-my-files-111111111111-eu-west-1/t/{run}/'
) as
${ordersSelect}`);
  });

  test("a view", () => {
    expect(program("  t: { sql: t.sql, to: lake.my-files, materialize: view }", orders, "view").createView).toBe(
      `create or replace view "shop_dev_my_files"."t" as\n${ordersSelect}`,
    );
  });

  test("rows that are merged by key", () => {
    const { createTable, location, mergeHead, key, select } = program(
      `  t: { sql: t.sql, to: lake.curated, materialize: { incremental: [id, 'a"b'] } }`,
      orders,
      "incremental",
    );
    expect([key, select, location]).toEqual([["id", 'a"b'], ordersSelect, "s3://shop-dev-curated-111111111111-eu-west-1/t/{run}/"]);
    expect(createTable).toMatch(/^create table "shop_dev_curated"\."t" with \(/);
    expect(mergeHead).toBe(
      `merge into "shop_dev_curated"."t" as target\nusing (\n${ordersSelect}\n) as source\non target."id" = source."id" and target."a""b" = source."a""b"`,
    );
  });

  test("checks are one query that answers those that fail", () => {
    const text = `  t: { sql: t.sql, to: lake.curated, checks: [{ not_null: ["it's"] }, { unique: [a, b] }] }`;
    expect(program(text, orders, "table").checksQuery).toBe(`select name, failures from (
select 'not_null it''s' as name, count(*) as failures from (
select * from "shop_dev_curated"."t" where "it's" is null
)
union all
select 'unique a, b' as name, count(*) as failures from (
select "a", "b", count(*) as occurrences from "shop_dev_curated"."t" where "a" is not null and "b" is not null group by "a", "b" having count(*) > 1
)
)
where failures > 0
order by name`);
  });
});

describe("transforms of the warehouse", () => {
  test("read tables there, and copies of lake tables, which are loaded", () => {
    const text = `  t: { sql: t.sql, to: warehouse.marts, checks: [{ relationships: { customer: lake.raw.customers.id } }] }`;
    const graph = graphOf(base + text, {
      "t.sql": `select * from {{ ref("lake.raw.orders") }} join {{ ref("warehouse.my-staging.users") }} using (id)`,
    });
    const [transform] = graph.transforms;
    expect(transform?.select).toBe(`select * from "lake_raw"."orders" join "my_staging"."users" using (id)`);
    expect(transform?.reads).toEqual(["lake.raw.customers", "lake.raw.orders", "warehouse.my-staging.users"]);
    expect(transform?.checks.map(({ sql }) => sql)).toEqual([
      `select child.* from "marts"."t" as child where child."customer" is not null and not exists (select 1 from "lake_raw"."customers" as parent where parent."id" = child."customer")`,
    ]);
    expect(transform?.lakeProgram).toBeUndefined();
    expect(transform?.statements.at(-1)).toBe('analyze "marts"."t"');
    expect(graph.loads).toEqual([
      {
        dataset: "lake.raw.customers",
        zone: "raw",
        table: "customers",
        schema: "lake_raw",
        pointer: "/ingestion/shop/tables/customers",
        files: "s3://shop-dev-jobs-111111111111-eu-west-1/unload/lake.raw.customers",
        unload: `unload (select * from "shop_dev_raw"."customers")\nto 's3://shop-dev-jobs-111111111111-eu-west-1/unload/lake.raw.customers/{run}/'\nwith (format = 'PARQUET', compression = 'ZSTD')`,
        grants: [],
      },
      expect.objectContaining({ dataset: "lake.raw.orders", schema: "lake_raw" }),
    ]);
    expect(graph.warehouse?.schemas.map(({ name, sqlName, copyOfZone }) => [name, sqlName, copyOfZone])).toEqual([
      ["lake_raw", "lake_raw", "raw"],
      ["marts", "marts", undefined],
      ["my-staging", "my_staging", undefined],
    ]);
  });

  test("every kind of check selects the rows that should not be", () => {
    const text = `
  t:
    sql: t.sql
    to: warehouse.marts
    schedule: { every: 1 day }
    checks:
      - accepted_values: { status: [open, "it's"], level: [1, 1.5], live: [true], "a b": [x] }
      - sql: select * from {{ ref("warehouse.marts.t") }} where amount < 0;
      - relationships: { parent: warehouse.marts.t.id }
      - sql: "-- none\\nselect 1 as one where '{{ env }}' = 'prod'"`;
    const transform = transformOf(text, { "t.sql": "select *" });
    expect(transform.checks.map(({ name, pointer, sql }) => [name, pointer, sql])).toEqual([
      ["accepted_values a b", "/transforms/t/checks/0/accepted_values/a b", `select * from "marts"."t" where "a b" not in ('x')`],
      ["accepted_values level", "/transforms/t/checks/0/accepted_values/level", `select * from "marts"."t" where "level" not in (1, 1.5)`],
      ["accepted_values live", "/transforms/t/checks/0/accepted_values/live", `select * from "marts"."t" where "live" not in (true)`],
      [
        "accepted_values status",
        "/transforms/t/checks/0/accepted_values/status",
        `select * from "marts"."t" where "status" not in ('open', 'it''s')`,
      ],
      ["sql 1", "/transforms/t/checks/1/sql", `select * from "marts"."t" where amount < 0`],
      [
        "relationships parent",
        "/transforms/t/checks/2/relationships/parent",
        `select child.* from "marts"."t" as child where child."parent" is not null and not exists (select 1 from "marts"."t" as parent where parent."id" = child."parent")`,
      ],
      ["sql 2", "/transforms/t/checks/3/sql", `select 1 as one where 'dev' = 'prod'`],
    ]);
    expect(transform.reads).toEqual([]);
  });

  test("a renamed transform takes its table along", () => {
    const text = "  t: { sql: t.sql, to: warehouse.marts, movedFrom: old-name }";
    expect(transformOf(text, { "t.sql": orders.replace("{{ env }}", "") }).statements[1]).toContain(
      `alter table "marts"."old_name" rename to "t"`,
    );
  });
});

describe("tables that a select names itself", () => {
  const at = (sql: string) => problemsOf(base + "  t: { sql: t.sql, to: lake.curated, schedule: { every: 1 day } }", { "t.sql": sql });
  const advice = "so the stack does not know that it is read: no run waits for it, and nobody gets the right to read it.";

  test.each([
    [
      "select id from orders",
      [`t.sql:1:16 warning named-table: "orders" is read by its name, ${advice} Write {{ ref("lake.raw.orders") }}.`],
    ],
    [
      'select o.id from {{ ref("lake.raw.orders") }} as o, raw.of_others as x',
      [`t.sql:1:53 warning named-table: "raw.of_others" is read by its name, ${advice} Write {{ ref("…") }}.`],
    ],
    ["select table_name from information_schema.tables, pg_catalog.pg_class, pg_tables", []],
    ['with o as (select * from {{ ref("lake.raw.orders") }}) select id from o', []],
    // Words after a name once took this time that doubles with each.
    [`select id from {{ ref("lake.raw.orders") }} -- ${"word ".repeat(2_000)}`, []],
  ])("%.80s", (sql, expected) => {
    expect(at(sql)).toEqual(expected);
  });
});

describe("problems of transforms", () => {
  const at = (text: string, sql: string) => problemsOf(base + text, { "t.sql": sql });

  test.each<[string, string, string, string[]]>([
    [
      "an unknown dataset, in the SQL file",
      "  t: { sql: t.sql, to: lake.curated }",
      `select *\nfrom {{ ref("lake.raw.order") }}\njoin {{ ref("lake.rw.orders") }} using (id)`,
      [
        't.sql:2:14 unknown-reference: Nothing makes a dataset "order" in lake.raw. Did you mean "orders"?',
        't.sql:3:14 unknown-reference: There is no lake zone "rw". Did you mean "raw"?',
      ],
    ],
    [
      "a zone instead of a dataset",
      "  t: { sql: t.sql, to: lake.curated }",
      `select * from {{ ref("lake.raw") }}`,
      ['t.sql:1:23 wrong-reference: "lake.raw" is a lake zone: write a dataset, as in lake.raw.<table>.'],
    ],
    [
      "warehouse data in the lake",
      "  t: { sql: t.sql, to: lake.curated }",
      `select * from {{ ref("warehouse.my-staging.users") }}`,
      [
        't.sql:1:23 unreachable-dataset: "warehouse.my-staging.users" is in the warehouse, and a transform to lake.curated runs on Athena, which reads only the lake: send this transform to the warehouse, or that dataset to the lake.',
      ],
    ],
    [
      "objects that are taken as they are",
      "  t: { sql: t.sql, to: lake.curated }",
      `select * from {{ ref("lake.raw.pictures") }}`,
      [
        't.sql:1:23 unreachable-dataset: "lake.raw.pictures" holds objects as they are: it has no table that SQL could read. Say what they hold with format on the source.',
      ],
    ],
    [
      "rows merged into parquet",
      "  t: { sql: t.sql, to: lake.my-files, materialize: { incremental: [id] } }",
      orders,
      [
        "15:52 unsupported-target: Rows cannot be merged into lake.my-files, whose tables are plain Parquet files: give the zone format: iceberg, or materialize: table.",
      ],
    ],
    [
      "a variable that is misspelt",
      "  t: { sql: t.sql, to: lake.curated }",
      `select '{{ vars.sinc }}' from {{ ref("lake.raw.orders") }}`,
      ['t.sql:1:17 invalid-template: The spec has no variable "sinc" under vars. Did you mean "since"?'],
    ],
    [
      "a block that is misspelt",
      "  t: { sql: t.sql, to: lake.curated }",
      `{% if env == "dev" %}select 1{% edif %} from {{ ref("lake.raw.orders") }}`,
      ['t.sql:1:33 invalid-template: There is no {% edif %} in SQL files. Did you mean "endif"?'],
    ],
    [
      "two statements",
      "  t: { sql: t.sql, to: lake.curated }",
      `select 1 from {{ ref("lake.raw.orders") }};\ndrop table orders`,
      ["t.sql:1:43 invalid-statement: A transform is one select: there is a second statement after this semicolon."],
    ],
    [
      "another statement",
      "  t: { sql: t.sql, to: lake.curated }",
      `-- {{ env }}\n\n  insert into x select 1`,
      ['t.sql:3:3 invalid-statement: A transform is one select: the statement begins with "insert", not with select or with.'],
    ],
    [
      "the token of runs",
      "  t: { sql: t.sql, to: lake.curated }",
      `select '{run}' from {{ ref("lake.raw.orders") }}`,
      ["t.sql:1:9 invalid-statement: The text {run} stands for the id of a run, so SQL for the lake cannot hold it."],
    ],
    [
      "SQL that is too long",
      "  t: { sql: t.sql, to: lake.curated }",
      `select '${"x".repeat(262_144)}'`,
      ["t.sql:1:1 statement-too-long: This SQL has 262,153 bytes: a statement has 262,144 at most. Make it several transforms."],
    ],
    [
      "a file that is not there",
      "  t: { sql: sql/t.sql, to: lake.curated }",
      "",
      ['15:13 unreadable-file: The SQL file "sql/t.sql" does not exist.'],
    ],
    [
      "checks",
      `  t:
    sql: t.sql
    to: lake.curated
    checks:
      - relationships: { a: lake.raw.order.id, b: lake.raw, c: warehouse.my-staging.users.id }
      - sql: select * from {{ ref("lake.raw.orderss") }} where {{ vars.since }}
      - sql: delete from x`,
      orders,
      [
        '19:29 unknown-reference: Nothing makes a dataset "order" in lake.raw. Did you mean "orders"?',
        '19:51 wrong-reference: "lake.raw" is no column of a dataset: write the dataset, a dot and the column, as in lake.raw.customers.customer_id.',
        '19:64 unreachable-dataset: "warehouse.my-staging.users" is in the warehouse, and a transform to lake.curated runs on Athena, which reads only the lake: send this transform to the warehouse, or that dataset to the lake.',
        '20:36 unknown-reference: Nothing makes a dataset "orderss" in lake.raw. Did you mean "orders"?',
        '21:14 invalid-statement: A transform is one select: the statement begins with "delete", not with select or with.',
      ],
    ],
    [
      "itself",
      "  t: { sql: t.sql, to: lake.curated }",
      `select * from {{ ref("lake.curated.t") }}`,
      ["t.sql:1:23 reference-cycle: transforms.t reads lake.curated.t, which it makes itself: a select cannot read its own result."],
    ],
    [
      "only a stream",
      "  t: { sql: t.sql, to: lake.curated }",
      `select * from {{ ref("lake.raw.events") }}`,
      [
        "15:3 missing-schedule: Only streams feed transforms.t (lake.raw.events), and a stream starts no run: give it a schedule, as in schedule: { every: 1 hour }.",
      ],
    ],
    [
      "nothing",
      "  t: { sql: t.sql, to: lake.curated }",
      `select 1 as one`,
      [
        "15:3 missing-schedule: transforms.t reads no dataset, so nothing would ever start it: give it a schedule, as in schedule: { every: 1 hour }.",
      ],
    ],
  ])("%s", (_, text, sql, expected) => expect(at(text, sql)).toEqual(expected));

  test("a cycle is told once, in order, with all its references", () => {
    const text = `
  a: { sql: a.sql, to: lake.curated }
  b: { sql: b.sql, to: lake.curated }
  c: { sql: c.sql, to: lake.curated }
  d: { sql: d.sql, to: lake.curated }`;
    const files = {
      "a.sql": `select * from {{ ref("lake.raw.orders") }},\n  {{ ref("lake.curated.c") }}`,
      "b.sql": `select * from {{ ref("lake.curated.a") }}`,
      "c.sql": `select * from {{ ref("lake.curated.b") }}`,
      "d.sql": `select * from {{ ref("lake.curated.c") }}`,
    };
    const diagnostics = diagnosticsOf(base + text, files);
    expect(diagnostics.map(({ code, message, span }) => [code, message, placeOf(span), textOf(span)])).toEqual([
      [
        "reference-cycle",
        "These transforms wait for each other: a → c → b → a (each reads the next). Take one of these references out.",
        "a.sql:2:11",
        "lake.curated.c",
      ],
    ]);
    expect(diagnostics[0]?.related.map(({ span, message }) => [placeOf(span), message])).toEqual([
      ["c.sql:1:23", "transforms.c reads lake.curated.b here"],
      ["b.sql:1:23", "transforms.b reads lake.curated.a here"],
    ]);
  });

  test("only the first of transforms without a start is reported", () => {
    const text = `
  a: { sql: a.sql, to: lake.curated }
  b: { sql: b.sql, to: lake.curated }`;
    const files = { "a.sql": `select * from {{ ref("lake.raw.events") }}`, "b.sql": `select * from {{ ref("lake.curated.a") }}` };
    expect(problemsOf(base + text, files)).toHaveLength(1);
  });
});
