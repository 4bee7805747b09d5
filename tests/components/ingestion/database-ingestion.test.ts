import { describe, expect, it } from "vitest";
import { scriptKey, sharedModuleKey } from "../../../components/jobs/job-scripts";
import { aurora, curated, databaseIngestion, existingServer, graphOf, lake, raw, recordIngestions, schema } from "./graphs";
import { allowed, arns, catalogCalls, denied, keyUse, listing, networkCalls, runtimeCalls, type Call } from "./run-time-calls";

const role = "shop-dev-ingest-orders";
const jobs = arns.bucket("jobs");

describe("a database ingestion into a Parquet zone", async () => {
  const { plan, parts, find } = await recordIngestions(graphOf([databaseIngestion(raw)]));
  const zone = arns.bucket("raw");

  it("is a Spark job that gets its configuration, and no secret", () => {
    const job = find("aws:glue/job:Job", "ingest-orders");
    expect(job).toMatchObject({
      name: "shop-dev-orders",
      command: {
        name: "glueetl",
        pythonVersion: "3",
        scriptLocation: `s3://shop-dev-jobs-111111111111-eu-west-1/${scriptKey("ingest_database_to_lake")}`,
      },
      glueVersion: "5.0",
      workerType: "G.1X",
      numberOfWorkers: 2,
      timeout: 480,
      maxRetries: 0,
      executionProperty: { maxConcurrentRuns: 1 },
      connections: ["shop-dev-network"],
      securityConfiguration: "shop-dev",
    });
    expect(job["defaultArguments"]).toEqual({
      "--TempDir": "s3://shop-dev-jobs-111111111111-eu-west-1/temporary/shop-dev-orders/",
      "--enable-auto-scaling": "true",
      "--enable-metrics": "true",
      "--extra-py-files": `s3://shop-dev-jobs-111111111111-eu-west-1/${sharedModuleKey()}`,
      "--job-bookmark-option": "job-bookmark-disable",
      "--job-language": "python",
    });
    expect(configuration(job)).toEqual({
      source: { engine: "postgresql", host: "orders.internal.shop.example", port: 5432, database: "orders", secret: "shop/orders-db" },
      tables: [
        { table: "public.orders", dataset: "orders", key: ["id"], cursor: "updated_at" },
        { table: "public.customers", dataset: "customers", key: ["id"] },
      ],
      target: { format: "parquet", database: "shop_dev_raw", location: "s3://shop-dev-raw-111111111111-eu-west-1" },
      state: "s3://shop-dev-jobs-111111111111-eu-west-1/state/shop_dev_raw",
    });
    expect(parts.jobs["orders"]).toMatchObject({ jobName: "shop-dev-orders", arn: arns.glue("job/shop-dev-orders") });
  });

  it("may make every call that it makes", () => {
    expect(
      denied(plan, role, [
        ...runtimeCalls({ role, spark: true, scripts: [scriptKey("ingest_database_to_lake"), sharedModuleKey()] }),
        ...networkCalls(),
        ["secretsmanager:GetSecretValue", arns.regional("secretsmanager", "secret:shop/orders-db-AbCdEf")],
        ...listing(jobs, "state/shop_dev_raw/orders.json", "temporary/shop-dev-orders/"),
        ["s3:GetObject", `${jobs}/state/shop_dev_raw/orders.json`],
        ["s3:PutObject", `${jobs}/state/shop_dev_raw/orders.json`],
        ["s3:PutObject", `${jobs}/temporary/shop-dev-orders/a`],
        ...keyUse(jobs, "kms:Decrypt", "kms:GenerateDataKey"),
        ["s3:ListBucket", zone],
        ...listing(zone, "orders", "orders/", "orders/snapshot=", "orders_$folder$"),
        ...["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"].map((action): Call => [
          action,
          `${zone}/orders/load_date=2025-01-01/batch-1/part-0`,
        ]),
        ["s3:PutObject", `${zone}/orders_$folder$`],
        ["s3:DeleteObject", `${zone}/orders_$folder$`],
        ...keyUse(zone, "kms:Decrypt", "kms:GenerateDataKey"),
        ...catalogCalls("shop_dev_raw", "customers", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable"),
      ]),
    ).toEqual([]);
  });

  it("may touch nothing else", () => {
    expect(
      allowed(plan, role, [
        ["secretsmanager:GetSecretValue", arns.regional("secretsmanager", "secret:shop/other-AbCdEf")],
        ["secretsmanager:GetSecretValue", arns.regional("secretsmanager", "secret:shop/orders-db-old-AbCdEf")],
        ...listing(zone, "", "orders_clean/", "events/"),
        ["s3:GetObject", `${zone}/orders_clean/a`],
        ["s3:GetObject", `${zone}/events/a`],
        ["s3:PutObject", `${arns.bucket("curated")}/orders/a`],
        ["s3:GetObject", `${jobs}/state/shop_dev_raw/events.json`],
        ["s3:PutObject", `${jobs}/${scriptKey("ingest_database_to_lake")}`],
        ...keyUse(arns.bucket("curated"), "kms:Decrypt"),
        ["kms:Decrypt", arns.key, { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" }],
        ["glue:DeleteTable", arns.glue("table/shop_dev_raw/orders")],
        ["glue:UpdateTable", arns.glue("table/shop_dev_raw/events")],
        ["glue:GetConnection", arns.glue("connection/other")],
        ["ec2:CreateNetworkInterface", arns.regional("ec2", "subnet/subnet-other")],
        ["ec2:CreateTags", arns.regional("ec2", "network-interface/eni-1"), { "aws:TagKeys": ["owner"] }],
        ["cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "AWS/Glue" }],
      ]),
    ).toEqual([]);
  });

  it("has encrypted logs that exist before it, under the names that Glue gives them", () => {
    for (const kind of ["output", "error"]) {
      expect(find("aws:cloudwatch/logGroup:LogGroup", `ingest-orders-${kind}`)).toMatchObject({
        name: `/aws-glue/jobs/shop-dev-role/${role}/${kind}`,
        kmsKeyId: arns.key,
        retentionInDays: 365,
      });
    }
  });
});

describe("a database ingestion into an Iceberg zone", async () => {
  const { plan, find } = await recordIngestions(graphOf([databaseIngestion(curated)]));
  const zone = arns.bucket("curated");

  it("brings Iceberg, and may keep its tables", () => {
    expect(find("aws:glue/job:Job", "ingest-orders")["defaultArguments"]).toMatchObject({ "--datalake-formats": "iceberg" });
    expect(
      denied(plan, role, [
        ...catalogCalls("shop_dev_curated", "orders", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable"),
        ["glue:GetDatabase", arns.glue("catalog")],
        ["glue:GetDatabase", arns.glue("database/shop_dev_curated")],
        ["s3:GetObject", `${zone}/orders/metadata/00000.metadata.json`],
        ["s3:PutObject", `${zone}/orders/data/a.parquet`],
        ["s3:DeleteObject", `${zone}/orders/metadata/00000.metadata.json`],
      ]),
    ).toEqual([]);
  });
});

describe("a database ingestion into a zone that S3's own keys encrypt", async () => {
  const { plan, find } = await recordIngestions(graphOf([databaseIngestion(raw)], { lake: lake("s3") }));

  it("uses the key for the jobs' bucket only, and names none for what Spark writes", () => {
    expect(denied(plan, role, keyUse(jobs, "kms:GenerateDataKey"))).toEqual([]);
    expect(allowed(plan, role, keyUse(arns.bucket("raw"), "kms:GenerateDataKey"))).toEqual([]);
    expect(find("aws:glue/securityConfiguration:SecurityConfiguration", "job-runtime-security")).toMatchObject({
      encryptionConfiguration: { s3Encryption: { s3EncryptionMode: "DISABLED" } },
    });
  });
});

describe("a database ingestion with many tables", async () => {
  const tables = Array.from({ length: 120 }, (_, index) => `a_rather_long_table_name_${index}`);
  const { plan, find } = await recordIngestions(graphOf([databaseIngestion(raw, tables)]));
  const policies = plan.resources.filter(({ type, name }) => type === "aws:iam/policy:Policy" && name.startsWith("ingest-orders-"));

  it("keeps within the limits of policies", () => {
    const inline = plan.resources.filter(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name.startsWith("ingest-orders-role"),
    );
    const characters = inline.map(({ inputs }) => String(inputs["policy"]).length);
    expect(characters.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(10_240);
    expect(policies.length).toBeLessThanOrEqual(20);
    for (const { inputs } of policies) expect(String(inputs["policy"]).length).toBeLessThanOrEqual(6_144);
  });

  it("may fill them, whichever policy they are in", () => {
    const some = tables.filter((_, index) => index % 17 === 0);
    const calls = some.flatMap((table) => [
      ...catalogCalls("shop_dev_raw", table, "glue:UpdateTable"),
      ["s3:PutObject", `${arns.bucket("raw")}/${table}/a`] as const,
      ["s3:PutObject", `${jobs}/state/shop_dev_raw/${table}.json`] as const,
    ]);
    expect(denied(plan, role, calls)).toEqual([]);
  });

  it("passes a configuration that Glue takes", () => {
    expect(JSON.stringify(find("aws:glue/job:Job", "ingest-orders")["nonOverridableArguments"]).length).toBeLessThan(260_000);
  });
});

describe("a database ingestion into an Aurora warehouse", async () => {
  const { plan, find } = await recordIngestions(graphOf([databaseIngestion(schema)], { warehouse: aurora }));

  it("is a Python job that logs in with a token and takes on the owner's role", () => {
    const job = find("aws:glue/job:Job", "ingest-orders");
    expect(job).toMatchObject({
      command: { name: "pythonshell", pythonVersion: "3.9" },
      maxCapacity: 1,
      defaultArguments: { "library-set": "analytics" },
      connections: ["shop-dev-network"],
    });
    expect(job["workerType"]).toBeUndefined();
    expect(configuration(job)).toMatchObject({
      tables: [{ grants: ["grant select on raw_copies.orders to analysts"] }, { dataset: "customers" }],
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
    });
    expect(configuration(job)).not.toHaveProperty("state");
  });

  it("may make every call that it makes, and touch no lake", () => {
    const user = arns.regional("rds-db", "dbuser:<shop-dev-warehouse.clusterResourceId>/datastack_job");
    expect(
      denied(plan, role, [
        ...runtimeCalls({ role, spark: false, scripts: [scriptKey("ingest_database_to_warehouse"), sharedModuleKey()] }),
        ...networkCalls(),
        ["secretsmanager:GetSecretValue", arns.regional("secretsmanager", "secret:shop/orders-db-AbCdEf")],
        ["rds-db:connect", user],
      ]),
    ).toEqual([]);
    expect(
      allowed(plan, role, [
        ["rds-db:connect", user.replace("datastack_job", "datastack_admin")],
        ["s3:GetObject", `${arns.bucket("raw")}/orders/a`],
        ["s3:PutObject", `${jobs}/state/a`],
        ["cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "Glue" }],
      ]),
    ).toEqual([]);
  });
});

describe("a database ingestion into a server that exists already", async () => {
  const { plan, find } = await recordIngestions(graphOf([databaseIngestion(schema)], { warehouse: existingServer }));

  it("logs in with both secrets", () => {
    expect(configuration(find("aws:glue/job:Job", "ingest-orders"))).toMatchObject({
      target: { connection: { engine: "postgresql", host: "10.1.2.3", port: 5433, database: "reports", secret: "shop/warehouse" } },
    });
    expect(
      denied(plan, role, [
        ["secretsmanager:GetSecretValue", arns.regional("secretsmanager", "secret:shop/orders-db-AbCdEf")],
        ["secretsmanager:GetSecretValue", arns.regional("secretsmanager", "secret:shop/warehouse-AbCdEf")],
      ]),
    ).toEqual([]);
  });
});

function configuration(job: Readonly<Record<string, unknown>>): unknown {
  const { "--datastack_config": config } = job["nonOverridableArguments"] as Readonly<Record<string, string>>;
  return JSON.parse(config ?? "");
}
