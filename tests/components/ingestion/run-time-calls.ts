import { simulate, type ContextValues, type Plan } from "../../harness/iam";

/** A call that a role makes at run time: action, resource, and the context that the service adds. */
export type Call = readonly [action: string, resource: string, context?: ContextValues];

const region = "eu-west-1";
const account = "111111111111";

export const arns = {
  bucket: (topic: string): string => `arn:aws:s3:::shop-dev-${topic}-${account}-${region}`,
  glue: (resource: string): string => `arn:aws:glue:${region}:${account}:${resource}`,
  regional: (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`,
  key: "<shop-dev-key.arn>",
};

export function listing(bucketArn: string, ...prefixes: readonly string[]): readonly Call[] {
  return prefixes.map((prefix) => ["s3:ListBucket", bucketArn, { "s3:prefix": prefix }]);
}

/** What S3 does with the key for a call about an object; with bucket keys the context is the bucket. */
export function keyUse(bucketArn: string, ...actions: readonly string[]): readonly Call[] {
  return actions.map((action) => [
    action,
    arns.key,
    { "kms:ViaService": `s3.${region}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": bucketArn },
  ]);
}

/** Calls about an entry of the catalog, each also about its ancestors (AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs"). */
export function catalogCalls(database: string, table: string, ...actions: readonly string[]): readonly Call[] {
  const resources = ["catalog", `database/${database}`, `table/${database}/${table}`].map(arns.glue);
  return actions.flatMap((action) => resources.map((resource): Call => [action, resource]));
}

/** What Glue does as the role of any job. */
export function runtimeCalls(job: {
  readonly role: string;
  readonly spark: boolean;
  readonly scripts: readonly string[];
}): readonly Call[] {
  const root = job.spark ? "/aws-glue/jobs" : "/aws-glue/python-jobs";
  const logs = ["output", "error"].map((kind) => arns.regional("logs", `log-group:${root}/shop-dev-role/${job.role}/${kind}`));
  return [
    ...job.scripts.map((key): Call => ["s3:GetObject", `${arns.bucket("jobs")}/${key}`]),
    ...keyUse(arns.bucket("jobs"), "kms:Decrypt"),
    ...logs.flatMap((group): Call[] => [
      ["logs:CreateLogGroup", group],
      ["logs:AssociateKmsKey", group],
      ["logs:CreateLogStream", group],
      ["logs:PutLogEvents", `${group}:log-stream:jr_1`],
    ]),
    ...(job.spark ? [["cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "Glue" }] as const] : []),
  ];
}

/** What Glue does as the role of a job with a connection. */
export function networkCalls(): readonly Call[] {
  const eni = arns.regional("ec2", "network-interface/eni-1");
  const subnet = arns.regional("ec2", "subnet/<shop-dev-network-subnet-eu-west-1a.id>");
  const tag = { "aws:TagKeys": ["aws-glue-service-resource"] };
  return [
    ["glue:GetConnection", arns.glue("catalog")],
    ["glue:GetConnection", arns.glue("connection/shop-dev-network")],
    ["ec2:DescribeSubnets", "*"],
    ["ec2:DescribeSecurityGroups", "*"],
    ["ec2:DescribeRouteTables", "*"],
    ["ec2:DescribeVpcEndpoints", "*"],
    ["ec2:DescribeNetworkInterfaces", "*"],
    ["ec2:DescribeVpcAttribute", arns.regional("ec2", "vpc/<shop-dev-network.id>")],
    ["ec2:CreateNetworkInterface", eni],
    ["ec2:CreateNetworkInterface", subnet],
    ["ec2:CreateNetworkInterface", arns.regional("ec2", "security-group/<shop-dev-network-jobs.id>")],
    ["ec2:CreateTags", eni, tag],
    ["ec2:DeleteTags", eni, tag],
    ["ec2:DeleteNetworkInterface", eni, { "ec2:Subnet": subnet }],
  ];
}

/** The calls, as text, that the role's policies do not allow. */
export function denied(plan: Plan, role: string, calls: readonly Call[]): readonly string[] {
  return calls.filter((call) => !isAllowed(plan, role, call)).map(describeCall);
}

/** The calls, as text, that the role's policies allow. */
export function allowed(plan: Plan, role: string, calls: readonly Call[]): readonly string[] {
  return calls.filter((call) => isAllowed(plan, role, call)).map(describeCall);
}

function isAllowed(plan: Plan, principal: string, [action, resource, context]: Call): boolean {
  return simulate(plan, { principal, action, resource, ...(context === undefined ? {} : { context }) }).decision === "allowed";
}

function describeCall([action, resource, context]: Call): string {
  return `${action} on ${resource}${context === undefined ? "" : ` with ${JSON.stringify(context)}`}`;
}
