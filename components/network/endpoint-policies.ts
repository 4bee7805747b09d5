import { catalogDatabaseName, stackPrefix, type NamedStack } from "../../compiler/model/names";
import {
  bucketArn,
  catalogArn,
  catalogDatabaseArn,
  catalogTableArn,
  glueConnectionArn,
  glueJobArn,
  logGroupArn,
  secretArn,
} from "../shared/arns";
import type { StackContext } from "../shared/context";
import { literalText, policyDocument, type PolicyConditions, type PolicyStatement } from "../shared/policy-document";
import { unscoped } from "../shared/unscoped-actions";
import type { EndpointService } from "./endpoint-services";

/** What may be reached through the endpoints of a network. */
export interface EndpointScope {
  /** Physical names of buckets beside the stack's own that jobs read from. */
  readonly sourceBuckets: readonly string[];
  /** Names of the secrets that jobs read. */
  readonly secrets: readonly string[];
}

/** What may be reached through the interface endpoints. */
export interface InterfaceEndpointScope extends EndpointScope {
  /** Key of the stack, which the security configuration of the jobs names. */
  readonly kmsKeyArn: string;
}

/**
 * The policy of the gateway endpoint of S3: whoever runs in the network writes to the stack's own buckets only, so that data cannot leave through a
 * bucket of somebody else.
 *
 * Beside them jobs read the source buckets, and Glue its own files: their buckets begin with `aws-glue-` (AWS managed policy "AWSGlueServiceRole").
 */
export function storageEndpointPolicy(context: StackContext, scope: EndpointScope): string {
  const ownBuckets = bucketArn(context, `${stackPrefix(context)}-*`);
  return policyDocument([
    {
      Sid: "BucketsOfTheStack",
      Effect: "Allow",
      Principal: "*",
      Action: [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ],
      Resource: [ownBuckets, `${ownBuckets}/*`],
      Condition: {
        StringEquals: { "aws:PrincipalAccount": context.account, "aws:ResourceAccount": context.account },
      },
    },
    ...(scope.sourceBuckets.length === 0 ? [] : [sourceBuckets(context, scope.sourceBuckets)]),
    {
      Sid: "FilesOfGlue",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `${bucketArn(context, "aws-glue-*")}/*`,
    },
  ]);
}

function sourceBuckets(context: StackContext, buckets: readonly string[]): PolicyStatement {
  return {
    Sid: "SourceBuckets",
    Effect: "Allow",
    Principal: "*",
    Action: ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
    Resource: buckets.map((bucket) => bucketArn(context, bucket)).flatMap((arn) => [arn, `${arn}/*`]),
    Condition: ofTheAccount(context),
  };
}

/**
 * The policy of the interface endpoint of a service: principals of the account, on what belongs to the stack. It is wider than any role of a job, and
 * holds back the credentials of others.
 */
export function interfaceEndpointPolicy(context: StackContext, service: EndpointService, scope: InterfaceEndpointScope): string {
  const statement = { Sid: "JobsOfTheStack", Effect: "Allow", Principal: "*", Condition: ofTheAccount(context) } as const;
  return policyDocument([{ ...statement, ...endpointActions[service](context, scope) }]);
}

const endpointActions: Readonly<
  Record<EndpointService, (context: StackContext, scope: InterfaceEndpointScope) => Pick<PolicyStatement, "Action" | "Resource">>
> = {
  glue: (context) => ({
    Action: [
      "glue:BatchCreatePartition",
      "glue:BatchDeletePartition",
      "glue:BatchGetPartition",
      "glue:BatchUpdatePartition",
      "glue:CreatePartition",
      "glue:CreateTable",
      "glue:DeletePartition",
      "glue:DeleteTable",
      "glue:Get*",
      "glue:UpdatePartition",
      "glue:UpdateTable",
    ],
    Resource: catalogArns(context),
  }),
  // What Glue asks for with a security configuration (AWS Glue Developer Guide, "Setting up encryption in AWS Glue").
  kms: (_, { kmsKeyArn }) => ({ Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], Resource: kmsKeyArn }),
  logs: (context) => ({
    Action: ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: logGroupArn(context, "/aws-glue/*"),
  }),
  monitoring: () => unscoped("cloudwatch:PutMetricData"),
  secretsmanager: (context, { secrets }) => ({
    Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
    Resource: secrets.map((secret) => secretArn(context, literalText(secret))),
  }),
};

/** The catalog, the stack's databases and tables, its jobs and connections; Spark also looks at the database `default`. */
function catalogArns(context: StackContext & NamedStack): readonly string[] {
  const databases = `${catalogDatabaseName(context, "")}*`;
  const own = `${stackPrefix(context)}-*`;
  return [
    catalogArn(context),
    catalogDatabaseArn(context, databases),
    catalogDatabaseArn(context, "default"),
    catalogTableArn(context, databases, "*"),
    glueJobArn(context, own),
    glueConnectionArn(context, own),
  ];
}

function ofTheAccount(context: StackContext): PolicyConditions {
  return { StringEquals: { "aws:PrincipalAccount": context.account } };
}
