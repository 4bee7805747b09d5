import type { StackContext } from "./context";

/** ARNs from names: every physical name is known before anything exists, so policies are literal in a plan and no role waits for what uses it. */

type Place = Pick<StackContext, "partition" | "account" | "region">;

/** `arn:<partition>:<service>:<region>:<account>:<resource>`. */
export function regionalArn(place: Place, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}

export function bucketArn(place: Place, bucket: string): string {
  return `arn:${place.partition}:s3:::${bucket}`;
}

export function roleArn(place: Place, role: string): string {
  return `arn:${place.partition}:iam::${place.account}:role/${role}`;
}

export function accountRootArn(place: Place): string {
  return `arn:${place.partition}:iam::${place.account}:root`;
}

export function catalogArn(place: Place): string {
  return regionalArn(place, "glue", "catalog");
}

export function catalogDatabaseArn(place: Place, database: string): string {
  return regionalArn(place, "glue", `database/${database}`);
}

/** A table, or every table of a database with `*`. */
export function catalogTableArn(place: Place, database: string, table: string): string {
  return regionalArn(place, "glue", `table/${database}/${table}`);
}

export function glueJobArn(place: Place, job: string): string {
  return regionalArn(place, "glue", `job/${job}`);
}

export function glueConnectionArn(place: Place, connection: string): string {
  return regionalArn(place, "glue", `connection/${connection}`);
}

export function deliveryStreamArn(place: Place, stream: string): string {
  return regionalArn(place, "firehose", `deliverystream/${stream}`);
}

export function workgroupArn(place: Place, workgroup: string): string {
  return regionalArn(place, "athena", `workgroup/${workgroup}`);
}

export function stateMachineArn(place: Place, stateMachine: string): string {
  return regionalArn(place, "states", `stateMachine:${stateMachine}`);
}

export function logGroupArn(place: Place, logGroup: string): string {
  return regionalArn(place, "logs", `log-group:${logGroup}`);
}

/** A secret by its name: Secrets Manager ends the ARN with six characters of its own ("Determine who has permissions to your secrets"). */
export function secretArn(place: Place, secret: string): string {
  return regionalArn(place, "secretsmanager", `secret:${secret}-??????`);
}

/** The name by which Athena knows the account's Glue catalog. */
export function dataCatalogArn(place: Place): string {
  return regionalArn(place, "athena", "datacatalog/AwsDataCatalog");
}

/**
 * A user of an Aurora database that logs in with IAM.
 *
 * @param clusterResourceId - `cluster-…`, not the cluster's identifier.
 */
export function databaseUserArn(place: Place, clusterResourceId: string, user: string): string {
  return regionalArn(place, "rds-db", `dbuser:${clusterResourceId}/${user}`);
}

export function topicArn(place: Place, topic: string): string {
  return regionalArn(place, "sns", topic);
}

export function eventRuleArn(place: Place, rule: string): string {
  return regionalArn(place, "events", `rule/${rule}`);
}

/** An alarm, or every alarm whose name begins so with `*`. */
export function alarmArn(place: Place, alarm: string): string {
  return regionalArn(place, "cloudwatch", `alarm:${alarm}`);
}

export function queueArn(place: Place, queue: string): string {
  return regionalArn(place, "sqs", queue);
}

export function scheduleGroupArn(place: Place, group: string): string {
  return regionalArn(place, "scheduler", `schedule-group/${group}`);
}

/** A schedule, or every schedule of a group with `*`. */
export function scheduleArn(place: Place, group: string, schedule: string): string {
  return regionalArn(place, "scheduler", `schedule/${group}/${schedule}`);
}
