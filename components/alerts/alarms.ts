import type * as pulumi from "@pulumi/pulumi";

/** A CloudWatch alarm on one metric, as its API spells it. */
export interface AlarmSettings {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: string;
  readonly comparisonOperator: string;
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: string;
  /** Minutes after its making in which the alarm is silent. */
  readonly warmUpMinutes?: number;
}

/** A message that a schedule could not deliver is waiting. */
export function deadLetterAlarm(queueName: pulumi.Input<string>): AlarmSettings {
  return anyOf("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: queueName }, "Maximum");
}

/** A schedule could not start its run; it is tried again. */
export function scheduleErrorAlarm(groupName: pulumi.Input<string>): AlarmSettings {
  return anyOf("AWS/Scheduler", "TargetErrorCount", { ScheduleGroup: groupName }, "Sum");
}

/** A schedule has given up starting a run. */
export function scheduleDropAlarm(groupName: pulumi.Input<string>): AlarmSettings {
  return anyOf("AWS/Scheduler", "InvocationDroppedCount", { ScheduleGroup: groupName }, "Sum");
}

/** The rule that tells of failed runs could not send its message. */
export function lostEventAlarm(ruleName: pulumi.Input<string>): AlarmSettings {
  return anyOf("AWS/Events", "FailedInvocations", { RuleName: ruleName }, "Sum");
}

/** A stream could not write to the lake. */
export function deliveryAlarm(deliveryStreamName: pulumi.Input<string>): AlarmSettings {
  return {
    namespace: "AWS/Firehose",
    metricName: "DeliveryToS3.Success",
    dimensions: { DeliveryStreamName: deliveryStreamName },
    statistic: "Average",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    period: fiveMinutes,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
  };
}

/** The oldest record of a stream waits for longer than two of the longest buffer intervals that Firehose knows (900 seconds). */
export function deliveryDelayAlarm(deliveryStreamName: pulumi.Input<string>): AlarmSettings {
  return {
    namespace: "AWS/Firehose",
    metricName: "DeliveryToS3.DataFreshness",
    dimensions: { DeliveryStreamName: deliveryStreamName },
    statistic: "Maximum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1800,
    period: fiveMinutes,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
  };
}

/** The metric that a run sends for each dataset that it has refreshed. */
export const refreshMetric = { namespace: "datastack", name: "DatasetRefreshed" } as const;

/** No run has refreshed a dataset for so long. */
export function refreshAlarm(stack: string, environment: string, dataset: string, maximumAgeMinutes: number): AlarmSettings {
  return nothingFor(maximumAgeMinutes, {
    namespace: refreshMetric.namespace,
    metricName: refreshMetric.name,
    dimensions: { Stack: stack, Environment: environment, Dataset: dataset },
  });
}

/** A stream has delivered no record for so long. */
export function silentStreamAlarm(deliveryStreamName: pulumi.Input<string>, maximumAgeMinutes: number): AlarmSettings {
  return nothingFor(maximumAgeMinutes, {
    namespace: "AWS/Firehose",
    metricName: "DeliveryToS3.Records",
    dimensions: { DeliveryStreamName: deliveryStreamName },
  });
}

const fiveMinutes = 300;
const oneHour = 3600;

/** Longest warm-up of an alarm (Amazon CloudWatch User Guide, "Alarm warm-up periods"). */
const longestWarmUpMinutes = 2880;

/**
 * The window in which an alarm counts: at least the longest age, and less than one period more.
 *
 * Periods are short, since CloudWatch looks some periods further back than the window before it takes missing data for late data; but a window of periods
 * under an hour may last a day, and any window seven days (Amazon CloudWatch API Reference, "PutMetricAlarm").
 */
export function freshnessWindow(maximumAgeMinutes: number): { readonly period: number; readonly evaluationPeriods: number } {
  const period = maximumAgeMinutes < 60 ? 60 : maximumAgeMinutes <= 24 * 60 ? fiveMinutes : oneHour;
  return { period, evaluationPeriods: Math.ceil((maximumAgeMinutes * 60) / period) };
}

function nothingFor(maximumAgeMinutes: number, metric: Pick<AlarmSettings, "namespace" | "metricName" | "dimensions">): AlarmSettings {
  return {
    ...metric,
    statistic: "Sum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    ...freshnessWindow(maximumAgeMinutes),
    treatMissingData: "breaching",
    warmUpMinutes: Math.min(maximumAgeMinutes, longestWarmUpMinutes),
  };
}

function anyOf(
  namespace: string,
  metricName: string,
  dimensions: Readonly<Record<string, pulumi.Input<string>>>,
  statistic: string,
): AlarmSettings {
  return {
    namespace,
    metricName,
    dimensions,
    statistic,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    period: fiveMinutes,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
  };
}
