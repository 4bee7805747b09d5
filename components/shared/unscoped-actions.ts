/**
 * The statements that have `*` as their resource, each with AWS's reason: the service knows no finer grain. A static check refuses every other one.
 */
export const unscopedActions = {
  "athena:ListDataCatalogs": "Service Authorization Reference, Amazon Athena: the action supports no resource types.",
  "athena:ListEngineVersions": "Service Authorization Reference, Amazon Athena: the action supports no resource types.",
  "athena:ListWorkGroups": "Service Authorization Reference, Amazon Athena: the action supports no resource types.",
  "cloudwatch:PutMetricData": "Service Authorization Reference, Amazon CloudWatch: no resource types; narrowed by cloudwatch:namespace.",
  "ec2:CreateNetworkInterface":
    "AWS Glue Developer Guide, Setting up a VPC: the interface does not exist yet; narrowed to subnets and security groups.",
  "ec2:DescribeNetworkInterfaces": "Service Authorization Reference, Amazon EC2: Describe actions support no resource types.",
  "ec2:DescribeRouteTables": "Service Authorization Reference, Amazon EC2: Describe actions support no resource types.",
  "ec2:DescribeSecurityGroups": "Service Authorization Reference, Amazon EC2: Describe actions support no resource types.",
  "ec2:DescribeSubnets": "Service Authorization Reference, Amazon EC2: Describe actions support no resource types.",
  "ec2:DescribeVpcEndpoints": "Service Authorization Reference, Amazon EC2: Describe actions support no resource types.",
  "ec2:DescribeVpcs": "Service Authorization Reference, Amazon EC2: Describe actions support no resource types.",
  "logs:CreateLogDelivery": "Step Functions Developer Guide, Logging in CloudWatch Logs: log delivery actions support no resource types.",
  "logs:DeleteLogDelivery": "Step Functions Developer Guide, Logging in CloudWatch Logs: log delivery actions support no resource types.",
  "logs:DescribeLogGroups": "Step Functions Developer Guide, Logging in CloudWatch Logs: asked for by the service across log groups.",
  "logs:DescribeResourcePolicies": "Service Authorization Reference, Amazon CloudWatch Logs: the action supports no resource types.",
  "logs:GetLogDelivery": "Step Functions Developer Guide, Logging in CloudWatch Logs: log delivery actions support no resource types.",
  "logs:ListLogDeliveries": "Step Functions Developer Guide, Logging in CloudWatch Logs: log delivery actions support no resource types.",
  "logs:PutResourcePolicy": "Service Authorization Reference, Amazon CloudWatch Logs: the action supports no resource types.",
  "logs:UpdateLogDelivery": "Step Functions Developer Guide, Logging in CloudWatch Logs: log delivery actions support no resource types.",
  "xray:GetSamplingRules": "Service Authorization Reference, AWS X-Ray: the action supports no resource types.",
  "xray:GetSamplingTargets": "Service Authorization Reference, AWS X-Ray: the action supports no resource types.",
  "xray:PutTelemetryRecords": "Service Authorization Reference, AWS X-Ray: the action supports no resource types.",
  "xray:PutTraceSegments": "Service Authorization Reference, AWS X-Ray: the action supports no resource types.",
} as const;

export type UnscopedAction = keyof typeof unscopedActions;

/** Actions that have to name `*`: the type keeps out every action that is not in the table above. */
export function unscoped(...actions: readonly UnscopedAction[]): { readonly Action: readonly UnscopedAction[]; readonly Resource: "*" } {
  return { Action: actions, Resource: "*" };
}
