import { physicalName } from "../../../compiler/model/names";
import { bucketArn, deliveryStreamArn, logGroupArn } from "../../../components/shared/arns";
import { call, type RoleCalls, type StackCalls } from "./call";

/** What the API and Data Firehose do for each stream. */
export function streamCalls(stack: StackCalls): readonly RoleCalls[] {
  const { identity, ingestions } = stack.graph;
  return ingestions.flatMap((ingestion) => {
    if (ingestion.kind !== "stream") return [];
    const { name, table, target } = ingestion;
    const { bucket } = stack.zone(target.name);
    const stream = physicalName(identity, "deliveryStream", name);
    const files = [`${table}/received_date=2026-01-01/part-0.parquet`, `errors/${table}/format-conversion-failed/2026-01-01/a`];
    return [
      {
        role: physicalName(identity, "role", "ingest", name, "api"),
        calls: call("firehose:PutRecord", deliveryStreamArn(identity, stream)),
      },
      {
        role: physicalName(identity, "role", "ingest", name, "delivery"),
        calls: [
          ...call(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], bucketArn(identity, bucket)),
          ...call(
            ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
            files.map((file) => stack.object(bucket, file)),
          ),
          ...stack.zoneKey(target.name, "write"),
          ...stack.catalog(["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"], { zone: target.name, table }),
          ...call("logs:PutLogEvents", `${logGroupArn(identity, `/aws/kinesisfirehose/${stream}`)}:log-stream:delivery`),
        ],
        // Firehose lists the bucket without saying what it looks for.
        wholes: [
          { actions: ["s3:ListBucket"], resource: bucketArn(identity, bucket) },
          ...[`${table}/*`, `errors/${table}/*`].map((key) => ({
            actions: ["s3:GetObject", "s3:PutObject"],
            resource: stack.object(bucket, key),
          })),
        ],
      },
    ];
  });
}
