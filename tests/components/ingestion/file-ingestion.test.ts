import { describe, expect, it } from "vitest";
import { scriptKey, sharedModuleKey } from "../../../components/jobs/job-scripts";
import { fileIngestion, graphOf, raw, recordIngestions, schema } from "./graphs";
import { allowed, arns, catalogCalls, denied, keyUse, listing, networkCalls, runtimeCalls, type Call } from "./run-time-calls";

const role = "shop-dev-ingest-partner";
const jobs = arns.bucket("jobs");
const zone = arns.bucket("raw");
const source = "arn:aws:s3:::partner-drop";
const sourceKey = "arn:aws:kms:eu-central-1:333333333333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const keepState: readonly Call[] = [
  ...listing(jobs, "state/shop_dev_raw/partner.json"),
  ["s3:GetObject", `${jobs}/state/shop_dev_raw/partner.json`],
  ["s3:PutObject", `${jobs}/state/shop_dev_raw/partner.json`],
];

const readSource: readonly Call[] = [...listing(source, "orders/"), ["s3:GetObject", `${source}/orders/2025/a.csv`]];

describe("a file ingestion into a zone", async () => {
  const { plan, find } = await recordIngestions(graphOf([fileIngestion(raw, "csv", sourceKey)]));

  it("is a Spark job outside of any network", () => {
    const job = find("aws:glue/job:Job", "ingest-partner");
    expect(job).toMatchObject({ name: "shop-dev-partner", command: { name: "glueetl" }, connections: [] });
    expect(job["nonOverridableArguments"]).toEqual({
      "--datastack_config": JSON.stringify({
        source: { bucket: "partner-drop", prefix: "orders/", format: "csv" },
        dataset: "partner",
        target: { format: "parquet", database: "shop_dev_raw", location: "s3://shop-dev-raw-111111111111-eu-west-1" },
        state: "s3://shop-dev-jobs-111111111111-eu-west-1/state/shop_dev_raw",
      }),
    });
    expect(plan.resources.filter(({ type }) => type.startsWith("aws:ec2/"))).toEqual([]);
  });

  it("may make every call that it makes", () => {
    expect(
      denied(plan, role, [
        ...runtimeCalls({ role, spark: true, scripts: [scriptKey("ingest_files_to_lake"), sharedModuleKey()] }),
        ...readSource,
        ...keepState,
        ["s3:ListBucket", zone],
        ...listing(zone, "partner", "partner/"),
        ...["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"].map((action): Call => [
          action,
          `${zone}/partner/a`,
        ]),
        ...["s3:PutObject", "s3:DeleteObject"].map((action): Call => [action, `${zone}/partner_$folder$`]),
        ...keyUse(zone, "kms:Decrypt", "kms:GenerateDataKey"),
        ...catalogCalls("shop_dev_raw", "partner", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable"),
      ]),
    ).toEqual([]);
  });

  it("asks for the key of the source's bucket, in the region of the key", () => {
    const { Statement } = JSON.parse(String(find("aws:iam/rolePolicy:RolePolicy", "ingest-partner-role-work")["policy"])) as {
      readonly Statement: readonly { readonly Sid: string }[];
    };
    expect(Statement.find(({ Sid }) => Sid === "KeyToReadObjects")).toEqual({
      Sid: "KeyToReadObjects",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: sourceKey,
      Condition: {
        StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": [source, `${source}/*`] },
      },
    });
  });

  it("may read no other object of the source, change none, and see no network", () => {
    expect(
      allowed(plan, role, [
        ...listing(source, "", "invoices/"),
        ["s3:GetObject", `${source}/invoices/a.csv`],
        ["s3:PutObject", `${source}/orders/2025/a.csv`],
        ["s3:DeleteObject", `${source}/orders/2025/a.csv`],
        ["kms:Encrypt", sourceKey],
        ...networkCalls(),
      ]),
    ).toEqual([]);
  });
});

describe("a file ingestion that takes objects as they are", async () => {
  const { plan } = await recordIngestions(graphOf([fileIngestion(raw, "objects")]));

  it("may copy them, and touch no table", () => {
    expect(denied(plan, role, [...readSource, ...keepState, ["s3:PutObject", `${zone}/partner/2025/a.pdf`]])).toEqual([]);
    expect(
      allowed(plan, role, [
        ...catalogCalls("shop_dev_raw", "partner", "glue:GetTable", "glue:CreateTable"),
        ["s3:GetObject", `${zone}/partner/a`],
        ["s3:DeleteObject", `${zone}/partner/a`],
      ]),
    ).toEqual([]);
  });
});

describe("a file ingestion into the warehouse", async () => {
  const { plan, find } = await recordIngestions(graphOf([fileIngestion(schema)]));

  it("is a Python job in the network, without a state of its own", () => {
    const job = find("aws:glue/job:Job", "ingest-partner");
    expect(job).toMatchObject({ command: { name: "pythonshell" }, connections: ["shop-dev-network"] });
    const { "--datastack_config": config } = job["nonOverridableArguments"] as Readonly<Record<string, string>>;
    expect(JSON.parse(config ?? "")).toEqual({
      source: { bucket: "partner-drop", prefix: "orders/", format: "csv" },
      dataset: "partner",
      target: {
        connection: {
          engine: "postgresql",
          host: "<shop-dev-warehouse.endpoint>",
          port: 5432,
          database: "warehouse",
          user: "datastack_job",
          region: "eu-west-1",
          role: "datastack_owner",
        },
        schema: "raw_copies",
      },
      grants: ["grant select on raw_copies.partner to analysts"],
    });
  });

  it("may make every call that it makes, and write to no bucket", () => {
    expect(
      denied(plan, role, [
        ...runtimeCalls({ role, spark: false, scripts: [scriptKey("ingest_files_to_warehouse"), sharedModuleKey()] }),
        ...networkCalls(),
        ...readSource,
        ["rds-db:connect", arns.regional("rds-db", "dbuser:<shop-dev-warehouse.clusterResourceId>/datastack_job")],
      ]),
    ).toEqual([]);
    expect(
      allowed(plan, role, [
        ["s3:PutObject", `${zone}/partner/a`],
        ["s3:PutObject", `${jobs}/state/shop_dev_raw/partner.json`],
        ...catalogCalls("shop_dev_raw", "partner", "glue:GetTable"),
      ]),
    ).toEqual([]);
  });
});
