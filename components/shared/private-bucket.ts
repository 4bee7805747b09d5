import * as pulumi from "@pulumi/pulumi";
import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import { bucketArn } from "./arns";
import { dataProtection, resourceTags, type ResourceOrigin } from "./context";
import { policyDocument, type PolicyStatement } from "./policy-document";

export interface PrivateBucketArgs extends ResourceOrigin {
  /** Physical name. */
  readonly bucketName: string;
  /** Key that encrypts new objects; keys that S3 manages without it. */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Whether overwritten and deleted objects can be restored for 30 days. */
  readonly versioning: boolean;
  /** Age in days at which objects are deleted. */
  readonly expirationDays?: number;
  /** Prefixes of objects that are deleted after a week: what jobs leave behind. */
  readonly expiringPrefixes?: readonly string[];
  /** Age in days at which objects move to Glacier Instant Retrieval. */
  readonly archiveDays?: number;
  /** Physical name of the bucket that takes the access logs. */
  readonly accessLogBucket?: pulumi.Input<string>;
  /** Statements of the bucket policy beside the ones that every bucket has. */
  readonly statements?: readonly PolicyStatement[];
  /** Whether the bucket holds data that cannot be made again. */
  readonly holdsData: boolean;
}

export interface PrivateBucket {
  readonly bucket: Bucket;
  /** From the name: what policies and texts use. */
  readonly arn: string;
  /** The last of its settings: depend on it to see the bucket as it should be. */
  readonly ready: pulumi.Resource;
}

/**
 * A bucket that nobody outside the account reaches: no ACLs, no public access, TLS 1.2, encryption by default, versions for 30 days, access logs.
 *
 * Its settings are separate resources, made one after another: S3 answers 409 OperationAborted to parallel changes of one bucket.
 */
export function createPrivateBucket(parent: pulumi.Resource, name: string, args: PrivateBucketArgs): PrivateBucket {
  const arn = bucketArn(args.context, args.bucketName);
  const bucket = new Bucket(
    name,
    { bucket: args.bucketName, tags: resourceTags(args) },
    { parent, ...(args.holdsData ? dataProtection(args.context) : {}) },
  );
  let last: pulumi.Resource = bucket;
  const next = (): pulumi.CustomResourceOptions => ({ parent, dependsOn: [last] });

  last = new BucketOwnershipControls(`${name}-ownership`, { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } }, next());
  last = new BucketPublicAccessBlock(
    `${name}-public-access`,
    { bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    next(),
  );
  last = new BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    { bucket: bucket.id, rules: [encryptionRule(args.kmsKeyArn)] },
    next(),
  );
  last = new BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.id, versioningConfiguration: { status: args.versioning ? "Enabled" : "Suspended" } },
    next(),
  );
  last = new BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.id, policy: pulumi.output(args.kmsKeyArn).apply((key) => bucketPolicy(arn, key, args.statements ?? [])) },
    next(),
  );
  last = new BucketLifecycleConfiguration(`${name}-lifecycle`, { bucket: bucket.id, rules: lifecycleRules(args) }, next());
  if (args.accessLogBucket !== undefined) {
    last = new BucketLogging(
      `${name}-logging`,
      {
        bucket: bucket.id,
        targetBucket: args.accessLogBucket,
        targetPrefix: `${args.bucketName}/`,
        targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
      },
      next(),
    );
  }
  return { bucket, arn, ready: last };
}

/** Objects are encrypted by default and clients cannot bring keys of their own; with a KMS key, a bucket key saves most calls. */
function encryptionRule(kmsKeyArn: pulumi.Input<string> | undefined) {
  return {
    applyServerSideEncryptionByDefault:
      kmsKeyArn === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
    bucketKeyEnabled: kmsKeyArn !== undefined,
    blockedEncryptionTypes: ["SSE-C"],
  };
}

/**
 * The policy that every bucket has: TLS 1.2, and no other way to encrypt than the bucket's.
 *
 * A header that is not sent must pass, since clients rely on the bucket's default: `Null … false` says "only when it is sent".
 *
 * @param kmsKeyArn - The bucket's key; undefined for keys that S3 manages.
 */
export function bucketPolicy(arn: string, kmsKeyArn: string | undefined, statements: readonly PolicyStatement[]): string {
  const everything = [arn, `${arn}/*`];
  return policyDocument([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: everything,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "RecentTlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: everything,
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    },
    {
      Sid: "NoOtherAlgorithm",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: `${arn}/*`,
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption": kmsKeyArn === undefined ? "AES256" : "aws:kms" },
      },
    },
    ...(kmsKeyArn === undefined ? [] : [noOtherKey(arn, kmsKeyArn)]),
    ...statements,
  ]);
}

function noOtherKey(arn: string, kmsKeyArn: string): PolicyStatement {
  return {
    Sid: "NoOtherKey",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: `${arn}/*`,
    Condition: {
      Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
      StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn },
    },
  };
}

const daysToRestore = 30;
const daysOfTemporaryObjects = 7;

function lifecycleRules(args: PrivateBucketArgs) {
  return [
    {
      id: "unfinished-uploads",
      status: "Enabled",
      filter: {},
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
    {
      id: "old-versions",
      status: "Enabled",
      filter: {},
      noncurrentVersionExpiration: { noncurrentDays: daysToRestore },
      expiration: { expiredObjectDeleteMarker: true },
    },
    ...(args.expiringPrefixes ?? []).map((prefix) => ({
      id: `expire-${prefix.replace(/\/$/, "")}`,
      status: "Enabled",
      filter: { prefix },
      expiration: { days: daysOfTemporaryObjects },
    })),
    ...(args.archiveDays === undefined
      ? []
      : [{ id: "archive", status: "Enabled", filter: {}, transitions: [{ days: args.archiveDays, storageClass: "GLACIER_IR" }] }]),
    ...(args.expirationDays === undefined
      ? []
      : [{ id: "retention", status: "Enabled", filter: {}, expiration: { days: args.expirationDays } }]),
  ];
}
