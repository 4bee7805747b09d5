import { beforeAll, describe, expect, test } from "vitest";
import { auroraWarehouse, createdNetwork, graphOf, identity, warehouseTransform } from "../network/graphs";
import { recordParts, type RecordedPart } from "../network/record-parts";

type Parts = ReadonlyMap<string, RecordedPart>;

const shop = graphOf({ network: createdNetwork, warehouse: auroraWarehouse, transforms: [warehouseTransform] });
const production = graphOf({
  network: createdNetwork,
  warehouse: { ...auroraWarehouse, capacity: { min: 1, max: 16 } },
  transforms: [warehouseTransform],
  identity: { ...identity, environment: "prod", account: "222222222222", protected: true },
});

describe("an Aurora warehouse", () => {
  let parts: Parts;
  let protectedParts: Parts;
  beforeAll(async () => {
    parts = await recordParts(shop);
    protectedParts = await recordParts(production);
  });

  test("is encrypted, private, paused when idle, and its password is AWS's", () => {
    expect(parts.get("warehouse")?.inputs).toEqual({
      applyImmediately: true,
      backupRetentionPeriod: 7,
      clusterIdentifier: "shop-dev-warehouse",
      copyTagsToSnapshot: true,
      databaseName: "warehouse",
      dbClusterParameterGroupName: "shop-dev-warehouse-aurora-postgresql15",
      dbSubnetGroupName: "shop-dev-warehouse",
      deleteAutomatedBackups: true,
      deletionProtection: false,
      enabledCloudwatchLogsExports: ["postgresql"],
      engine: "aurora-postgresql",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      engineMode: "provisioned",
      engineVersion: "15.12",
      iamDatabaseAuthenticationEnabled: true,
      kmsKeyId: "<shop-dev-key.arn>",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: "<shop-dev-key.arn>",
      masterUsername: "datastack_admin",
      port: 5432,
      serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 4, secondsUntilAutoPause: 300 },
      skipFinalSnapshot: true,
      storageEncrypted: true,
      tags: expect.objectContaining({ "datastack:source": "/warehouse" }),
      vpcSecurityGroupIds: ["<shop-dev-warehouse-security-group.id>"],
    });
    expect(parts.get("warehouse")?.ignoreChanges).toEqual(["engineVersion"]);
    expect(parts.get("warehouse")?.dependencies).toContain("warehouse-logs");
    expect(parts.get("warehouse-logs")?.inputs).toMatchObject({ name: "/aws/rds/cluster/shop-dev-warehouse/postgresql" });
    expect(parts.get("warehouse-writer")?.inputs).toMatchObject({
      instanceClass: "db.serverless",
      publiclyAccessible: false,
      promotionTier: 0,
    });
  });

  test("takes encrypted connections only", () => {
    expect(parts.get("warehouse-parameters")?.inputs).toMatchObject({
      family: "aurora-postgresql15",
      parameters: [
        { name: "log_min_duration_statement", value: "5000" },
        { name: "log_statement", value: "ddl" },
        { name: "password_encryption", value: "scram-sha-256" },
        { name: "rds.force_ssl", value: "1" },
      ],
    });
  });

  test("keeps its data in a protected environment", () => {
    expect(protectedParts.get("warehouse")).toMatchObject({
      protect: true,
      retainOnDelete: true,
      inputs: {
        backupRetentionPeriod: 30,
        deleteAutomatedBackups: false,
        deletionProtection: true,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: "shop-prod-warehouse-final",
        serverlessv2ScalingConfiguration: { minCapacity: 1, maxCapacity: 16 },
      },
    });
    expect(parts.get("warehouse")).toMatchObject({ protect: false, retainOnDelete: false });
  });

  test("differs between environments by account, capacity and protection only", () => {
    const alike = (recorded: Parts): unknown =>
      JSON.parse(
        JSON.stringify([...recorded.values()].map(({ name, type, inputs, dependencies }) => ({ name, type, inputs, dependencies })))
          .replaceAll("222222222222", "111111111111")
          .replaceAll("shop-prod", "shop-dev")
          .replaceAll('"datastack:environment":"prod"', '"datastack:environment":"dev"'),
      );
    const differences = differingPaths(alike(parts), alike(protectedParts), "").map((path) => path.split(".").at(-1));
    expect([...new Set(differences)].sort()).toEqual([
      "backupRetentionPeriod",
      "deleteAutomatedBackups",
      "deletionProtection",
      "finalSnapshotIdentifier",
      "maxCapacity",
      "minCapacity",
      "secondsUntilAutoPause",
      "skipFinalSnapshot",
    ]);
  });
});

/** Paths at which two values differ. */
function differingPaths(one: unknown, other: unknown, path: string): readonly string[] {
  if (Object.is(one, other)) return [];
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return [path];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differingPaths((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], `${path}.${key}`),
  );
}
