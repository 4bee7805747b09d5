import { unscopedActions } from "../../components/shared/unscoped-actions";
import type { ServiceTrustException, WildcardException } from "../harness/iam";

/** What the audits let pass, each with the reason. */
export const auditExceptions: {
  readonly wildcards: readonly WildcardException[];
  readonly serviceTrusts: readonly ServiceTrustException[];
} = {
  wildcards: [
    ...Object.entries(unscopedActions).map(([action, reason]) => ({ actions: [action], value: "*", reason })),
    {
      sid: "MakeNetworkInterfaces",
      reason: "An interface that is to be made has no name yet; the subnets and the security group of the statement are named.",
    },
    { sid: "RemoveNetworkInterfaces", reason: "Interfaces are named when they are made; the condition names their subnets." },
    { sid: "TagNetworkInterfaces", reason: "Interfaces are named when they are made; the condition names the one tag." },
  ],
  serviceTrusts: [
    {
      service: "logs.*.amazonaws.com",
      sid: "LogsOfTheAccount",
      conditionKey: "kms:EncryptionContext:aws:logs:arn",
      reason: "CloudWatch Logs sends the log group as encryption context (Amazon CloudWatch Logs User Guide, 'Encrypt log data').",
    },
    {
      service: "events.amazonaws.com",
      sid: "FailedRuns",
      reason:
        "Amazon EventBridge User Guide, 'Amazon SNS permissions': topic policies cannot have conditions for EventBridge; the rule is named for when it is sent.",
    },
    {
      service: "events.amazonaws.com",
      conditionKey: "kms:EncryptionContext:aws:sns:topicArn",
      reason:
        "Amazon SNS Developer Guide, 'Key management': aws:SourceAccount and aws:SourceArn are not supported for EventBridge and encrypted topics; the context names a topic of the account.",
    },
  ],
};
