import { Policy } from "@pulumi/aws/iam/policy";
import { Role } from "@pulumi/aws/iam/role";
import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Lake, LakeZone, type ComponentArgs, type LakeZoneSettings } from "../../components";
import { ComponentResource } from "../../components/shared/component-resource";
import { context } from "./access/fixtures";
import { recordComponents } from "./record-components";

const zone = {
  context,
  source: "/lake/zones/raw",
  bucketName: "shop-dev-raw-111111111111-eu-west-1",
  databaseName: "shop_dev_raw",
};

async function recordZone(overrides?: Record<string, pulumi.Inputs>) {
  const { resources } = await recordComponents(context, (options) => {
    new LakeZone("lake-raw", { ...zone, ...(overrides === undefined ? {} : { overrides }) }, options);
  });
  return resources;
}

/** Only what differs: an override must not touch anything else. */
async function changedBy(overrides: Record<string, pulumi.Inputs>) {
  const before = new Map((await recordZone()).map((resource) => [resource.urn, resource]));
  const after = await recordZone(overrides);
  expect(after.map(({ urn }) => urn)).toEqual([...before.keys()]);
  return after.filter((resource) => JSON.stringify(resource) !== JSON.stringify(before.get(resource.urn)));
}

describe("overrides of a component", () => {
  it("change the inputs of one child, and are recorded in the component's own", async () => {
    const [database, component, ...others] = await changedBy({
      "lake-raw-database": { description: "By hand", catalogId: "222222222222" },
    });
    expect(others).toEqual([]);
    expect(component).toMatchObject({
      type: "datastack:index:LakeZone",
      inputs: { source: "/lake/zones/raw", overrides: { "lake-raw-database": ["catalogId", "description"] } },
    });
    expect(database).toMatchObject({
      name: "lake-raw-database",
      inputs: { name: "shop_dev_raw", description: "By hand", catalogId: "222222222222" },
    });
  });

  it("take a property away with undefined", async () => {
    const changed = await changedBy({ "lake-raw-database": { locationUri: undefined } });
    const database = changed.find(({ name }) => name === "lake-raw-database");
    expect(database?.inputs).not.toHaveProperty("locationUri");
    expect(database?.inputs).toHaveProperty("description");
  });

  it("name a child that has the component's own name", async () => {
    const changed = await changedBy({ "lake-raw": { bucket: "another-bucket" } });
    expect(changed.find(({ type }) => type === "aws:s3/bucket:Bucket")).toMatchObject({ inputs: { bucket: "another-bucket" } });
  });

  it("may name a child in full", async () => {
    const changed = await changedBy({ "aws:s3/bucketVersioning:BucketVersioning::lake-raw-versioning": { mfa: "1" } });
    expect(changed.map(({ name }) => name)).toEqual(["lake-raw-versioning", "lake-raw"]);
  });

  it("of a zone of a lake are the zone's", async () => {
    const raw: LakeZoneSettings = {
      ...zone,
      name: "raw",
      versioning: true,
      overrides: { "lake-raw-database": { description: "By hand" } },
    };
    const { resources } = await recordComponents(context, (options) => new Lake("lake", { ...lake, zones: [raw] }, options));
    expect(resources.find(({ name }) => name === "lake-raw-database")?.inputs).toMatchObject({ description: "By hand" });
    expect(resources.find(({ type }) => type === "datastack:index:Lake")?.inputs).not.toHaveProperty("overrides");
  });

  it("run beside the transformations of the program", async () => {
    const seen: string[] = [];
    await recordComponents(context, (options) => {
      const transformations: pulumi.ResourceTransformation[] = [({ name }) => void seen.push(name)];
      new LakeZone(
        "lake-raw",
        { ...zone, overrides: { "lake-raw-database": { description: "By hand" } } },
        { ...options, transformations },
      );
    });
    expect(seen).toContain("lake-raw-database");
  });
});

const lake = {
  context,
  source: "/lake",
  kmsKeyArn: "<shop-dev-key.arn>",
  resultsBucketName: "shop-dev-query-results-111111111111-eu-west-1",
  workgroupName: "shop-dev",
  scanLimitBytes: 1_000_000_000,
};

/** Two children of one name, as a job has for its managed policies. */
class Twins extends ComponentResource {
  constructor(name: string, args: ComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Twins", name, args, opts);
    new Policy(`${name}-1`, { policy: "{}" }, { parent: this });
    new Role(`${name}-1`, { assumeRolePolicy: "{}" }, { parent: this });
    this.registerOutputs({});
  }
}

/** The sentence that a component refuses its overrides with; caught in the program, since one that fails leaves rejected promises behind. */
async function refusal(make: (options: pulumi.ComponentResourceOptions) => unknown): Promise<string> {
  let message = "";
  await recordComponents(context, (options) => {
    try {
      make(options);
    } catch (error) {
      message = (error as Error).message;
    }
  });
  return message;
}

describe("overrides are refused", () => {
  const overrides = (key: string) => ({ overrides: { [key]: { description: "By hand" } } });

  it("when they name no child", async () => {
    const message = await refusal((options) => new LakeZone("lake-raw", { ...zone, ...overrides("lake-raw-databse") }, options));
    expect(message).toMatch(
      /^The overrides of lake-raw name resources directly below it\. "lake-raw-databse" is none of them: lake-raw, lake-raw-database, lake-raw-/,
    );
  });

  it("when they name a child of a child, or a component", async () => {
    const zones = [{ ...zone, name: "raw", versioning: true }];
    const refused = (key: string) => refusal((options) => new Lake("lake", { ...lake, zones, ...overrides(key) }, options));
    expect(await refused("lake-raw-database")).toContain('"lake-raw-database" is none of them: lake-results, ');
    expect(await refused("lake-raw")).toContain('"lake-raw" is none of them');
  });

  it("when two children have the name, unless they name one in full", async () => {
    const twins = { context, source: "" };
    expect(await refusal((options) => new Twins("twins", { ...twins, ...overrides("twins-1") }, options))).toContain(
      '"twins-1" is the name of 2 of them: write "aws:iam/policy:Policy::twins-1" or "aws:iam/role:Role::twins-1".',
    );
    const { resources } = await recordComponents(context, (options) => {
      new Twins("twins", { ...twins, ...overrides("aws:iam/policy:Policy::twins-1") }, options);
    });
    expect(resources.filter(({ inputs }) => inputs["description"] === "By hand").map(({ type }) => type)).toEqual([
      "aws:iam/policy:Policy",
    ]);
  });
});
