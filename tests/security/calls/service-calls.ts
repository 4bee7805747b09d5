import type { StackGraph } from "../../../compiler";
import { physicalName } from "../../../compiler/model/names";
import { alarmArn, bucketArn, eventRuleArn, logGroupArn, queueArn, topicArn } from "../../../components/shared/arns";
import { call, StackCalls, type Call } from "./call";

/** What a service of AWS does as itself, without a role of the stack. */
export interface ServiceCalls {
  /** Principal of the service. */
  readonly service: string;
  readonly calls: readonly Call[];
  /** The same from elsewhere: must be denied. */
  readonly others: readonly Call[];
}

const otherAccount = "999999999999";

/** The calls of services that act as themselves: resource policies and the key's own policy have to let them. */
export function serviceCalls(graph: StackGraph): readonly ServiceCalls[] {
  const stack = new StackCalls(graph);
  return [...logDelivery(stack), ...alertCalls(stack), ...arrivalCalls(stack), ...accessLogCalls(stack)];
}

function useKey(stack: StackCalls, context: Readonly<Record<string, string>>): readonly Call[] {
  return call(["kms:Decrypt", "kms:GenerateDataKey"], stack.keyArn, context);
}

/** CloudWatch Logs sends the log group as encryption context, and no source (Amazon CloudWatch Logs User Guide, "Encrypt log data"). */
function logDelivery(stack: StackCalls): readonly ServiceCalls[] {
  const { identity, network } = stack.graph;
  if (network?.kind !== "created") return [];
  const context = (logGroup: string) => ({ "kms:EncryptionContext:aws:logs:arn": logGroupArn(identity, logGroup) });
  return [
    {
      service: `logs.${identity.region}.amazonaws.com`,
      calls: useKey(stack, context(`/aws/vpc/${physicalName(identity, "securityGroup")}`)),
      others: [...useKey(stack, context("/aws/other")), ...useKey(stack, {})],
    },
  ];
}

/**
 * EventBridge and CloudWatch publish to the encrypted topic. To the key EventBridge says neither account nor ARN of the source (Amazon SNS Developer
 * Guide, "Key management": they are not supported for EventBridge and encrypted topics); SNS says which topic it is for. To the topic it need not name
 * the rule ("Amazon SNS permissions" in its User Guide).
 */
function alertCalls(stack: StackCalls): readonly ServiceCalls[] {
  const { identity, alerts, runs } = stack.graph;
  if (alerts === undefined) return [];
  const topic = topicArn(identity, physicalName(identity, "topic", "alerts"));
  const forTopic = { "kms:EncryptionContext:aws:sns:topicArn": topic };
  const forOther = { "kms:EncryptionContext:aws:sns:topicArn": topicArn({ ...identity, account: otherAccount }, "other") };
  const alarm = {
    "aws:SourceAccount": identity.account,
    "aws:SourceArn": alarmArn(identity, physicalName(identity, "alarm", "dead-letters")),
  };
  const rule = { "aws:SourceArn": eventRuleArn(identity, physicalName(identity, "eventRule", "failed-runs")) };
  return [
    {
      service: "cloudwatch.amazonaws.com",
      calls: [...call("sns:Publish", topic, alarm), ...useKey(stack, { ...forTopic, ...alarm })],
      others: [
        ...call("sns:Publish", topic, { ...alarm, "aws:SourceAccount": otherAccount }),
        ...call("sns:Publish", topic, { ...alarm, "aws:SourceArn": alarmArn(identity, "other") }),
        ...useKey(stack, { ...forTopic, "aws:SourceAccount": otherAccount }),
      ],
    },
    ...(runs.length === 0
      ? []
      : [
          {
            service: "events.amazonaws.com",
            calls: [...call("sns:Publish", topic, rule), ...call("sns:Publish", topic), ...useKey(stack, forTopic)],
            others: [
              ...call("sns:Publish", topic, { "aws:SourceArn": eventRuleArn(identity, "other") }),
              ...useKey(stack, forOther),
              ...useKey(stack, {}),
            ],
          },
        ]),
  ];
}

/** EventBridge puts what it could not start into the encrypted queue (Amazon EventBridge User Guide, "Using dead-letter queues"). */
function arrivalCalls(stack: StackCalls): readonly ServiceCalls[] {
  const { identity, runs } = stack.graph;
  const queue = queueArn(identity, physicalName(identity, "queue", "dead-letters"));
  return runs
    .filter(({ trigger }) => trigger.kind === "arrival")
    .map(({ name }) => {
      const source = {
        "aws:SourceAccount": identity.account,
        "aws:SourceArn": eventRuleArn(identity, physicalName(identity, "eventRule", "arrival", name)),
      };
      const forQueue = { "kms:EncryptionContext:aws:sqs:arn": queue };
      return {
        service: "events.amazonaws.com",
        calls: [...call("sqs:SendMessage", queue, source), ...useKey(stack, { ...forQueue, ...source })],
        others: [
          ...call("sqs:SendMessage", queue, { ...source, "aws:SourceArn": eventRuleArn(identity, "other") }),
          ...call("sqs:ReceiveMessage", queue, source),
          ...useKey(stack, { ...forQueue, "aws:SourceAccount": otherAccount }),
        ],
      };
    });
}

/** S3 delivers access logs, each below the name of its bucket. */
function accessLogCalls(stack: StackCalls): readonly ServiceCalls[] {
  const { identity, lake } = stack.graph;
  if (lake?.accessLogs !== true) return [];
  const logs = stack.bucket("access-logs");
  return lake.zones.map(({ bucket }) => {
    const source = { "aws:SourceAccount": identity.account, "aws:SourceArn": bucketArn(identity, bucket) };
    return {
      service: "logging.s3.amazonaws.com",
      calls: call("s3:PutObject", stack.object(logs, `${bucket}/2026/01/01/a`), source),
      others: [
        ...call("s3:PutObject", stack.object(logs, "other/2026/01/01/a"), source),
        ...call("s3:PutObject", stack.object(logs, `${bucket}/2026/01/01/a`), { ...source, "aws:SourceAccount": otherAccount }),
        ...call("s3:PutObject", stack.object(bucket, "orders/a"), source),
        ...call("s3:GetObject", stack.object(logs, `${bucket}/2026/01/01/a`), source),
      ],
    };
  });
}
