import { stackPrefix } from "../../compiler/model/names";
import { alarmArn, eventRuleArn, topicArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import { policyDocument } from "../shared/policy-document";

/** Ends of a run that somebody has to hear of; a run that was skipped because the one before still went on succeeds. */
const failures = ["FAILED", "TIMED_OUT", "ABORTED"];

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
 * Lets the one rule and the stack's alarms publish, and nobody without TLS. Identity policies of the account grant the rest.
 *
 * @param ruleName - Physical name of the rule of failed runs; undefined when the stack has no run.
 */
export function alertTopicPolicy(context: StackContext, topicName: string, ruleName: string | undefined): string {
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
    ...(ruleName === undefined
      ? []
      : [
          {
            Sid: "FailedRuns",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic,
            Condition: { ArnEquals: { "aws:SourceArn": eventRuleArn(context, ruleName) } },
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
