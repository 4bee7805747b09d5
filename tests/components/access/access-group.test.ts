import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { AccessGroup, type LakeAccess } from "../../../components/access/access-group";
import type { LakePermission } from "../../../components/access/lake-policy";
import { simulate, type Plan } from "../../harness/iam";
import { recordComponents } from "../record-components";
import { context } from "./fixtures";

const resultsBucketName = "shop-dev-query-results-111111111111-eu-west-1";
const zone: LakePermission = {
  bucketName: "shop-dev-curated-111111111111-eu-west-1",
  databaseName: "shop_dev_curated",
  iceberg: true,
  mayWrite: false,
  mayAdminister: false,
};
const lake = (group: string, permissions: LakePermission[]): LakeAccess => ({
  permissions,
  workgroupName: `shop-dev-${group}`,
  resultsBucketName,
  resultsBucket: resultsBucketName,
  kmsKeyArn: pulumi.output("<shop-dev-key.arn>"),
  keyEncryptsZones: true,
  scanLimitBytes: 100_000_000_000,
});
const group = (name: string) => ({
  context,
  source: `/access/${name}`,
  roleName: `shop-dev-group-${name}`,
  description: `The ${name}`,
  members: { permissionSets: ["Analysts"], roleArns: [] },
});
const tables = Array.from({ length: 80 }, (_, index) => ({ ...zone, table: `table_number_${index}` }));

describe("an access group", () => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await recordComponents(context, (options) => {
      new AccessGroup(
        "access-analysts",
        {
          ...group("analysts"),
          lake: lake("analysts", [zone]),
          databaseUser: { name: "analysts", clusterResourceId: pulumi.output("cluster-ABC") },
        },
        options,
      );
      new AccessGroup("access-many", { ...group("many"), lake: lake("many", tables) }, options);
      new AccessGroup("access-nobody", group("nobody"), options);
    });
  });

  const childrenOf = (name: string): string[] =>
    plan.resources
      .filter((resource) => resource.name.startsWith(name) && !resource.type.startsWith("datastack:"))
      .map((resource) => `${resource.type.replace(/^.*:/, "")} ${resource.name}`)
      .sort();

  test("has a role, a workgroup, and a policy for each store", () => {
    expect(childrenOf("access-analysts")).toEqual([
      "Role access-analysts",
      "RolePolicy access-analysts-lake",
      "RolePolicy access-analysts-warehouse",
      "Workgroup access-analysts-workgroup",
    ]);
    expect(childrenOf("access-nobody")).toEqual(["Role access-nobody"]);
  });

  test("has a role for an hour, with the tags of its line in the spec", () => {
    expect(plan.resources.find(({ name, type }) => name === "access-analysts" && type === "aws:iam/role:Role")?.inputs).toMatchObject({
      name: "shop-dev-group-analysts",
      maxSessionDuration: 3600,
      tags: { "datastack:source": "/access/analysts" },
    });
  });

  test("may log in as its own user of the cluster, and as no other", () => {
    const connects = (user: string): string =>
      simulate(plan, {
        principal: "shop-dev-group-analysts",
        action: "rds-db:connect",
        resource: `arn:aws:rds-db:eu-west-1:111111111111:dbuser:${user}`,
      }).decision;
    expect(connects("cluster-ABC/analysts")).toBe("allowed");
    expect(connects("cluster-ABC/datastack_admin")).toBe("implicitDeny");
    expect(connects("cluster-XYZ/analysts")).toBe("implicitDeny");
  });

  test("puts the key into policies where the stand-in was", () => {
    const documents = plan.resources.map((resource) => resource.inputs["policy"]).filter((policy) => typeof policy === "string");
    expect(documents.filter((policy) => policy.includes("00000000-0000"))).toEqual([]);
    expect(documents.filter((policy) => policy.includes("<shop-dev-key.arn>"))).not.toEqual([]);
  });

  test("has managed policies where an inline one would be too long, and every table in one of them", () => {
    const children = childrenOf("access-many");
    expect(children).toContain("Policy access-many-lake-1");
    expect(children).toContain("RolePolicyAttachment access-many-lake-1-attachment");
    expect(children).not.toContain("RolePolicy access-many-lake");
    const denied = tables.filter(({ table }) => {
      const resource = `arn:aws:s3:::${zone.bucketName}/${table}/data.parquet`;
      return simulate(plan, { principal: "shop-dev-group-many", action: "s3:GetObject", resource }).decision !== "allowed";
    });
    expect(denied).toEqual([]);
  });
});
