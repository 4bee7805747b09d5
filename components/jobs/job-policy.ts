import { bucketArn, catalogArn, glueConnectionArn, regionalArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import type { PolicyStatement } from "../shared/policy-document";
import { deleteObjects, listPrefixes, readObjects, useKeyForBuckets, writeObjects } from "../shared/s3-statements";
import { unscoped } from "../shared/unscoped-actions";

export interface JobRuntimeScope {
  readonly spark: boolean;
  /** What the job's temporary objects begin with; Spark jobs only. */
  readonly temporaryPrefix: string;
  /** Physical name of the jobs' bucket. */
  readonly bucket: string;
  /** Keys of the script and of the module that it imports. */
  readonly scriptKeys: readonly string[];
  readonly kmsKeyArn: string;
  readonly logGroupArns: readonly string[];
}

/** What Glue does as the role of any job before, during and after its script. */
export function jobRuntimeStatements(context: StackContext, scope: JobRuntimeScope): readonly PolicyStatement[] {
  const { spark, bucket } = scope;
  const temporary = { bucket, prefixes: [scope.temporaryPrefix] };
  // Calls on a group are asked for with `:log-stream:` behind its name (Amazon CloudWatch Logs User Guide, "Resources and operations").
  const logGroups = scope.logGroupArns.flatMap((arn) => [arn, `${arn}:*`]);
  return [
    {
      Sid: "ReadScripts",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: scope.scriptKeys.map((key) => `${bucketArn(context, bucket)}/${key}`),
    },
    ...useKeyForBuckets(context, scope.kmsKeyArn, [bucket], spark ? "write" : "read"),
    // Glue asks for the group and for its key at each start, though both are there (AWS Glue Developer Guide, "Logging for AWS Glue jobs").
    {
      Sid: "PrepareLogs",
      Effect: "Allow",
      Action: ["logs:AssociateKmsKey", "logs:CreateLogGroup"],
      Resource: logGroups,
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: logGroups,
    },
    ...(spark
      ? [
          ...listPrefixes(context, temporary),
          ...readObjects(context, temporary),
          ...writeObjects(context, temporary),
          ...deleteObjects(context, temporary),
          {
            Sid: "PutMetrics",
            Effect: "Allow",
            ...unscoped("cloudwatch:PutMetricData"),
            Condition: { StringEquals: { "cloudwatch:namespace": "Glue" } },
          } as const,
        ]
      : []),
  ];
}

export interface JobNetworkScope {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly connectionName: string;
}

/** Tag of what Glue makes in an account. */
const serviceResourceTag = "aws-glue-service-resource";

/**
 * What Glue does as the role of a job with a connection: it looks at the network, and makes network interfaces in the connection's subnet (AWS Glue
 * Developer Guide, "Create an IAM policy for the AWS Glue service", and "AWSGlueServiceRole", here on this network only).
 */
export function jobNetworkStatements(context: StackContext, network: JobNetworkScope): readonly PolicyStatement[] {
  const networkInterfaces = regionalArn(context, "ec2", "network-interface/*");
  const subnets = network.subnetIds.map((subnet) => regionalArn(context, "ec2", `subnet/${subnet}`));
  return [
    {
      Sid: "ReadConnection",
      Effect: "Allow",
      Action: "glue:GetConnection",
      Resource: [catalogArn(context), glueConnectionArn(context, network.connectionName)],
    },
    {
      Sid: "SeeNetwork",
      Effect: "Allow",
      ...unscoped(
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcEndpoints",
      ),
    },
    {
      Sid: "SeeVpc",
      Effect: "Allow",
      Action: "ec2:DescribeVpcAttribute",
      Resource: regionalArn(context, "ec2", `vpc/${network.vpcId}`),
    },
    {
      Sid: "MakeNetworkInterfaces",
      Effect: "Allow",
      Action: "ec2:CreateNetworkInterface",
      Resource: [networkInterfaces, ...subnets, regionalArn(context, "ec2", `security-group/${network.securityGroupId}`)],
    },
    {
      Sid: "RemoveNetworkInterfaces",
      Effect: "Allow",
      Action: "ec2:DeleteNetworkInterface",
      Resource: networkInterfaces,
      Condition: { ArnEquals: { "ec2:Subnet": subnets } },
    },
    {
      Sid: "TagNetworkInterfaces",
      Effect: "Allow",
      Action: ["ec2:CreateTags", "ec2:DeleteTags"],
      Resource: networkInterfaces,
      Condition: {
        "ForAllValues:StringEquals": { "aws:TagKeys": [serviceResourceTag] },
        Null: { "aws:TagKeys": "false" },
      },
    },
  ];
}
