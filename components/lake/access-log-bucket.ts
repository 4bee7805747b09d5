import type * as pulumi from "@pulumi/pulumi";
import { bucketArn } from "../shared/arns";
import { ComponentResource } from "../shared/component-resource";
import type { ComponentArgs, StackContext } from "../shared/context";
import { createPrivateBucket } from "../shared/private-bucket";
import type { PolicyStatement } from "../shared/policy-document";

/** Days that access logs are kept. */
const retentionDays = 365;

export interface AccessLogBucketArgs extends ComponentArgs {
  /** Physical name. */
  readonly bucketName: string;
  /** Physical names of the buckets whose access is logged. */
  readonly loggedBuckets: string[];
}

/**
 * The bucket that takes the access logs of the stack's other buckets.
 *
 * S3's keys encrypt it: the log delivery service does not write to every bucket that a KMS key encrypts.
 */
export class AccessLogBucket extends ComponentResource {
  /** Physical name, once the bucket takes logs. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:AccessLogBucket", name, args, opts);

    const { bucket } = createPrivateBucket(this, name, {
      context: args.context,
      source: args.source,
      bucketName: args.bucketName,
      versioning: true,
      expirationDays: retentionDays,
      statements: [logDelivery(args.context, args.bucketName, args.loggedBuckets)],
      holdsData: true,
    });

    this.bucketName = bucket.bucket;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

/** Lets S3 put the logs of these buckets, each below its own name (Amazon S3 User Guide, "Enabling Amazon S3 server access logging"). */
export function logDelivery(context: StackContext, bucketName: string, loggedBuckets: readonly string[]): PolicyStatement {
  return {
    Sid: "LogDelivery",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: loggedBuckets.map((logged) => `${bucketArn(context, bucketName)}/${logged}/*`),
    Condition: {
      ArnLike: { "aws:SourceArn": loggedBuckets.map((logged) => bucketArn(context, logged)) },
      StringEquals: { "aws:SourceAccount": context.account },
    },
  };
}
