import type { PlannedResource } from "../../plan";

type Inputs = Readonly<Record<string, unknown>>;

/** What a provider, or the service behind it, refuses when it is told to make a resource: plans have to keep it, since nothing here asks the provider. */
export interface ProviderShape {
  /** `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** The rule as the source or the manual has it. */
  readonly says: string;
  readonly holds: (inputs: Inputs) => boolean;
  /** Inputs that break it. */
  readonly wrong: Inputs;
}

/** The rules that a plan breaks, one line each. */
export function brokenShapes(resources: readonly Pick<PlannedResource, "type" | "name" | "inputs">[]): readonly string[] {
  return resources.flatMap(({ type, name, inputs }) =>
    providerShapes.filter((shape) => shape.type === type && !shape.holds(inputs)).map(({ says }) => `${type} ${name}: ${says}`),
  );
}

/** A value deep in the inputs; `undefined` when it is not there. */
function at(inputs: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? (value as Inputs)[key] : undefined), inputs);
}

const text = (inputs: Inputs, path: string): string => {
  const value = at(inputs, path);
  return typeof value === "string" ? value : "";
};
const list = (inputs: Inputs, path: string): readonly Inputs[] => (at(inputs, path) ?? []) as readonly Inputs[];
const has = (inputs: unknown, path: string): boolean => at(inputs, path) !== undefined;
const howMany = (inputs: unknown, ...paths: readonly string[]): number => paths.filter((path) => has(inputs, path)).length;
const isBetween = (value: unknown, least: number, most: number): boolean => typeof value === "number" && value >= least && value <= most;
const isAbsentOrBetween = (inputs: Inputs, path: string, least: number, most: number): boolean =>
  !has(inputs, path) || isBetween(at(inputs, path), least, most);
const long = (length: number): string => "x".repeat(length);

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A text that matches a pattern as a whole; `terraform validate` says the same of one that does not. */
function matches(type: string, path: string, pattern: RegExp, says: string): ProviderShape {
  return {
    type,
    says: `${path} ${says}`,
    holds: (inputs) => !has(inputs, path) || pattern.test(text(inputs, path)),
    wrong: nested(path, "“X"),
  };
}

function atMost(type: string, path: string, length: number): ProviderShape {
  return {
    type,
    says: `${path} has at most ${length} characters`,
    holds: (inputs) => text(inputs, path).length <= length,
    wrong: nested(path, long(length + 1)),
  };
}

function nested(path: string, value: unknown): Inputs {
  return path
    .split(".")
    .reverse()
    .reduce<unknown>((inner, key) => ({ [key]: inner }), value) as Inputs;
}

/** Every service's tags, by the narrowest of them (Amazon EventBridge Scheduler API Reference, "Tag"; AWS General Reference, "Tagging"). */
export function tagsAreTaken({ tags }: Inputs): boolean {
  const entries = Object.entries((tags ?? {}) as Inputs);
  return (
    entries.length <= 50 &&
    entries.every(([key, value]) => /^[\w .:/=+@-]{1,128}$/.test(key) && /^[\w .:/=+@-]{1,256}$/.test(String(value)))
  );
}

const policy = (type: string, path: string): ProviderShape => ({
  type,
  says: `${path} is a policy document; of IAM, the ids of its statements are letters and digits, and differ`,
  holds: (inputs) => {
    const statements = list((parsed(text(inputs, path)) ?? {}) as Inputs, "Statement");
    const ids = statements.map(({ Sid }) => Sid);
    return statements.length > 0 && ids.every((id) => /^[A-Za-z0-9]+$/.test(String(id))) && new Set(ids).size === ids.length;
  },
  wrong: { [path]: '{"Version":"2012-10-17","Statement":[{"Sid":"not one word","Effect":"Allow"}]}' },
});

const groupRule = (type: string): ProviderShape => ({
  type,
  says: "Exactly one of cidr_ipv4, cidr_ipv6, prefix_list_id and referenced_security_group_id (vpc_security_group_ingress_rule.go)",
  holds: (inputs) => howMany(inputs, "cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId") === 1,
  wrong: { cidrIpv4: "10.0.0.0/8", prefixListId: "pl-1", referencedSecurityGroupId: "sg-1" },
});

/** helpers.go of the PostgreSQL provider. */
const privileges: Readonly<Record<string, readonly string[]>> = {
  database: ["ALL", "CREATE", "CONNECT", "TEMPORARY"],
  schema: ["ALL", "CREATE", "USAGE"],
  table: ["ALL", "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"],
};

const granted = (type: string): ProviderShape => ({
  type,
  says: "Is not an allowed privilege for the object type (helpers.go, validatePrivileges)",
  holds: (inputs) => list(inputs, "privileges").every((privilege) => privileges[text(inputs, "objectType")]?.includes(String(privilege))),
  wrong: { objectType: "schema", privileges: ["SELECT"] },
});

/** The names of the Terraform AWS provider's files below internal/service, and of the services' manuals. */
export const providerShapes: readonly ProviderShape[] = [
  matches("aws:cloudwatch/eventRule:EventRule", "name", /^[0-9A-Za-z_.-]{1,64}$/, "is a rule's name (events/rule.go)"),
  atMost("aws:cloudwatch/eventRule:EventRule", "description", 512),
  // The provider takes 4,096; the quota that every account has is 2,048 (Amazon EventBridge User Guide, "Quotas").
  atMost("aws:cloudwatch/eventRule:EventRule", "eventPattern", 2048),
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    says: "input conflicts with input_path and input_transformer (events/target.go)",
    holds: (inputs) => howMany(inputs, "input", "inputPath", "inputTransformer") <= 1,
    wrong: { input: "{}", inputTransformer: { inputTemplate: "x" } },
  },
  atMost("aws:cloudwatch/eventTarget:EventTarget", "inputTransformer.inputTemplate", 8192),
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    says: "retry_policy is 60 to 86400 seconds and 0 to 185 attempts (Amazon EventBridge API Reference, RetryPolicy)",
    holds: (inputs) =>
      isAbsentOrBetween(inputs, "retryPolicy.maximumEventAgeInSeconds", 60, 86400) &&
      isAbsentOrBetween(inputs, "retryPolicy.maximumRetryAttempts", 0, 185),
    wrong: { retryPolicy: { maximumEventAgeInSeconds: 30 } },
  },
  matches("aws:cloudwatch/logGroup:LogGroup", "name", /^[0-9A-Za-z_.\-/#]{1,512}$/, "is a log group's name (logs/validate.go)"),
  atMost("aws:cloudwatch/metricAlarm:MetricAlarm", "name", 255),
  atMost("aws:cloudwatch/metricAlarm:MetricAlarm", "alarmDescription", 1024),
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    says: "Periods of an hour and more watch a week at most, others a day (Amazon CloudWatch API Reference, PutMetricAlarm)",
    holds: ({ period, evaluationPeriods }) =>
      Number(period) % 60 === 0 && Number(period) * Number(evaluationPeriods) <= (Number(period) < 3600 ? 86_400 : 604_800),
    wrong: { period: 300, evaluationPeriods: 289 },
  },
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    says: "The warm-up period is 1 to 2880 minutes (Amazon CloudWatch API Reference, WarmUpConfiguration)",
    holds: (inputs) => isAbsentOrBetween(inputs, "warmUpConfiguration.warmUpPeriodDurationInMinutes", 1, 2880),
    wrong: { warmUpConfiguration: { warmUpPeriodDurationInMinutes: 2881 } },
  },
  matches(
    "aws:ec2/securityGroup:SecurityGroup",
    "name",
    /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/,
    "does not start with sg- (CreateSecurityGroup)",
  ),
  matches(
    "aws:ec2/securityGroup:SecurityGroup",
    "description",
    /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/,
    "is plain (ec2/vpc_security_group.go)",
  ),
  groupRule("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"),
  groupRule("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
  {
    type: "aws:ec2/flowLog:FlowLog",
    says: "expected max_aggregation_interval to be one of [60 600] (ec2/vpc_flow_log.go)",
    holds: ({ maxAggregationInterval }) => [60, 600].includes(Number(maxAggregationInterval)),
    wrong: { maxAggregationInterval: 300 },
  },
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    says: "A gateway has route tables, an interface subnets, groups and a private name (ec2/vpc_endpoint.go)",
    holds: (inputs) =>
      text(inputs, "vpcEndpointType") === "Gateway"
        ? has(inputs, "routeTableIds") && howMany(inputs, "subnetIds", "securityGroupIds", "privateDnsEnabled") === 0
        : !has(inputs, "routeTableIds") && howMany(inputs, "subnetIds", "securityGroupIds", "privateDnsEnabled") === 3,
    wrong: { vpcEndpointType: "Gateway", privateDnsEnabled: true },
  },
  atMost("aws:ec2/vpcEndpoint:VpcEndpoint", "policy", 20_480),
  matches("aws:glue/catalogDatabase:CatalogDatabase", "name", /^[^A-Z]{1,255}$/, "has no upper-case letters (glue/catalog_database.go)"),
  matches("aws:glue/catalogTable:CatalogTable", "name", /^[^A-Z]{1,255}$/, "has no upper-case letters (glue/catalog_table.go)"),
  {
    type: "aws:glue/job:Job",
    says: "max_capacity conflicts with number_of_workers and worker_type (glue/job.go)",
    holds: (inputs) => has(inputs, "maxCapacity") !== (has(inputs, "numberOfWorkers") && has(inputs, "workerType")),
    wrong: { maxCapacity: 1, numberOfWorkers: 2, workerType: "G.1X" },
  },
  {
    type: "aws:glue/job:Job",
    says: "Python shell jobs have 0.0625 or 1 unit, and Python 3.9 with Glue 3.0 (AWS Glue API, Job)",
    holds: (inputs) =>
      text(inputs, "command.name") !== "pythonshell" ||
      ([0.0625, 1].includes(Number(at(inputs, "maxCapacity"))) && text(inputs, "command.pythonVersion") === "3.9"),
    wrong: { command: { name: "pythonshell", pythonVersion: "3" }, maxCapacity: 2 },
  },
  {
    type: "aws:glue/job:Job",
    says: "max_retries is 0 to 10, max_concurrent_runs and timeout 1 or more (glue/job.go)",
    holds: (inputs) =>
      isAbsentOrBetween(inputs, "maxRetries", 0, 10) &&
      isAbsentOrBetween(inputs, "executionProperty.maxConcurrentRuns", 1, 1000) &&
      isAbsentOrBetween(inputs, "timeout", 1, 10_080),
    wrong: { executionProperty: { maxConcurrentRuns: 0 } },
  },
  {
    type: "aws:glue/securityConfiguration:SecurityConfiguration",
    says: "A mode other than DISABLED has a key, and the modes are those of their kind (glue/security_configuration.go)",
    holds: (inputs) =>
      ["cloudwatchEncryption SSE-KMS", "jobBookmarksEncryption CSE-KMS", "s3Encryption SSE-KMS"].every((kind) => {
        const [part = "", mode] = kind.split(" ");
        const found = text(inputs, `encryptionConfiguration.${part}.${part}Mode`);
        return found === "DISABLED" || (found === mode && has(inputs, `encryptionConfiguration.${part}.kmsKeyArn`));
      }),
    wrong: { encryptionConfiguration: { cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-S3" } } },
  },
  matches("aws:iam/role:Role", "name", /^[\w+=,.@-]{1,64}$/, "is an IAM name (iam/validate.go)"),
  // CreateRole takes less than the provider: ASCII and Latin-1.
  matches("aws:iam/role:Role", "description", /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]{0,1000}$/, "has the characters that CreateRole takes"),
  policy("aws:iam/role:Role", "assumeRolePolicy"),
  policy("aws:iam/rolePolicy:RolePolicy", "policy"),
  policy("aws:iam/policy:Policy", "policy"),
  {
    type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    says: "BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled (Amazon Data Firehose API Reference)",
    holds: (inputs) =>
      !has(inputs, "extendedS3Configuration.dataFormatConversionConfiguration") ||
      isBetween(at(inputs, "extendedS3Configuration.bufferingSize"), 64, 128),
    wrong: { extendedS3Configuration: { bufferingSize: 5, dataFormatConversionConfiguration: {} } },
  },
  {
    type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    says: "key_arn is what key_type CUSTOMER_MANAGED_CMK asks for; no other type takes one (firehose/delivery_stream.go)",
    holds: (inputs) =>
      (text(inputs, "serverSideEncryption.keyType") === "CUSTOMER_MANAGED_CMK") === has(inputs, "serverSideEncryption.keyArn"),
    wrong: { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK" } },
  },
  matches(
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "name",
    /^[\w.-]{1,64}$/,
    "is a stream's name (firehose/delivery_stream.go)",
  ),
  {
    type: "aws:kms/key:Key",
    says: "deletion_window_in_days is 7 to 30 (kms/key.go)",
    holds: (inputs) => isAbsentOrBetween(inputs, "deletionWindowInDays", 7, 30),
    wrong: { deletionWindowInDays: 31 },
  },
  matches(
    "aws:kms/alias:Alias",
    "name",
    /^alias\/(?!aws\/)[\w/-]{1,250}$/,
    "begins with alias/, but not with alias/aws/ (kms/validate.go)",
  ),
  matches("aws:rds/cluster:Cluster", "clusterIdentifier", /^(?!.*--)[a-z][0-9a-z-]{0,61}[0-9a-z]$/, "is an identifier (rds/validate.go)"),
  {
    type: "aws:rds/cluster:Cluster",
    says: "final_snapshot_identifier is required unless skip_final_snapshot is true (rds/cluster.go)",
    holds: (inputs) =>
      at(inputs, "skipFinalSnapshot") === true || /^(?!.*--)[0-9A-Za-z-]*[0-9A-Za-z]$/.test(text(inputs, "finalSnapshotIdentifier")),
    wrong: { skipFinalSnapshot: false, finalSnapshotIdentifier: "last--" },
  },
  {
    type: "aws:rds/cluster:Cluster",
    says: "Capacity is 0 to 256 and 1 to 256, seconds_until_auto_pause 300 to 86400 with a minimum of 0 (rds/cluster.go)",
    holds: (inputs) =>
      isBetween(at(inputs, "serverlessv2ScalingConfiguration.minCapacity"), 0, 256) &&
      isBetween(at(inputs, "serverlessv2ScalingConfiguration.maxCapacity"), 1, 256) &&
      isAbsentOrBetween(inputs, "serverlessv2ScalingConfiguration.secondsUntilAutoPause", 300, 86_400),
    wrong: { serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 4, secondsUntilAutoPause: 60 } },
  },
  {
    type: "aws:rds/cluster:Cluster",
    says: "backup_retention_period is at most 35, manage_master_user_password conflicts with master_password (rds/cluster.go)",
    holds: (inputs) =>
      isAbsentOrBetween(inputs, "backupRetentionPeriod", 1, 35) && howMany(inputs, "manageMasterUserPassword", "masterPassword") <= 1,
    wrong: { backupRetentionPeriod: 36 },
  },
  matches(
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "name",
    /^(?!.*--)[a-z][0-9a-z-]{0,253}[0-9a-z]$/,
    "is a group's name (rds/validate.go)",
  ),
  matches("aws:rds/subnetGroup:SubnetGroup", "name", /^(?!default$)[0-9a-z _.-]{1,255}$/, "is a group's name (rds/validate.go)"),
  matches(
    "aws:s3/bucket:Bucket",
    "bucket",
    /^(?!xn--|sthree-|amzn-s3-demo-)[0-9a-z][0-9a-z.-]{1,61}[0-9a-z]$/,
    "is a bucket's name (Amazon S3 User Guide, General purpose bucket naming rules)",
  ),
  {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    says: "A rule has a filter of one kind at most, an expiration by days, date or marker, and an id of its own (s3/bucket_lifecycle_configuration.go)",
    holds: (inputs) => {
      const rules = list(inputs, "rules");
      return (
        rules.every(
          (rule) =>
            has(rule, "filter") &&
            howMany(rule, "filter.prefix", "filter.tag", "filter.and") <= 1 &&
            (!has(rule, "expiration") || howMany(rule, "expiration.days", "expiration.date", "expiration.expiredObjectDeleteMarker") === 1),
        ) && new Set(rules.map(({ id }) => id)).size === rules.length
      );
    },
    wrong: { rules: [{ id: "both", filter: {}, expiration: { days: 1, expiredObjectDeleteMarker: true } }] },
  },
  {
    type: "aws:s3/bucketLogging:BucketLogging",
    says: "Exactly one of partitioned_prefix and simple_prefix (s3/bucket_logging.go)",
    holds: (inputs) =>
      !has(inputs, "targetObjectKeyFormat") ||
      howMany(inputs, "targetObjectKeyFormat.partitionedPrefix", "targetObjectKeyFormat.simplePrefix") === 1,
    wrong: { targetObjectKeyFormat: { partitionedPrefix: {}, simplePrefix: {} } },
  },
  {
    type: "aws:s3/bucketObjectv2:BucketObjectv2",
    says: "content conflicts with source, etag with kms_key_id; an object has ten tags (s3/object.go; Amazon S3 User Guide)",
    holds: (inputs) =>
      howMany(inputs, "content", "contentBase64", "source") === 1 &&
      howMany(inputs, "etag", "kmsKeyId") <= 1 &&
      Object.keys((at(inputs, "tags") ?? {}) as Inputs).length <= 10,
    wrong: { content: "x", source: "y" },
  },
  matches(
    "aws:scheduler/schedule:Schedule",
    "name",
    /^[0-9A-Za-z_.-]{1,64}$/,
    "consists of alphanumerics, hyphens, and underscores (scheduler/schedule.go)",
  ),
  atMost("aws:scheduler/schedule:Schedule", "description", 512),
  atMost("aws:scheduler/schedule:Schedule", "scheduleExpression", 256),
  atMost("aws:scheduler/schedule:Schedule", "scheduleExpressionTimezone", 50),
  {
    type: "aws:scheduler/schedule:Schedule",
    says: "retry_policy is 60 to 86400 seconds and 0 to 185 attempts (scheduler/schedule.go)",
    holds: (inputs) =>
      isAbsentOrBetween(inputs, "target.retryPolicy.maximumEventAgeInSeconds", 60, 86_400) &&
      isAbsentOrBetween(inputs, "target.retryPolicy.maximumRetryAttempts", 0, 185),
    wrong: { target: { retryPolicy: { maximumRetryAttempts: 186 } } },
  },
  matches("aws:scheduler/scheduleGroup:ScheduleGroup", "name", /^[0-9A-Za-z_.-]{1,64}$/, "is a group's name (scheduler/schedule_group.go)"),
  matches(
    "aws:sfn/stateMachine:StateMachine",
    "name",
    /^[0-9A-Za-z_-]{1,80}$/,
    "should only contain 0-9, A-Z, a-z, - and _ (sfn/state_machine.go)",
  ),
  {
    type: "aws:sfn/stateMachine:StateMachine",
    says: "definition is JSON of at most a megabyte, log_destination ends with :* (sfn/state_machine.go)",
    holds: (inputs) =>
      parsed(text(inputs, "definition")) !== undefined &&
      Buffer.byteLength(text(inputs, "definition")) <= 1024 * 1024 &&
      text(inputs, "loggingConfiguration.logDestination").endsWith(":*"),
    wrong: { loggingConfiguration: { logDestination: "arn:aws:logs:eu-west-1:111111111111:log-group:x" } },
  },
  matches("aws:sns/topic:Topic", "name", /^[0-9A-Za-z_-]{1,256}$/, "is a topic's name (sns/topic.go)"),
  matches("aws:sqs/queue:Queue", "name", /^[0-9A-Za-z_-]{1,80}$/, "is a queue's name (sqs/queue.go)"),
  matches("aws:athena/workgroup:Workgroup", "name", /^[0-9A-Za-z_.-]{1,128}$/, "is a workgroup's name (athena/workgroup.go)"),
  {
    type: "aws:athena/workgroup:Workgroup",
    says: "bytes_scanned_cutoff_per_query is 10485760 or more, output_location ends with a slash (athena/workgroup.go)",
    holds: (inputs) =>
      isAbsentOrBetween(inputs, "configuration.bytesScannedCutoffPerQuery", 10_485_760, Number.MAX_SAFE_INTEGER) &&
      text(inputs, "configuration.resultConfiguration.outputLocation").endsWith("/"),
    wrong: { configuration: { bytesScannedCutoffPerQuery: 1 } },
  },
  {
    type: "aws:apigateway/restApi:RestApi",
    says: "body is an OpenAPI document, and names the API as name does: what differs is a change at every deployment (apigateway/rest_api.go)",
    holds: (inputs) => at(parsed(text(inputs, "body")), "info.title") === at(inputs, "name"),
    wrong: { body: '{"info":{"title":"other"}}' },
  },
  granted("postgresql:index/grant:Grant"),
  granted("postgresql:index/defaultPrivileges:DefaultPrivileges"),
  {
    type: "postgresql:index/grant:Grant",
    says: "parameter 'schema' is mandatory; cannot specify `objects` of a database or schema (resource_postgresql_grant.go)",
    holds: (inputs) =>
      (text(inputs, "objectType") === "database" || has(inputs, "schema")) &&
      (text(inputs, "objectType") === "table" || list(inputs, "objects").length === 0),
    wrong: { objectType: "schema", objects: ["x"] },
  },
];
