import { createHash } from "node:crypto";
import type { Identity } from "./graph";

/**
 * Every physical name of the stack, in one place: `<stack>-<environment>-<thing>`, plus account and region where a name is global; lower-case, and cut
 * with a hash at the limit of its service. Names follow from the spec alone, so ARNs are known before anything exists.
 */

/** The part of the identity that names derive from. */
export type NamedStack = Pick<Identity, "stack" | "environment" | "account" | "region">;

/** Kinds of names with the limits and characters that their services document. */
export const nameLimits = {
  /** Amazon S3 User Guide, "General purpose bucket naming rules". */
  bucket: 63,
  /** AWS Glue API, "DatabaseInput", lower-case letters, digits and underscores for Athena. */
  catalogDatabase: 255,
  /** IAM User Guide, "IAM and AWS STS quotas". */
  role: 64,
  /** AWS Step Functions Developer Guide, "Quotas". */
  stateMachine: 80,
  /** Amazon EventBridge Scheduler API Reference, "CreateSchedule" and "CreateScheduleGroup". */
  schedule: 64,
  /** Amazon EventBridge API Reference, "PutRule". */
  eventRule: 64,
  /** Amazon Data Firehose API Reference, "CreateDeliveryStream". */
  deliveryStream: 64,
  /** Amazon SQS Developer Guide, "Amazon SQS message quotas". */
  queue: 80,
  /** Amazon SNS API Reference, "CreateTopic". */
  topic: 256,
  /** Amazon RDS User Guide for Aurora, "Naming constraints in Amazon Aurora". */
  databaseCluster: 63,
  /** Amazon RDS API Reference, "CreateDBSubnetGroup" and "CreateDBClusterParameterGroup". */
  databaseGroup: 255,
  /** Amazon EC2 API Reference, "CreateSecurityGroup". */
  securityGroup: 255,
  /** AWS Glue API, "Connection". */
  connection: 255,
  /** Amazon Athena API Reference, "CreateWorkGroup". */
  workgroup: 128,
  /** AWS Glue API, "CreateJob": 255; kept short for CloudWatch dimensions. */
  job: 128,
  /** Amazon CloudWatch API Reference, "PutMetricAlarm". */
  alarm: 255,
  /** PostgreSQL documentation, "Identifiers and Key Words". */
  databaseIdentifier: 63,
} as const;

export type NameKind = keyof typeof nameLimits;

/** `<stack>-<environment>`: what every name begins with. */
export function stackPrefix(stack: NamedStack): string {
  return `${stack.stack}-${stack.environment}`;
}

/** `<stack>-<environment>-<thing>` for services whose names live in an account and region; without a thing the prefix alone. */
export function physicalName(stack: NamedStack, kind: NameKind, ...thing: readonly string[]): string {
  return cutName([stackPrefix(stack), ...thing].join("-").toLowerCase().replaceAll("_", "-"), nameLimits[kind]);
}

/** `<stack>-<environment>-<thing>-<account>-<region>`: a bucket's name is unique in the world. */
export function bucketName(stack: NamedStack, thing: string): string {
  const place = `-${stack.account}-${stack.region}`;
  return cutName(`${stackPrefix(stack)}-${thing}`.toLowerCase().replaceAll("_", "-"), nameLimits.bucket - place.length) + place;
}

/** What a workgroup of the stack's own is for; those of groups end with the group's name. */
export const ownWorkgroup = "parquet-tables";

/** The workgroup of the queries that make Parquet tables. */
export function parquetTablesWorkgroup(stack: NamedStack): string {
  return physicalName(stack, "workgroup", ownWorkgroup);
}

/** `<stack>_<environment>_<zone>`: catalogs know no hyphen. */
export function catalogDatabaseName(stack: NamedStack, zone: string): string {
  return cutName(sqlName(`${stackPrefix(stack)}_${zone}`), nameLimits.catalogDatabase, "_");
}

/** A name as databases and catalogs spell it: lower-case, hyphens are underscores. */
export function sqlName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** Buckets that a stack has besides those of its zones. */
export const ownBuckets: readonly string[] = ["access-logs", "jobs", "query-results"];

/** The database of an Aurora warehouse: the same in every environment, and no reserved word of the engine. */
export const auroraDatabase = "warehouse";

/** The environment of a run on one machine: built in, so that no spec declares it. */
export const localEnvironment = "local";

/** Roles that the stack itself has in an Aurora warehouse; no access group may be called so. */
export const auroraRoles = { owner: "datastack_owner", job: "datastack_job", master: "datastack_admin" } as const;

/** Stands in statements for the id of the run that sends them. */
export const runToken = "{run}";

/** The role of an access group in a database server that other stacks may share. */
export function sharedDatabaseRole(stack: NamedStack, group: string): string {
  return cutName(sqlName(`${stackPrefix(stack)}_${group}`), nameLimits.databaseIdentifier, "_");
}

/** The schema of the warehouse that holds the copies of a zone's tables. */
export function zoneCopySchema(zone: string): string {
  return cutName(`lake_${sqlName(zone)}`, nameLimits.databaseIdentifier, "_");
}

/** Cuts a name at the limit and ends it with eight digits of its hash, so that two long names stay two names. */
export function cutName(name: string, limit: number, separator: "-" | "_" = "-"): string {
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, limit - hash.length - 1).replace(/[-_]+$/, "")}${separator}${hash}`;
}
