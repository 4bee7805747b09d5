import { describe, expect, it } from "vitest";
import { scriptKey, sharedModuleKey } from "../../../components/jobs/job-scripts";
import { scriptsOf } from "../../../stacks/provision/jobs";
import { databaseIngestion, fileIngestion, graphOf, raw, recordIngestions, schema, streamIngestion } from "../ingestion/graphs";

describe("scriptKey", () => {
  it("holds the hash of the content", () => {
    expect(scriptKey("load_warehouse")).toMatch(/^scripts\/load_warehouse-[0-9a-f]{8}\.py$/);
  });

  it("keeps the name by which scripts import the shared module", () => {
    expect(sharedModuleKey()).toMatch(/^scripts\/[0-9a-f]{8}\/datastack_jobs\.py$/);
  });

  it("knows no other script", () => {
    expect(() => scriptKey("toString")).toThrow("There is no job script toString");
  });
});

describe("scriptsOf", () => {
  it("names the scripts that the stack runs, once", () => {
    expect(scriptsOf(graphOf([databaseIngestion(raw), databaseIngestion(raw), streamIngestion()]))).toEqual(["ingest_database_to_lake"]);
    expect(scriptsOf(graphOf([databaseIngestion(schema), fileIngestion(raw)]))).toEqual([
      "ingest_database_to_warehouse",
      "ingest_files_to_lake",
    ]);
  });
});

describe("the runtime of jobs", async () => {
  const { plan, find } = await recordIngestions(graphOf([databaseIngestion(raw)]));
  const key = "<shop-dev-key.arn>";

  it("uploads the scripts that run, and the shared module", () => {
    const objects = plan.resources.filter(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2");
    expect(objects.map(({ inputs }) => [inputs["bucket"], inputs["key"], inputs["kmsKeyId"]])).toEqual(
      [sharedModuleKey(), scriptKey("ingest_database_to_lake")].map((path) => ["shop-dev-jobs-111111111111-eu-west-1", path, key]),
    );
  });

  it("encrypts logs, bookmarks and what Spark writes with the stack's key", () => {
    expect(find("aws:glue/securityConfiguration:SecurityConfiguration", "job-runtime-security")).toEqual({
      name: "shop-dev",
      encryptionConfiguration: {
        cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: key },
        jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: key },
        s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: key },
      },
    });
  });

  it("does not exist in a stack that only streams", async () => {
    const { plan: streaming } = await recordIngestions(graphOf([streamIngestion()]));
    expect(streaming.resources.filter(({ type }) => /glue\/(job|security)|s3\/bucketObject/.test(type))).toEqual([]);
  });
});
