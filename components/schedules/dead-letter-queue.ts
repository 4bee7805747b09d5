import type * as pulumi from "@pulumi/pulumi";
import { Queue } from "@pulumi/aws/sqs/queue";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy";
import { queueArn } from "../shared/arns";
import { ComponentResource } from "../shared/component-resource";
import { resourceTags, type ComponentArgs } from "../shared/context";
import { policyDocument } from "../shared/policy-document";

/** The longest that SQS keeps a message. */
const retentionSeconds = 14 * 24 * 3600;

export interface DeadLetterQueueArgs extends ComponentArgs {
  /** Physical name. */
  readonly queueName: string;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** ARNs of the EventBridge rules that send to it. Schedules send as their role and need no entry. */
  readonly ruleArns: string[];
}

/** Where starts of runs end that did not reach their state machine, to be looked at and sent again. */
export class DeadLetterQueue extends ComponentResource {
  readonly queueName: string;
  /** From the name. */
  readonly queueArn: string;

  constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:DeadLetterQueue", name, args, opts);
    const arn = queueArn(args.context, args.queueName);

    const queue = new Queue(
      name,
      { name: args.queueName, kmsMasterKeyId: args.kmsKeyArn, messageRetentionSeconds: retentionSeconds, tags: resourceTags(args) },
      { parent: this },
    );
    const policy = new QueuePolicy(
      `${name}-policy`,
      { queueUrl: queue.url, policy: queuePolicy(arn, args.context.account, args.ruleArns) },
      { parent: this },
    );

    this.queueName = args.queueName;
    this.queueArn = arn;
    this.ready = [queue, policy];
    this.registerOutputs({ queueArn: queue.arn });
  }
}

/** TLS for everybody; and EventBridge sends for the rules of the stack (Amazon EventBridge User Guide, "Using dead-letter queues"). */
export function queuePolicy(arn: string, account: string, ruleArns: readonly string[]): string {
  return policyDocument([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: arn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...(ruleArns.length === 0
      ? []
      : [
          {
            Sid: "RulesMaySend",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: arn,
            Condition: { StringEquals: { "aws:SourceAccount": account }, ArnEquals: { "aws:SourceArn": ruleArns } },
          } as const,
        ]),
  ]);
}
