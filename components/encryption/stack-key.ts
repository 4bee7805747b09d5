import type * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import { stackPrefix } from "../../compiler/model/names";
import { accountRootArn, logGroupArn, topicArn } from "../shared/arns";
import { ComponentResource } from "../shared/component-resource";
import { dataProtection, resourceTags, type ComponentArgs, type StackContext } from "../shared/context";
import { policyDocument, type PolicyStatement } from "../shared/policy-document";

export interface StackKeyArgs extends ComponentArgs {
  /** Services that use the key as themselves, for a topic or queue of the stack: `events.amazonaws.com`. */
  readonly messagingServices: string[];
  /** Physical name of the topic that EventBridge publishes alerts to; none without it. */
  readonly alertTopicName?: string;
}

/**
 * The one KMS key of a stack: zones, logs, the warehouse, secrets and alerts are encrypted with it.
 *
 * IAM policies of the account grant its use; the only services in its policy are those that act as themselves.
 */
export class StackKey extends ComponentResource {
  /** For buckets, logs, the warehouse and policies. */
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: StackKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:StackKey", name, args, opts);
    const parent = this;

    const key = new Key(
      name,
      {
        description: `Encrypts the data stack ${stackPrefix(args.context)}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: keyPolicy(args.context, args.messagingServices, args.alertTopicName),
        tags: resourceTags(args),
      },
      { parent, ...dataProtection(args.context) },
    );
    new Alias(`${name}-alias`, { name: keyAlias(args.context), targetKeyId: key.keyId }, { parent });

    this.keyArn = key.arn;
    this.registerOutputs({ keyArn: this.keyArn });
  }
}

/** `alias/<stack>-<environment>`. */
export function keyAlias(context: StackContext): string {
  return `alias/${stackPrefix(context)}`;
}

/**
 * The key's own policy. `Resource: "*"` means this key (AWS KMS Developer Guide, "Key policies in AWS KMS").
 *
 * The account administers the key and its IAM policies grant the use of it; both by name of the action, never `kms:*`.
 */
export function keyPolicy(context: StackContext, messagingServices: readonly string[], alertTopicName?: string): string {
  const account: PolicyStatement["Principal"] = { AWS: accountRootArn(context) };
  const statements: PolicyStatement[] = [
    {
      Sid: "AccountAdministers",
      Effect: "Allow",
      Principal: account,
      Action: [
        "kms:CancelKeyDeletion",
        "kms:CreateAlias",
        "kms:DeleteAlias",
        "kms:DescribeKey",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKey",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListGrants",
        "kms:ListKeyPolicies",
        "kms:ListKeyRotations",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:RetireGrant",
        "kms:RevokeGrant",
        "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ],
      Resource: "*",
    },
    {
      Sid: "IamPoliciesGrantUse",
      Effect: "Allow",
      Principal: account,
      Action: [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: "*",
    },
    {
      Sid: "LogsOfTheAccount",
      Effect: "Allow",
      Principal: { Service: `logs.${context.region}.amazonaws.com` },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroupArn(context, `*${stackPrefix(context)}*`) } },
    },
  ];
  if (messagingServices.length > 0) {
    statements.push({
      Sid: "ServicesThatSendMessages",
      Effect: "Allow",
      Principal: { Service: [...messagingServices] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": context.account } },
    });
  }
  if (alertTopicName !== undefined) {
    statements.push({
      Sid: "RulesThatSendAlerts",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      // No aws:SourceAccount or aws:SourceArn: "not supported for EventBridge-to-encrypted topics" (Amazon SNS Developer Guide, "Key management").
      Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": topicArn(context, alertTopicName) } },
    });
  }
  return policyDocument(statements);
}
