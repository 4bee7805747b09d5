import { namedArn, type Predictor } from "./predictor";

const managedPolicy: Predictor = ({ inputs, identity }) => {
  const arn = `arn:${identity.partition}:iam::${identity.account}:policy/${String(inputs["name"])}`;
  return { id: arn, outputs: { arn } };
};

/** What access groups and alerts are made of, beside roles and workgroups. */
export const accessPredictors: Readonly<Record<string, Predictor>> = {
  "aws:cloudwatch/eventRule:EventRule": namedArn("events", "rule/"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": namedArn("cloudwatch", "alarm:"),
  "aws:iam/policy:Policy": managedPolicy,
  "aws:sns/topic:Topic": namedArn("sns", "", "arn"),
};
