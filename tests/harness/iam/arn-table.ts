import { hasWildcard } from "./glob";
import { partitionOf, type Plan, type PlanResource, stringInput } from "./plan";

/** The ARNs that a resource of some type has, as templates over its inputs. */
interface ArnTemplates {
  readonly own: readonly string[];
  /** Patterns of ARNs below it that exist without a resource of their own, such as the objects of a bucket. */
  readonly children?: readonly string[];
}

/** ARN patterns that a plan accounts for. */
export interface KnownArns {
  /** ARNs without wildcards. */
  readonly exact: ReadonlySet<string>;
  /** Patterns: children, and resources whose id only AWS decides. */
  readonly patterns: readonly string[];
  /** ARNs with wildcards that are accepted as they are written, and match nothing else. */
  readonly spellings: ReadonlySet<string>;
}

/** Inputs that have a default where they are part of an ARN. */
const inputDefaults: Readonly<Record<string, string>> = { path: "/", groupName: "default", eventBusName: "default" };

/** Resource type → ARN templates. `{name}` is an input; `{region}`, `{account}` and `{partition}` come from the plan. */
const arnTemplates: Readonly<Record<string, ArnTemplates>> = {
  "aws:appflow/connectorProfile:ConnectorProfile": { own: [regional("appflow", "connectorprofile/{name}")] },
  "aws:appflow/flow:Flow": { own: [regional("appflow", "flow/{name}")] },
  "aws:athena/dataCatalog:DataCatalog": { own: [regional("athena", "datacatalog/{name}")] },
  "aws:athena/workgroup:Workgroup": { own: [regional("athena", "workgroup/{name}")] },
  "aws:cloudwatch/dashboard:Dashboard": { own: [global("cloudwatch", "dashboard/{dashboardName}")] },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": { own: [regional("cloudwatch", "alarm:{alarmName}")] },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { own: [regional("cloudwatch", "alarm:{name}")] },
  "aws:cloudwatch/eventApiDestination:EventApiDestination": { own: [], children: [regional("events", "api-destination/{name}/*")] },
  "aws:cloudwatch/eventArchive:EventArchive": { own: [regional("events", "archive/{name}")] },
  "aws:cloudwatch/eventBus:EventBus": { own: [regional("events", "event-bus/{name}")], children: [regional("events", "rule/{name}/*")] },
  "aws:cloudwatch/eventConnection:EventConnection": { own: [], children: [regional("events", "connection/{name}/*")] },
  "aws:cloudwatch/eventRule:EventRule": {
    own: [regional("events", "rule/{name}"), regional("events", "rule/{eventBusName}/{name}")],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    own: [regional("logs", "log-group:{name}")],
    children: [regional("logs", "log-group:{name}:*")],
  },
  "aws:dynamodb/table:Table": {
    own: [regional("dynamodb", "table/{name}")],
    children: [regional("dynamodb", "table/{name}/index/*"), regional("dynamodb", "table/{name}/stream/*")],
  },
  "aws:ecr/repository:Repository": { own: [regional("ecr", "repository/{name}")] },
  "aws:ecs/cluster:Cluster": {
    own: [regional("ecs", "cluster/{name}")],
    children: [regional("ecs", "task/{name}/*"), regional("ecs", "container-instance/{name}/*")],
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    own: [regional("ecs", "task-definition/{family}")],
    children: [regional("ecs", "task-definition/{family}:*")],
  },
  "aws:glue/catalogDatabase:CatalogDatabase": {
    own: [regional("glue", "database/{name}")],
    children: [regional("glue", "table/{name}/*"), regional("glue", "userDefinedFunction/{name}/*")],
  },
  "aws:glue/catalogTable:CatalogTable": { own: [regional("glue", "table/{databaseName}/{name}")] },
  "aws:glue/connection:Connection": { own: [regional("glue", "connection/{name}")] },
  "aws:glue/crawler:Crawler": { own: [regional("glue", "crawler/{name}")] },
  "aws:glue/dataQualityRuleset:DataQualityRuleset": { own: [regional("glue", "dataQualityRuleset/{name}")] },
  "aws:glue/job:Job": { own: [regional("glue", "job/{name}")] },
  "aws:glue/registry:Registry": {
    own: [regional("glue", "registry/{registryName}")],
    children: [regional("glue", "schema/{registryName}/*")],
  },
  "aws:glue/trigger:Trigger": { own: [regional("glue", "trigger/{name}")] },
  "aws:glue/workflow:Workflow": { own: [regional("glue", "workflow/{name}")] },
  "aws:iam/instanceProfile:InstanceProfile": { own: [global("iam", "instance-profile{path}{name}")] },
  "aws:iam/policy:Policy": { own: [global("iam", "policy{path}{name}")] },
  "aws:iam/role:Role": { own: [global("iam", "role{path}{name}")], children: [global("sts", "assumed-role/{name}/*")] },
  "aws:iam/user:User": { own: [global("iam", "user{path}{name}")] },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": { own: [regional("firehose", "deliverystream/{name}")] },
  "aws:kinesis/stream:Stream": { own: [regional("kinesis", "stream/{name}")], children: [regional("kinesis", "stream/{name}/consumer/*")] },
  "aws:kms/alias:Alias": { own: [regional("kms", "{name}")] },
  "aws:kms/key:Key": { own: [], children: [] },
  "aws:lambda/function:Function": { own: [regional("lambda", "function:{name}")], children: [regional("lambda", "function:{name}:*")] },
  "aws:msk/cluster:Cluster": {
    own: [],
    children: ["cluster", "topic", "group", "transactional-id"].map((kind) => regional("kafka", `${kind}/{clusterName}/*`)),
  },
  "aws:msk/serverlessCluster:ServerlessCluster": {
    own: [],
    children: ["cluster", "topic", "group", "transactional-id"].map((kind) => regional("kafka", `${kind}/{clusterName}/*`)),
  },
  "aws:pipes/pipe:Pipe": { own: [regional("pipes", "pipe/{name}")] },
  "aws:rds/cluster:Cluster": {
    own: [regional("rds", "cluster:{clusterIdentifier}")],
    children: [regional("rds", "cluster-snapshot:{clusterIdentifier}-*")],
  },
  "aws:rds/clusterInstance:ClusterInstance": { own: [regional("rds", "db:{identifier}")] },
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": { own: [regional("rds", "cluster-pg:{name}")] },
  "aws:rds/instance:Instance": { own: [regional("rds", "db:{identifier}")] },
  "aws:rds/parameterGroup:ParameterGroup": { own: [regional("rds", "pg:{name}")] },
  "aws:rds/subnetGroup:SubnetGroup": { own: [regional("rds", "subgrp:{name}")] },
  "aws:redshift/cluster:Cluster": {
    own: [regional("redshift", "cluster:{clusterIdentifier}")],
    children: [regional("redshift", "dbuser:{clusterIdentifier}/*"), regional("redshift", "dbname:{clusterIdentifier}/*")],
  },
  // The ids of namespaces and workgroups are UUIDs: only a pattern over all of them can be written ahead.
  "aws:redshiftserverless/namespace:Namespace": { own: [regional("redshift-serverless", "namespace/*")], children: [] },
  "aws:redshiftserverless/workgroup:Workgroup": { own: [regional("redshift-serverless", "workgroup/*")], children: [] },
  "aws:s3/bucket:Bucket": { own: ["arn:{partition}:s3:::{bucket}"], children: ["arn:{partition}:s3:::{bucket}/*"] },
  "aws:s3tables/tableBucket:TableBucket": {
    own: [regional("s3tables", "bucket/{name}")],
    children: [regional("s3tables", "bucket/{name}/table/*")],
  },
  "aws:scheduler/schedule:Schedule": { own: [regional("scheduler", "schedule/{groupName}/{name}")] },
  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    own: [regional("scheduler", "schedule-group/{name}")],
    children: [regional("scheduler", "schedule/{name}/*")],
  },
  "aws:sfn/activity:Activity": { own: [regional("states", "activity:{name}")] },
  "aws:sfn/stateMachine:StateMachine": {
    own: [regional("states", "stateMachine:{name}")],
    children: ["execution", "express", "mapRun"].map((kind) => regional("states", `${kind}:{name}:*`)),
  },
  "aws:sns/topic:Topic": { own: [regional("sns", "{name}")], children: [regional("sns", "{name}:*")] },
  "aws:sqs/queue:Queue": { own: [regional("sqs", "{name}")] },
  "aws:ssm/parameter:Parameter": { own: [regional("ssm", "parameter{name}"), regional("ssm", "parameter/{name}")] },
};

/** Exist in every account, or are made by AWS itself; ids of network parts are configuration; secrets belong to their owners. */
const builtInArns: readonly string[] = [
  global("iam", "root"),
  global("iam", "role/aws-service-role/*"),
  global("iam", "role/aws-reserved/*"),
  global("iam", "oidc-provider/*"),
  global("iam", "saml-provider/*"),
  regional("glue", "catalog"),
  regional("glue", "database/default"),
  regional("athena", "datacatalog/AwsDataCatalog"),
  regional("events", "event-bus/default"),
  regional("events", "rule/StepFunctionsGetEvent*"),
  regional("scheduler", "schedule-group/default"),
  regional("s3", "access-grants/default"),
  regional("secretsmanager", "secret:*"),
];

/** Whole-account forms that AWS documents for `aws:SourceArn`; only this literal spelling is accepted. */
const documentedSourceArns: readonly string[] = [
  regional("lakeformation", "*"),
  regional("logs", "*"),
  regional("ec2", "vpc-flow-log/*"),
  regional("ec2", "subnet/*"),
  regional("ec2", "security-group/*"),
  regional("ec2", "network-interface/*"),
];

/** All ARNs that the resources of a plan have, with those that every account has. */
export function knownArns(plan: Plan, predicted: readonly string[] = []): KnownArns {
  const scope = { partition: partitionOf(plan), account: plan.account, region: plan.region };
  const all = [
    ...plan.resources.flatMap((resource) => arnsOfResource(plan, resource)),
    ...builtInArns.map((template) => fill(template, scope)),
    ...predicted,
  ];
  return {
    exact: new Set(all.filter((arn) => !hasWildcard(arn))),
    patterns: all.filter(hasWildcard),
    spellings: new Set(documentedSourceArns.map((template) => fill(template, scope))),
  };
}

/** The ARNs of one resource and the patterns of its children; none when its type is not in the table. */
export function arnsOfResource(plan: Plan, resource: PlanResource): readonly string[] {
  const templates = arnTemplates[resource.type];
  if (templates === undefined) return [];
  const scope = { partition: partitionOf(plan), account: plan.account, region: stringInput(resource, "region") ?? plan.region };
  return [...templates.own, ...(templates.children ?? [])].map((template) =>
    fill(template, { ...inputDefaults, ...stringInputs(resource), ...scope }, generatedName(resource)),
  );
}

/** Whether the table knows the ARNs of a resource type. */
export function hasArnTemplate(type: string): boolean {
  return Object.hasOwn(arnTemplates, type);
}

function regional(service: string, resource: string): string {
  return `arn:{partition}:${service}:{region}:{account}:${resource}`;
}

function global(service: string, resource: string): string {
  return `arn:{partition}:${service}::{account}:${resource}`;
}

function fill(template: string, values: Readonly<Record<string, string>>, fallback = "*"): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? fallback);
}

function stringInputs(resource: PlanResource): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(resource.inputs).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])));
}

/** Pulumi names a resource without a physical name `<logical name>-<7 hex digits>`. */
function generatedName(resource: PlanResource): string {
  const prefix = stringInput(resource, "namePrefix");
  return prefix === undefined ? `${resource.name}-???????` : `${prefix}*`;
}
