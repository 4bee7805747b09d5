import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { Alerts } from "../../../components/alerts/alerts";
import type { Plan, PlanResource } from "../../harness/iam";
import { context } from "../access/fixtures";
import { recordComponents } from "../record-components";

const alerts = {
  context,
  source: "/alerts",
  topicName: "shop-dev-alerts",
  kmsKeyArn: pulumi.output("<shop-dev-key.arn>"),
  emails: ["data-oncall@shop.example"],
  streams: [],
  freshness: [],
};

describe("alerts", () => {
  let plan: Plan;
  let quiet: Plan;
  beforeAll(async () => {
    plan = await recordComponents(context, (options) => {
      new Alerts(
        "alerts",
        {
          ...alerts,
          runs: {
            ruleName: "shop-dev-failed-runs",
            stateMachineArns: [pulumi.output("arn:aws:states:eu-west-1:111111111111:stateMachine:shop-dev-orders")],
            scheduleGroupName: "shop-dev",
            deadLetterQueueName: "shop-dev-dead-letters",
          },
          streams: [{ name: "events", source: "/ingestion/events", deliveryStreamName: "shop-dev-events" }],
          freshness: [
            {
              dataset: "warehouse.marts.daily_revenue",
              source: "/alerts/freshness/warehouse.marts.daily_revenue",
              maximumAgeMinutes: 1560,
            },
            {
              dataset: "lake.raw.events",
              source: "/alerts/freshness/lake.raw.events",
              maximumAgeMinutes: 60,
              deliveryStreamName: "shop-dev-events",
            },
          ],
        },
        options,
      );
    });
    quiet = await recordComponents(context, (options) => {
      new Alerts("alerts", alerts, options);
    });
  });

  const ofType = (type: string): readonly PlanResource[] => plan.resources.filter((resource) => resource.type.endsWith(`:${type}`));

  test("are the topic, its people, the rule of failed runs, and alarms", () => {
    expect(
      plan.resources
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      "alerts",
      "alerts-dead-letters",
      "alerts-email-data-oncall@shop.example",
      "alerts-events-delay",
      "alerts-events-delivery",
      "alerts-failed-runs",
      "alerts-failed-runs-topic",
      "alerts-fresh-lake.raw.events",
      "alerts-fresh-warehouse.marts.daily_revenue",
      "alerts-lost-alerts",
      "alerts-policy",
      "alerts-schedule-drops",
      "alerts-schedule-errors",
    ]);
  });

  test("are only the topic and its people when nothing runs", () => {
    expect(
      quiet.resources
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["alerts", "alerts-email-data-oncall@shop.example", "alerts-policy"]);
  });

  test("encrypt the topic with the stack's key", () => {
    expect(ofType("Topic")[0]?.inputs).toMatchObject({ name: "shop-dev-alerts", kmsMasterKeyId: "<shop-dev-key.arn>" });
  });

  test("every alarm tells the topic and is named after the stack", () => {
    const alarms = ofType("MetricAlarm").map(({ inputs }) => inputs);
    expect(
      alarms.filter(({ alarmActions }) => JSON.stringify(alarmActions) !== '["arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"]'),
    ).toEqual([]);
    expect(alarms.filter(({ name }) => !String(name).startsWith("shop-dev-"))).toEqual([]);
  });

  test("a dataset that runs refresh is judged by their metric, one that a stream feeds by its deliveries", () => {
    const [events, revenue] = ofType("MetricAlarm").filter(({ name }) => name.startsWith("alerts-fresh-"));
    expect(revenue?.inputs).toMatchObject({
      namespace: "datastack",
      dimensions: { Stack: "shop", Environment: "dev", Dataset: "warehouse.marts.daily_revenue" },
      warmUpConfiguration: { warmUpPeriodDurationInMinutes: 1560, onlyStartEvaluatingAfterWarmUpPeriodEnds: true },
    });
    expect(events?.inputs).toMatchObject({
      namespace: "AWS/Firehose",
      metricName: "DeliveryToS3.Records",
      dimensions: { DeliveryStreamName: "shop-dev-events" },
      period: 300,
      evaluationPeriods: 12,
    });
  });
});
