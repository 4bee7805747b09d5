import { stackPrefix } from "../../compiler/model/names";
import { bucketArn } from "./arns";
import type { StackContext } from "./context";
import { literalText, statementId, type PolicyStatement } from "./policy-document";

/** Objects of one bucket that a policy is about. */
export interface ObjectScope {
  /** Physical name of the bucket. */
  readonly bucket: string;
  /** What their keys begin with, `orders/`; all objects without it. An empty list is no object, and so no statement. */
  readonly prefixes?: readonly string[];
}

/**
 * Lets a role read objects (Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3").
 *
 * Old versions need `s3:GetObjectVersion`, which nobody gets: they hold what was deleted.
 */
export function readObjects(context: StackContext, scope: ObjectScope): PolicyStatement[] {
  return onObjects(context, scope, "Read", ["s3:GetObject"]);
}

/** Lets a role write objects, in one or in many parts. */
export function writeObjects(context: StackContext, scope: ObjectScope): PolicyStatement[] {
  return onObjects(context, scope, "Write", ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"]);
}

/** Lets a role delete objects; what a bucket with versions had can be restored for a while. */
export function deleteObjects(context: StackContext, scope: ObjectScope): PolicyStatement[] {
  return onObjects(context, scope, "Delete", ["s3:DeleteObject"]);
}

/** Lets a role write and delete objects, in one statement: for policies that list many tables. */
export function changeObjects(context: StackContext, scope: ObjectScope): PolicyStatement[] {
  return onObjects(context, scope, "Change", ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject"]);
}

/** Lets a role list the keys below the prefixes, and no other key of the bucket. */
export function listPrefixes(context: StackContext, scope: ObjectScope): PolicyStatement[] {
  if (scope.prefixes?.length === 0) return [];
  return [
    {
      Sid: statementId("List", bucketTopic(context, scope.bucket)),
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(context, scope.bucket),
      ...(scope.prefixes === undefined
        ? {}
        : { Condition: { StringLike: { "s3:prefix": scope.prefixes.map((prefix) => `${literalText(prefix)}*`) } } }),
    },
  ];
}

/**
 * Lets a client probe the bucket itself, and see 404 instead of 403 for a key that does not exist: both ask for `s3:ListBucket` without a prefix (Amazon
 * S3 API Reference, "HeadObject"). Spark does; the price is that the client may list all keys of the bucket.
 */
export function probeBucket(context: StackContext, bucket: string): PolicyStatement[] {
  return [
    {
      Sid: statementId("Probe", bucketTopic(context, bucket)),
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(context, bucket),
      Condition: { Null: { "s3:prefix": "true" } },
    },
  ];
}

/** Lets a role ask where buckets are, as Athena does before it reads or writes there. */
export function locateBuckets(context: StackContext, buckets: readonly string[]): PolicyStatement[] {
  if (buckets.length === 0) return [];
  return [
    {
      Sid: "LocateBuckets",
      Effect: "Allow",
      Action: "s3:GetBucketLocation",
      Resource: buckets.map((bucket) => bucketArn(context, bucket)),
    },
  ];
}

/**
 * Lets a role use a key for the objects of these buckets, through S3 only. Writing in many parts needs to decrypt too (Amazon S3 User Guide, "Using
 * server-side encryption with AWS KMS keys"). With bucket keys the encryption context is the bucket; without, the object.
 */
export function useKeyForBuckets(
  context: StackContext,
  keyArn: string,
  buckets: readonly string[],
  use: "read" | "write",
): PolicyStatement[] {
  if (buckets.length === 0) return [];
  const arns = buckets.map((bucket) => bucketArn(context, bucket));
  return [
    {
      Sid: use === "read" ? "KeyToReadObjects" : "KeyToWriteObjects",
      Effect: "Allow",
      Action: use === "read" ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: {
        StringEquals: { "kms:ViaService": `s3.${context.region}.amazonaws.com` },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": arns.flatMap((arn) => [arn, `${arn}/*`]) },
      },
    },
  ];
}

function onObjects(context: StackContext, scope: ObjectScope, verb: string, actions: readonly string[]): PolicyStatement[] {
  if (scope.prefixes?.length === 0) return [];
  const arn = bucketArn(context, scope.bucket);
  return [
    {
      Sid: statementId(verb, bucketTopic(context, scope.bucket)),
      Effect: "Allow",
      Action: actions.length === 1 ? (actions[0] ?? []) : actions,
      Resource: (scope.prefixes ?? [""]).map((prefix) => `${arn}/${literalText(prefix)}*`),
    },
  ];
}

/** The part of a bucket's name that tells it from the stack's other buckets; the whole name of another's. */
function bucketTopic(context: StackContext, bucket: string): string {
  const prefix = `${stackPrefix(context)}-`;
  const suffix = `-${context.account}-${context.region}`;
  return bucket.startsWith(prefix) && bucket.endsWith(suffix) ? bucket.slice(prefix.length, -suffix.length) : bucket;
}
