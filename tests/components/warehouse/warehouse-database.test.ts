import { beforeAll, describe, expect, test } from "vitest";
import { parseLogin } from "../../../stacks/provision/warehouse";
import { auroraWarehouse, createdNetwork, existingNetwork, existingWarehouse, graphOf, identity } from "../network/graphs";
import { recordParts, type RecordedPart } from "../network/record-parts";

type Parts = ReadonlyMap<string, RecordedPart>;

const inDatabase = (parts: Parts): readonly RecordedPart[] => [...parts.values()].filter(({ type }) => type.startsWith("postgresql:"));
const shop = graphOf({ network: createdNetwork, warehouse: auroraWarehouse });

/** The objects in the order in which they are made: each depends on the one before. */
function chain(parts: Parts): readonly RecordedPart[] {
  const objects = inDatabase(parts);
  const names = new Set(objects.map(({ name }) => name));
  const after = new Map(objects.map((part) => [part.dependencies.find((name) => names.has(name)) ?? "", part]));
  const ordered: RecordedPart[] = [];
  for (let part = after.get(""); part !== undefined; part = after.get(part.name)) ordered.push(part);
  return ordered;
}

describe("the database of an Aurora warehouse", () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await recordParts(shop);
  });

  test("is made one object after another: the owner, roles, the database, schemas, privileges", () => {
    expect(chain(parts)).toHaveLength(inDatabase(parts).length);
    expect(chain(parts).map(({ name }) => name.replace("warehouse-database-", ""))).toEqual([
      "role-datastack_owner",
      "role-datastack_job",
      "role-analysts",
      "role-engineers",
      "role-auditors",
      "role-owners",
      "connect-datastack_owner",
      "connect-analysts",
      "connect-engineers",
      "connect-auditors",
      "connect-owners",
      "public",
      "public-schema",
      "schema-lake_curated",
      "schema-marts",
      "use-lake_curated-analysts",
      "tables-lake_curated-analysts",
      "new-tables-lake_curated-analysts",
      "use-marts-analysts",
      "tables-marts-analysts",
      "new-tables-marts-analysts",
      "use-marts-auditors",
      "use-marts-engineers",
      "new-tables-marts-engineers",
      "use-marts-owners",
      "tables-marts-owners",
      "new-tables-marts-owners",
    ]);
  });

  test("goes with the cluster, and is asked for once the writer is there", () => {
    expect(inDatabase(parts).filter(({ deletedWith }) => deletedWith !== "warehouse")).toEqual([]);
    const provider = parts.get("warehouse-database");
    expect(provider?.dependencies).toEqual(expect.arrayContaining(["warehouse", "warehouse-writer"]));
    expect(provider?.inputs).toMatchObject({
      host: "<shop-dev-warehouse.endpoint>",
      database: "warehouse",
      username: "datastack_admin",
      password: { secret: true },
      sslmode: "require",
      superuser: "false",
    });
  });

  test("gives logins through their own roles, and people no role but their own", () => {
    expect(parts.get("warehouse-database-role-datastack_owner")?.inputs).toEqual({ name: "datastack_owner", login: false });
    expect(parts.get("warehouse-database-role-datastack_job")?.inputs).toEqual({
      name: "datastack_job",
      login: true,
      roles: ["datastack_owner", "rds_iam"],
    });
    expect(parts.get("warehouse-database-role-analysts")?.inputs).toEqual({ name: "analysts", login: true, roles: ["rds_iam"] });
  });

  test("keeps a schema that leaves the spec", async () => {
    expect(parts.get("warehouse-database-schema-marts")).toMatchObject({ retainOnDelete: true, protect: false });
    const guarded = await recordParts({ ...shop, identity: { ...identity, protected: true } });
    expect(guarded.get("warehouse-database-schema-marts")).toMatchObject({ retainOnDelete: true, protect: true });
    expect(guarded.get("warehouse-database-schema-lake_curated")).toMatchObject({ retainOnDelete: true, protect: false });
  });
});

describe("the database of a server of somebody else", () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await recordParts(graphOf({ network: existingNetwork("endpoints"), warehouse: existingWarehouse }));
  });

  test("loses nothing, and its schemas belong to the user of the secret", () => {
    expect(chain(parts).map(({ name, inputs }) => [name.replace("warehouse-database-", ""), inputs])).toEqual([
      ["role-analysts", { name: "shop_dev_analysts", login: false }],
      ["connect-shop_dev_analysts", { database: "reports", objectType: "database", role: "shop_dev_analysts", privileges: ["CONNECT"] }],
      ["schema-marts", { database: "reports", name: "marts" }],
      [
        "use-marts-shop_dev_analysts",
        { database: "reports", schema: "marts", objectType: "schema", role: "shop_dev_analysts", privileges: ["USAGE"] },
      ],
      [
        "tables-marts-shop_dev_analysts",
        { database: "reports", schema: "marts", objectType: "table", objects: [], role: "shop_dev_analysts", privileges: ["SELECT"] },
      ],
      [
        "new-tables-marts-shop_dev_analysts",
        {
          database: "reports",
          schema: "marts",
          objectType: "table",
          owner: "<shop/warehouse.username>",
          role: "shop_dev_analysts",
          privileges: ["SELECT"],
        },
      ],
    ]);
    expect(inDatabase(parts).filter(({ deletedWith }) => deletedWith !== "")).toEqual([]);
  });

  test("is reached with the secret's login", () => {
    expect(parts.get("warehouse-database")?.inputs).toMatchObject({
      host: "10.1.2.3",
      port: "5433",
      username: "<shop/warehouse.username>",
      password: { secret: true },
    });
  });
});

describe("the secret of a warehouse", () => {
  test("is a JSON object with username and password", () => {
    expect(parseLogin('{"username": "loader", "password": "pass", "engine": "postgres"}')).toEqual({
      username: "loader",
      password: "pass",
    });
  });

  test.each(["loader:hunter2", "{}", '{"username": "loader"}', '{"username": 1, "password": "hunter2"}', '"hunter2"', "null"])(
    "otherwise is refused without being shown: %s",
    (secret) => {
      expect(() => parseLogin(secret)).toThrow("The secret of the warehouse is no JSON object with username and password.");
    },
  );
});
