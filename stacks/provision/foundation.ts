import type * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../compiler/model/graph";
import { bucketName, physicalName } from "../../compiler/model/names";
import { StackKey } from "../../components/encryption/stack-key";
import { AccessLogBucket } from "../../components/lake/access-log-bucket";
import { JobsBucket } from "../../components/jobs/jobs-bucket";
import type { Provisioning } from "./stack-parts";

/** What the other parts stand on. */
export interface Foundation {
  readonly kmsKeyArn: pulumi.Output<string>;
  /** Takes the access logs of the stack's buckets; undefined when the lake says no. */
  readonly accessLogs?: AccessLogBucket;
  /** Scripts, programs, state and unloaded files of the jobs; undefined when the stack has no job. */
  readonly jobsBucket?: JobsBucket;
}

/** The key, the access logs and the bucket of the jobs. */
export function provisionFoundation({ graph, context, options }: Provisioning): Foundation {
  const key = new StackKey(
    "key",
    {
      context,
      source: "",
      messagingServices: [...messagingServices(graph)],
      ...(graph.alerts === undefined || graph.runs.length === 0 ? {} : { alertTopicName: physicalName(graph.identity, "topic", "alerts") }),
    },
    options,
  );
  const loggedBuckets = bucketsOf(graph);
  const accessLogs =
    loggedBuckets.length > 0 && graph.lake?.accessLogs !== false
      ? new AccessLogBucket(
          "access-logs",
          {
            context,
            source: graph.lake?.pointer ?? "",
            bucketName: bucketName(graph.identity, "access-logs"),
            loggedBuckets: [...loggedBuckets],
          },
          options,
        )
      : undefined;
  const jobsBucket = hasJobs(graph)
    ? new JobsBucket(
        "jobs",
        {
          context,
          source: "",
          bucketName: bucketName(graph.identity, "jobs"),
          kmsKeyArn: key.keyArn,
          ...(accessLogs === undefined ? {} : { accessLogBucket: accessLogs.bucketName }),
        },
        options,
      )
    : undefined;
  return {
    kmsKeyArn: key.keyArn,
    ...(accessLogs === undefined ? {} : { accessLogs }),
    ...(jobsBucket === undefined ? {} : { jobsBucket }),
  };
}

/** Whether any part runs a program: ingestion from databases and files, loads, and SQL in the warehouse. */
export function hasJobs(graph: StackGraph): boolean {
  return (
    graph.ingestions.some((ingestion) => ingestion.kind !== "stream") ||
    graph.loads.length > 0 ||
    graph.transforms.some((transform) => transform.target.store === "warehouse")
  );
}

function bucketsOf(graph: StackGraph): readonly string[] {
  return [
    ...(graph.lake === undefined ? [] : [...graph.lake.zones.map((zone) => zone.bucket), bucketName(graph.identity, "query-results")]),
    ...(hasJobs(graph) ? [bucketName(graph.identity, "jobs")] : []),
  ].sort();
}

/**
 * Services that send messages as themselves and say for which account: CloudWatch to the topic of alerts, EventBridge the arrivals that started no run to
 * the queue of dead letters. To the topic EventBridge does not say it; the scheduler uses the key through its role.
 */
function messagingServices({ alerts, runs }: StackGraph): readonly string[] {
  return [
    ...(alerts === undefined ? [] : ["cloudwatch.amazonaws.com"]),
    ...(runs.some(({ trigger }) => trigger.kind === "arrival") ? ["events.amazonaws.com"] : []),
  ];
}
