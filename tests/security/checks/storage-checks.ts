import type { Plan, PlannedResource } from "../../../plan";
import { auditedStatements } from "../../harness/iam/audit/policy-documents";
import { input, isStackKey, ofType, text, unless, type SecurityCheck } from "./check";

const buckets = ofType("aws:s3/bucket:Bucket");

/** The setting of a type that belongs to a bucket. */
function settingOf(plan: Plan, bucket: PlannedResource, type: string): PlannedResource | undefined {
  return plan.resources.find((resource) => resource.type === `aws:s3/${type}` && resource.inputs["bucket"] === bucket.inputs["bucket"]);
}

function isAccessLogBucket(bucket: PlannedResource): boolean {
  return bucket.name === "access-logs";
}

function lifecycleRules(plan: Plan, bucket: PlannedResource): readonly unknown[] {
  const rules = settingOf(plan, bucket, "bucketLifecycleConfiguration:BucketLifecycleConfiguration")?.inputs["rules"];
  return Array.isArray(rules) ? rules : [];
}

function bucketStatements(plan: Plan, bucket: PlannedResource) {
  const policy = settingOf(plan, bucket, "bucketPolicy:BucketPolicy");
  return auditedStatements(plan)
    .filter(({ resource }) => resource.urn === policy?.urn)
    .map(({ statement }) => statement);
}

export const storageChecks: readonly SecurityCheck[] = [
  {
    ids: "S3.1 S3.8 CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56 CKV2_AWS_6",
    sentence: "Every bucket blocks public access in all four ways",
    subjects: buckets,
    problem: unless((bucket, plan) => {
      const block = settingOf(plan, bucket, "bucketPublicAccessBlock:BucketPublicAccessBlock");
      return ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
        (way) => block?.inputs[way] === true,
      );
    }, "some way to public access is open"),
  },
  {
    ids: "S3.5 CKV_AWS_379",
    sentence: "Every bucket refuses requests without TLS",
    subjects: buckets,
    problem: unless(
      (bucket, plan) =>
        bucketStatements(plan, bucket).some(
          ({ effect, condition, actions, principal }) =>
            effect === "Deny" &&
            principal?.anyone === true &&
            actions?.includes("s3:*") === true &&
            condition["Bool"]?.["aws:SecureTransport"]?.[0] === "false",
        ),
      "its policy lets requests without TLS pass",
    ),
  },
  {
    ids: "S3.17 CKV_AWS_145 CKV_AWS_19",
    sentence: "Every bucket is encrypted with the stack's key; the access logs, and a lake whose spec says so, with keys that S3 manages",
    subjects: buckets,
    problem: unless((bucket, plan) => {
      const rule = ["rules", 0, "applyServerSideEncryptionByDefault"] as const;
      const encryption = settingOf(plan, bucket, "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
      if (encryption === undefined) return false;
      if (input(encryption, ...rule, "sseAlgorithm") === "aws:kms") {
        return isStackKey(input(encryption, ...rule, "kmsMasterKeyId")) && input(encryption, "rules", 0, "bucketKeyEnabled") === true;
      }
      return (
        input(encryption, ...rule, "sseAlgorithm") === "AES256" &&
        (isAccessLogBucket(bucket) || text(bucket, "tags", "datastack:source").startsWith("/lake"))
      );
    }, "it is not encrypted with the stack's key"),
  },
  {
    ids: "S3.14 CKV_AWS_21",
    sentence: "Every bucket keeps old versions, unless the zone's spec says no",
    subjects: (plan) => buckets(plan).filter((bucket) => !text(bucket, "tags", "datastack:source").startsWith("/lake/zones/")),
    problem: unless(
      (bucket, plan) =>
        settingOf(plan, bucket, "bucketVersioning:BucketVersioning")?.inputs["versioningConfiguration"] !== undefined &&
        input(settingOf(plan, bucket, "bucketVersioning:BucketVersioning") ?? bucket, "versioningConfiguration", "status") === "Enabled",
      "old versions are not kept",
    ),
  },
  {
    ids: "S3.13 S3.10 CKV2_AWS_61",
    sentence: "Every bucket deletes old versions some day",
    subjects: buckets,
    problem: unless(
      (bucket, plan) => JSON.stringify(lifecycleRules(plan, bucket)).includes("noncurrentVersionExpiration"),
      "old versions are kept for ever",
    ),
  },
  {
    ids: "CKV_AWS_300",
    sentence: "Every bucket gives up unfinished uploads",
    subjects: buckets,
    problem: unless(
      (bucket, plan) => JSON.stringify(lifecycleRules(plan, bucket)).includes("abortIncompleteMultipartUpload"),
      "parts of unfinished uploads stay",
    ),
  },
  {
    ids: "S3.9 CKV_AWS_18",
    sentence: "Every bucket but the logs' own has access logs, where the lake has them",
    subjects: (plan) => (buckets(plan).some(isAccessLogBucket) ? buckets(plan).filter((bucket) => !isAccessLogBucket(bucket)) : []),
    problem: unless((bucket, plan) => {
      const logging = settingOf(plan, bucket, "bucketLogging:BucketLogging");
      return logging !== undefined && text(logging, "targetBucket") !== "";
    }, "its access is not logged"),
  },
  {
    ids: "S3.12 CKV2_AWS_65",
    sentence: "No bucket has access control lists",
    subjects: buckets,
    problem: unless((bucket, plan) => {
      const ownership = settingOf(plan, bucket, "bucketOwnershipControls:BucketOwnershipControls");
      return ownership !== undefined && input(ownership, "rule", "objectOwnership") === "BucketOwnerEnforced";
    }, "objects may have access control lists"),
  },
  {
    ids: "S3.6 CKV_AWS_70",
    sentence: "No bucket policy lets in another account or everyone",
    subjects: buckets,
    problem: unless(
      (bucket, plan) =>
        bucketStatements(plan, bucket)
          .filter(({ effect }) => effect === "Allow")
          .every(({ principal }) => principal?.anyone === false && principal.aws.every((arn) => arn.includes(`:${plan.account}:`))),
      "its policy lets others in",
    ),
  },
  {
    ids: "CKV_AWS_93",
    sentence: "No bucket policy locks everyone out",
    subjects: buckets,
    problem: unless(
      (bucket, plan) =>
        bucketStatements(plan, bucket)
          .filter(({ effect }) => effect === "Deny")
          .every(({ condition }) => Object.keys(condition).length > 0),
      "a denial has no condition",
    ),
  },
  {
    ids: "KMS.4 CKV_AWS_7 AwsSolutions-KMS5",
    sentence: "The key is rotated",
    subjects: ofType("aws:kms/key:Key"),
    problem: unless((key) => key.inputs["enableKeyRotation"] === true, "it is not rotated"),
  },
  {
    ids: "KMS.3",
    sentence: "A key that is deleted by mistake can be had back for thirty days",
    subjects: ofType("aws:kms/key:Key"),
    problem: unless((key) => key.inputs["deletionWindowInDays"] === 30, "its deletion waits for less than thirty days"),
  },
  {
    ids: "KMS.5 CKV_AWS_33 CKV2_AWS_64",
    sentence: "The key has a policy, and it names its principals",
    subjects: ofType("aws:kms/key:Key"),
    problem: (key, plan) => {
      const statements = auditedStatements(plan).filter(({ resource }) => resource.urn === key.urn);
      if (statements.length === 0) return "it has the policy that KMS gives it";
      return statements.some(({ statement }) => statement.principal?.anyone === true) ? "anyone may use it" : undefined;
    },
  },
  {
    ids: "CKV_AWS_158",
    sentence: "Every log group is encrypted with the stack's key",
    subjects: ofType("aws:cloudwatch/logGroup:LogGroup"),
    problem: unless((group) => isStackKey(group.inputs["kmsKeyId"]), "it is not encrypted with the stack's key"),
  },
  {
    ids: "CKV_AWS_338 CKV_AWS_66",
    sentence: "Every log group keeps its lines for a year",
    subjects: ofType("aws:cloudwatch/logGroup:LogGroup"),
    problem: unless((group) => Number(group.inputs["retentionInDays"]) >= 365, "it keeps its lines for less than a year"),
  },
  {
    ids: "CloudWatch Logs User Guide, Encrypt log data",
    sentence: "The key's policy lets every log group use it",
    subjects: ofType("aws:cloudwatch/logGroup:LogGroup"),
    problem: unless(
      (group, plan) => text(group, "name").includes(`${plan.stack}-${plan.environment}`),
      "the key's policy does not know its name",
    ),
  },
];
