import { describe, expect, test } from "vitest";
import { databaseLogin, lakePolicies, roleDescription } from "../../../components/access/access-group";
import { lakeStatements, type LakePermission } from "../../../components/access/lake-policy";
import { policyDocument } from "../../../components/shared/policy-document";
import { policySize } from "../../../components/shared/policy-size";
import { simulate, type ContextValues } from "../../harness/iam";
import { bucket, planOf, resource, role } from "../../harness/iam-fixtures";
import { context } from "./fixtures";

const zoneBucket = (zone: string): string => `shop-dev-${zone}-111111111111-eu-west-1`;
const place = {
  workgroupName: "shop-dev-analysts",
  resultsBucketName: zoneBucket("query-results"),
  keyArn: "arn:aws:kms:eu-west-1:111111111111:key/one",
  keyEncryptsZones: true,
};
const zone = (name: string, changes: Partial<LakePermission> = {}): LakePermission => ({
  bucketName: zoneBucket(name),
  databaseName: `shop_dev_${name}`,
  iceberg: name === "curated",
  mayWrite: false,
  mayAdminister: false,
  ...changes,
});

function may(permissions: readonly LakePermission[]) {
  const statements = policyDocument(lakeStatements(context, permissions, place));
  const plan = planOf(
    role("group"),
    resource("aws:iam/rolePolicy:RolePolicy", "lake", { role: "group", policy: statements }),
    ...["raw", "curated", "query-results"].flatMap((name) => bucket(zoneBucket(name))),
  );
  return (action: string, target: string, values: ContextValues = {}): boolean =>
    simulate(plan, { principal: "group", action, resource: target, context: values }).decision === "allowed";
}

const object = (name: string, key: string): string => `arn:aws:s3:::${zoneBucket(name)}/${key}`;
const table = (database: string, name: string): string => `arn:aws:glue:eu-west-1:111111111111:table/${database}/${name}`;
const database = (name: string): string => `arn:aws:glue:eu-west-1:111111111111:database/${name}`;
const catalog = "arn:aws:glue:eu-west-1:111111111111:catalog";

describe("reading a zone", () => {
  const can = may([zone("curated")]);

  test("covers its catalog and objects, and no other zone's", () => {
    expect(can("glue:GetTable", table("shop_dev_curated", "orders_clean"))).toBe(true);
    expect(can("glue:GetTables", database("shop_dev_curated"))).toBe(true);
    expect(can("s3:GetObject", object("curated", "orders_clean/x/data/a.parquet"))).toBe(true);
    expect(can("glue:GetTable", table("shop_dev_raw", "orders"))).toBe(false);
    expect(can("glue:GetDatabase", database("shop_dev_raw"))).toBe(false);
    expect(can("s3:GetObject", object("raw", "orders/a.parquet"))).toBe(false);
    expect(can("s3:ListBucket", `arn:aws:s3:::${zoneBucket("raw")}`, { "s3:prefix": "" })).toBe(false);
  });

  test("changes nothing", () => {
    for (const action of ["UpdateTable", "CreateTable", "DeleteTable", "BatchCreatePartition", "DeletePartition"]) {
      expect(can(`glue:${action}`, table("shop_dev_curated", "orders_clean")), action).toBe(false);
    }
    for (const action of ["PutObject", "DeleteObject", "DeleteObjectVersion", "AbortMultipartUpload"]) {
      expect(can(`s3:${action}`, object("curated", "orders_clean/a")), action).toBe(false);
    }
  });

  test("queries run in the group's workgroup, with results in its own folder", () => {
    const workgroup = (name: string): string => `arn:aws:athena:eu-west-1:111111111111:workgroup/${name}`;
    expect(can("athena:StartQueryExecution", workgroup("shop-dev-analysts"))).toBe(true);
    expect(can("athena:StartQueryExecution", workgroup("shop-dev"))).toBe(false);
    expect(can("athena:UpdateWorkGroup", workgroup("shop-dev-analysts"))).toBe(false);
    expect(can("s3:PutObject", object("query-results", "shop-dev-analysts/a.csv"))).toBe(true);
    expect(can("s3:GetObject", object("query-results", "shop-dev/a.csv"))).toBe(false);
    expect(can("s3:GetObject", object("query-results", "shop-dev-analysts-2/a.csv"))).toBe(false);
    expect(can("s3:DeleteObject", object("query-results", "shop-dev-analysts/a.csv"))).toBe(false);
  });
});

describe("reading one table", () => {
  const can = may([zone("raw", { table: "orders" })]);

  test("covers the table and its folder", () => {
    expect(can("glue:GetTable", table("shop_dev_raw", "orders"))).toBe(true);
    expect(can("s3:GetObject", object("raw", "orders/load_date=2026-01-01/a.parquet"))).toBe(true);
    expect(can("glue:GetTable", catalog)).toBe(true);
    expect(can("glue:GetTable", table("shop_dev_raw", "orders_2"))).toBe(false);
    expect(can("s3:GetObject", object("raw", "orders_2/a.parquet"))).toBe(false);
    expect(can("s3:GetObject", object("raw", "errors/orders/a.json"))).toBe(false);
  });

  test("does not list the zone: the list shows the columns of all tables", () => {
    expect(can("glue:GetTables", database("shop_dev_raw"))).toBe(false);
    expect(can("s3:ListBucket", `arn:aws:s3:::${zoneBucket("raw")}`, { "s3:prefix": "customers/" })).toBe(false);
    expect(can("s3:ListBucket", `arn:aws:s3:::${zoneBucket("raw")}`)).toBe(false);
  });
});

describe("writing and administering", () => {
  test("an Iceberg zone commits through the catalog, a Parquet zone adds partitions", () => {
    const can = may([zone("curated", { mayWrite: true }), zone("raw", { mayWrite: true })]);
    expect(can("glue:UpdateTable", table("shop_dev_curated", "orders_clean"))).toBe(true);
    expect(can("glue:UpdateTable", table("shop_dev_raw", "orders"))).toBe(false);
    expect(can("glue:BatchCreatePartition", table("shop_dev_raw", "orders"))).toBe(true);
    expect(can("glue:BatchCreatePartition", table("shop_dev_curated", "orders_clean"))).toBe(false);
    expect(can("s3:PutObject", object("curated", "orders_clean/a"))).toBe(true);
    expect(can("glue:DeleteTable", table("shop_dev_curated", "orders_clean"))).toBe(false);
  });

  test("writing one table leaves the others of a zone that may be read alone", () => {
    const can = may([zone("curated"), zone("curated", { table: "orders_clean", mayWrite: true })]);
    expect(can("s3:GetObject", object("curated", "other/a"))).toBe(true);
    expect(can("s3:PutObject", object("curated", "orders_clean/a"))).toBe(true);
    expect(can("s3:PutObject", object("curated", "other/a"))).toBe(false);
    expect(can("glue:UpdateTable", table("shop_dev_curated", "other"))).toBe(false);
  });

  test("administrators define tables, and cannot drop the database", () => {
    const can = may([zone("curated", { mayWrite: true, mayAdminister: true })]);
    expect(can("glue:CreateTable", table("shop_dev_curated", "new"))).toBe(true);
    expect(can("glue:DeleteTable", table("shop_dev_curated", "orders_clean"))).toBe(true);
    expect(can("glue:DeleteDatabase", database("shop_dev_curated"))).toBe(false);
    expect(can("glue:UpdateDatabase", database("shop_dev_curated"))).toBe(false);
  });
});

test("every statement has a name of its own", () => {
  const statements = lakeStatements(context, [zone("raw"), zone("curated", { mayWrite: true, mayAdminister: true })], place);
  const sids = statements.map((statement) => statement.Sid);
  expect(sids).toEqual([...new Set(sids)]);
  expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
});

test("keys that S3 manages need no right to the stack's key, but the results do", () => {
  const statements = lakeStatements(context, [zone("raw")], { ...place, keyEncryptsZones: false });
  expect(statements.filter(({ Sid }) => Sid.startsWith("Key"))).toHaveLength(1);
  expect(JSON.stringify(statements.at(-1)?.Condition)).not.toContain("shop-dev-raw");
});

describe("size", () => {
  const access = { workgroupName: place.workgroupName, resultsBucketName: place.resultsBucketName, keyEncryptsZones: true };
  const tables = (count: number): LakePermission[] =>
    Array.from({ length: count }, (_, index) => zone("raw", { table: `table_with_a_usual_name_${index}`, mayWrite: true }));

  test("a few tables are one inline policy", () => {
    expect(lakePolicies(context, { ...access, permissions: tables(5) })).toMatchObject({ inline: expect.anything(), managed: [] });
  });

  test("a hundred tables are managed policies that say the same together", () => {
    const { inline, managed } = lakePolicies(context, { ...access, permissions: tables(100) });
    expect(inline).toBeUndefined();
    expect(managed.every((statements) => policySize(statements) <= 6144)).toBe(true);
    const cut = managed.flat().flatMap((statement) => statement.Resource);
    const keyArn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000";
    const whole = lakeStatements(context, tables(100), { ...place, keyArn }).flatMap((statement) => statement.Resource);
    expect(new Set(cut)).toEqual(new Set(whole));
  });

  test("more than ten managed policies are refused", () => {
    expect(() => lakePolicies(context, { ...access, permissions: tables(500) })).toThrow(
      /500 zones and tables of the lake.*Name whole zones/s,
    );
  });
});

test("a login is for one user of one cluster", () => {
  expect(databaseLogin(context, "cluster-ABC", "analysts").Resource).toBe(
    "arn:aws:rds-db:eu-west-1:111111111111:dbuser:cluster-ABC/analysts",
  );
});

test("a description keeps to the characters of IAM", () => {
  expect(roleDescription("Büro – 分析")).toBe("Büro ? ??");
});
