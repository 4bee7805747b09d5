import { bucketArn, catalogArn, catalogDatabaseArn, catalogTableArn, deliveryStreamArn, logGroupArn } from "../../shared/arns";
import type { StackContext } from "../../shared/context";
import type { PolicyStatement } from "../../shared/policy-document";
import { readObjects, useKeyForBuckets, writeObjects } from "../../shared/s3-statements";

export interface DeliveryScope {
  /** Physical name of the zone's bucket. */
  readonly bucket: string;
  /** What the keys of events and of refused records begin with. */
  readonly prefixes: readonly string[];
  readonly database: string;
  readonly table: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Key that encrypts the bucket; keys that S3 manages without it. */
  readonly kmsKeyArn?: string;
}

/** What Data Firehose does to deliver events as Parquet (Amazon Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination"). */
export function deliveryStatements(context: StackContext, scope: DeliveryScope): readonly PolicyStatement[] {
  const { bucket, database, table, kmsKeyArn } = scope;
  const objects = { bucket, prefixes: scope.prefixes };
  return [
    {
      Sid: "SeeBucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: bucketArn(context, bucket),
    },
    ...readObjects(context, objects),
    ...writeObjects(context, objects),
    ...(kmsKeyArn === undefined ? [] : useKeyForBuckets(context, kmsKeyArn, [bucket], "write")),
    {
      Sid: "ReadColumns",
      Effect: "Allow",
      Action: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
      Resource: [catalogArn(context), catalogDatabaseArn(context, database), catalogTableArn(context, database, table)],
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: "logs:PutLogEvents",
      Resource: `${logGroupArn(context, scope.logGroup)}:log-stream:${scope.logStream}`,
    },
  ];
}

/** Lets the API record events, and nothing else. Data Firehose itself encrypts them, by a grant on the key: who sends them needs none. */
export function recordEvents(context: StackContext, deliveryStream: string): readonly PolicyStatement[] {
  return [{ Sid: "RecordEvents", Effect: "Allow", Action: "firehose:PutRecord", Resource: deliveryStreamArn(context, deliveryStream) }];
}
