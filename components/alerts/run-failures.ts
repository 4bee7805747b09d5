import type * as pulumi from "@pulumi/pulumi";
import { stackPrefix } from "../../compiler/model/names";
import { alarmArn, eventRuleArn, topicArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import { policyDocument } from "../shared/policy-document";

/** Ends of a run that somebody has to hear of; a run that was skipped because the one before still went on succeeds. */
const failures = ["FAILED", "TIMED_OUT", "ABORTED"];

/** A rule that matches the failures of some of the runs. */
export interface FailedRunRule {
  /** Physical name. */
  readonly ruleName: string;
  /** What the names of its resources end with: nothing for the first rule. */
  readonly suffix: string;
  readonly stateMachineArns: readonly pulumi.Input<string>[];
}

/**
 * State machines that one rule names. A pattern has 2,048 characters unless AWS raises the quota, of which the rest takes 151 (Amazon EventBridge User
 * Guide, "Quotas"); the ARN of a machine has 142 at most, and its quotes and comma 3.
 */
const machinesPerRule = 13;

/** The rules that together match the failures of all runs: `<name>`, `<name>-2`, and so on. */
export function failedRunRules(name: string, stateMachineArns: readonly pulumi.Input<string>[]): readonly FailedRunRule[] {
  return Array.from({ length: Math.ceil(stateMachineArns.length / machinesPerRule) }, (_, index) => {
    const suffix = index === 0 ? "" : `-${index + 1}`;
    const first = index * machinesPerRule;
    return { ruleName: name + suffix, suffix, stateMachineArns: stateMachineArns.slice(first, first + machinesPerRule) };
  });
}

/** Matches failures of exactly these state machines (AWS Step Functions Developer Guide, "Step Functions Execution Status Change"). */
export function failedRunPattern(stateMachineArns: readonly string[]): string {
  return JSON.stringify({
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: { status: failures, stateMachineArn: [...stateMachineArns].sort() },
  });
}

/**
 * The message of a failed run in one line: what, how it ended, and where to look. The cause is left to who may look: an engine's message can quote
 * values of rows, and mail is not encrypted.
 */
export function failedRunMessage(context: StackContext): { readonly inputPaths: Record<string, string>; readonly inputTemplate: string } {
  const link = `https://${consoleHost(context)}/states/home?region=${context.region}#/v2/executions/details/<execution>`;
  return {
    inputPaths: {
      error: "$.detail.error",
      execution: "$.detail.executionArn",
      name: "$.detail.name",
      run: "$.detail.stateMachineArn",
      status: "$.detail.status",
      time: "$.time",
    },
    inputTemplate: JSON.stringify(`${stackPrefix(context)}: run <run> is <status> since <time>. Error: <error>. Execution <name>: ${link}`),
  };
}

/** Every partition has a console of its own (AWS General Reference, "AWS Management Console"). */
function consoleHost({ partition, region }: StackContext): string {
  if (partition === "aws-cn") return "console.amazonaws.cn";
  return partition === "aws-us-gov" ? "console.amazonaws-us-gov.com" : `${region}.console.aws.amazon.com`;
}

/**
 * Lets the stack's rules and alarms publish, and nobody without TLS. Identity policies of the account grant the rest.
 *
 * @param ruleNames - Physical names of the rules of failed runs; none when the stack has no run.
 */
export function alertTopicPolicy(context: StackContext, topicName: string, ruleNames: readonly string[]): string {
  const topic = topicArn(context, topicName);
  return policyDocument([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topic,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...(ruleNames.length === 0
      ? []
      : [
          {
            Sid: "FailedRuns",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic,
            // "You can't use Condition blocks in Amazon SNS topic policies for EventBridge" (EventBridge User Guide, "Amazon SNS permissions"): it may not
            // say for which rule it publishes. When it does, it has to be one of the stack's.
            Condition: { ArnEqualsIfExists: { "aws:SourceArn": ruleNames.map((ruleName) => eventRuleArn(context, ruleName)) } },
          } as const,
        ]),
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topic,
      Condition: {
        StringEquals: { "aws:SourceAccount": context.account },
        ArnLike: { "aws:SourceArn": alarmArn(context, `${stackPrefix(context)}-*`) },
      },
    },
  ]);
}
