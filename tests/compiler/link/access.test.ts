import { describe, expect, test } from "vitest";
import { graphOf } from "../spec-text";

const spec = (engine: string, access: string) => `
lake: { zones: { raw: {}, curated: { format: iceberg } } }
warehouse: { ${engine}, schemas: [marts, my-staging] }
sources: { db: { type: postgresql, host: db.example, database: orders, secret: shop/db } }
ingestion:
  shop: { from: sources.db, tables: { orders: {}, customers: {} }, to: lake.raw, schedule: { every: 1 day } }
  app: { from: sources.db, tables: { users: {} }, to: warehouse.my-staging, schedule: { every: 1 day } }
transforms:
  mart: { sql: mart.sql, to: warehouse.marts }
access:
${access}`;

const files = { "mart.sql": `select * from {{ ref("lake.raw.orders") }}` };
const aurora = "engine: aurora-postgresql";
const existing = "engine: postgresql, host: pg.example, database: analytics, secret: shop/pg";

function grantsOf(access: string, engine = aurora) {
  const { warehouse, groups } = graphOf(spec(engine, access), files);
  if (!warehouse) throw new Error("there is no warehouse");
  return {
    roles: warehouse.grants.groups.map(({ group, role, login }) => [group, role, login]),
    schemas: warehouse.grants.schemaGrants.map(({ schema, role, schemaPrivileges, tablePrivileges }) => [
      schema,
      role,
      schemaPrivileges.join(),
      tablePrivileges.join(),
    ]),
    tables: warehouse.grants.tableGrants.map(({ schema, table, role, privileges }) => [schema, table, role, privileges.join()]),
    lake: Object.fromEntries(
      groups.map(({ name, lake }) => [name, lake.map(({ zone, table, level }) => `${level} ${zone}${table ? `.${table}` : ""}`)]),
    ),
  };
}

const write = "SELECT,INSERT,UPDATE,DELETE";
const admin = `${write},TRUNCATE,REFERENCES`;

describe("access", () => {
  test("a whole warehouse is its declared schemas, and what is readable in the lake is readable in its copies", () => {
    expect(grantsOf("  all: { members: [sso:A], read: [warehouse, lake] }")).toEqual({
      roles: [["all", "all", true]],
      schemas: [
        ["lake_raw", "all", "USAGE", "SELECT"],
        ["marts", "all", "USAGE", "SELECT"],
        ["my_staging", "all", "USAGE", "SELECT"],
      ],
      tables: [],
      lake: { all: ["read curated", "read raw"] },
    });
  });

  test("who refers to the lake only has no role in the database", () => {
    expect(grantsOf("  lake-only: { members: [sso:A], read: [lake], write: [lake.raw] }")).toEqual({
      roles: [],
      schemas: [],
      tables: [],
      lake: { "lake-only": ["read curated", "write raw"] },
    });
  });

  test("copies are never written, whatever the group may do in the lake", () => {
    const { schemas, tables, lake } = grantsOf(`
  one: { members: [sso:A], admin: [lake.raw], read: [warehouse.marts] }
  two: { members: [sso:A], write: [lake.raw.orders, lake.raw.customers], read: [warehouse.marts] }`);
    expect(schemas).toEqual([
      ["lake_raw", "one", "USAGE", "SELECT"],
      ["lake_raw", "two", "USAGE", ""],
      ["marts", "one", "USAGE", "SELECT"],
      ["marts", "two", "USAGE", "SELECT"],
    ]);
    expect(tables).toEqual([["lake_raw", "orders", "two", "SELECT"]]);
    expect(lake).toEqual({ one: ["admin raw"], two: ["write raw.customers", "write raw.orders"] });
  });

  test("the highest level wins, and what the whole covers is left out", () => {
    const { schemas, tables, lake } = grantsOf(`
  one:
    members: [sso:A]
    read: [warehouse.marts, warehouse.marts.mart, lake.raw.orders, lake]
    write: [warehouse.marts, lake.raw.orders]
    admin: [warehouse.my-staging.users, lake.curated]`);
    expect(schemas).toEqual([
      ["lake_raw", "one", "USAGE", "SELECT"],
      ["marts", "one", "USAGE", write],
      ["my_staging", "one", "USAGE", ""],
    ]);
    expect(tables).toEqual([["my_staging", "users", "one", admin]]);
    expect(lake).toEqual({ one: ["admin curated", "read raw", "write raw.orders"] });
  });

  test("administrators may create in a schema", () => {
    expect(grantsOf("  one: { members: [sso:A], admin: [warehouse.marts] }").schemas).toEqual([["marts", "one", "USAGE,CREATE", admin]]);
  });

  test("on a server that others may use the roles carry the stack's name, and nobody logs in with them", () => {
    const grants = grantsOf("  data-people: { members: [sso:A], read: [warehouse.marts] }", existing);
    expect(grants.roles).toEqual([["data-people", "shop_dev_data_people", false]]);
    const { warehouse, groups } = graphOf(spec(existing, "  data-people: { members: [sso:A], read: [warehouse.marts] }"), files);
    expect([warehouse?.grants.ownerRole, warehouse?.grants.jobRole, groups[0]?.databaseRole]).toEqual([
      undefined,
      undefined,
      "shop_dev_data_people",
    ]);
    expect(warehouse?.database).toBe("analytics");
  });

  test("the stack's own cluster has its own roles", () => {
    const { warehouse } = graphOf(spec(aurora, "  a: { members: [sso:A], read: [warehouse] }"), files);
    expect(warehouse).toMatchObject({
      database: "warehouse",
      capacity: { min: 0, max: 4 },
      grants: { ownerRole: "datastack_owner", jobRole: "datastack_job" },
    });
  });

  test("who makes a table gives every role exactly its privileges", () => {
    const graph = graphOf(
      spec(
        aurora,
        `
  zero: { members: [sso:A], read: [warehouse.my-staging] }
  one: { members: [sso:A], read: [warehouse.marts], write: [warehouse.marts.mart] }
  two: { members: [sso:A], read: [warehouse.marts, lake.raw.orders] }`,
      ),
      files,
    );
    const expected = [
      'revoke all privileges on table "marts"."mart" from "one", "two", "zero"',
      `grant ${write.replaceAll(",", ", ")} on table "marts"."mart" to "one"`,
      'grant SELECT on table "marts"."mart" to "two"',
    ];
    expect(graph.transforms[0]?.statements.slice(-3)).toEqual(expected);
    const grants = Object.fromEntries(graph.datasets.map((dataset) => [dataset.id, dataset.grants]));
    expect(grants["warehouse.marts.mart"]).toEqual(expected);
    expect(grants["lake.raw.orders"]).toEqual([]);
    expect(grants["warehouse.my-staging.users"]).toEqual([
      'revoke all privileges on table "my_staging"."users" from "one", "two", "zero"',
      'grant SELECT on table "my_staging"."users" to "zero"',
    ]);
    expect(graph.loads[0]?.grants).toEqual([
      'revoke all privileges on table "lake_raw"."orders" from "one", "two", "zero"',
      'grant SELECT on table "lake_raw"."orders" to "two"',
    ]);
  });

  test("members are permission sets and roles", () => {
    const { groups } = graphOf(spec(aurora, '  a: { members: ["sso:Data@Shop", "arn:aws:iam::111111111111:role/ci"] }'), files);
    expect(groups[0]?.members).toEqual([
      { kind: "role", arn: "arn:aws:iam::111111111111:role/ci" },
      { kind: "permission-set", name: "Data@Shop" },
    ]);
  });
});
