import { describe, expect, test } from "vitest";
import { alertTopicPolicy, failedRunMessage, failedRunPattern, failedRunRules } from "../../../components/alerts/run-failures";
import { nameLimits } from "../../../compiler/model/names";
import { simulate, type ContextValues } from "../../harness/iam";
import { planOf, resource, role, inline } from "../../harness/iam-fixtures";
import { context } from "../access/fixtures";

const topic = "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts";

test("the pattern names the machines and the ways to fail", () => {
  expect(JSON.parse(failedRunPattern(["arn:b", "arn:a"]))).toEqual({
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: ["arn:a", "arn:b"] },
  });
});

describe("the rules", () => {
  const longestArn = (index: number): string =>
    `arn:aws-us-gov:states:us-gov-west-1:111111111111:stateMachine:${String(index).padStart(nameLimits.stateMachine, "m")}`;
  const rulesOf = (machines: number) =>
    failedRunRules(
      "shop-dev-failed-runs",
      Array.from({ length: machines }, (_, index) => longestArn(index)),
    );

  test.each([
    [1, ["shop-dev-failed-runs"]],
    [13, ["shop-dev-failed-runs"]],
    [14, ["shop-dev-failed-runs", "shop-dev-failed-runs-2"]],
    [40, ["shop-dev-failed-runs", "shop-dev-failed-runs-2", "shop-dev-failed-runs-3", "shop-dev-failed-runs-4"]],
  ])("of %i machines", (machines, names) => {
    expect(rulesOf(machines).map(({ ruleName }) => ruleName)).toEqual(names);
  });

  test("name every machine once", () => {
    expect(rulesOf(40).flatMap(({ stateMachineArns }) => stateMachineArns)).toEqual(
      Array.from({ length: 40 }, (_, index) => longestArn(index)),
    );
  });

  test("have patterns that EventBridge takes without a higher quota", () => {
    const lengths = rulesOf(40).map(({ stateMachineArns }) => failedRunPattern(stateMachineArns as readonly string[]).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2048);
  });
});

describe("the message", () => {
  test("is one JSON string whose variables all have a path", () => {
    const { inputPaths, inputTemplate } = failedRunMessage(context);
    const text = JSON.parse(inputTemplate) as string;
    const variables = [...text.matchAll(/<([a-z]+)>/g)].map((match) => match[1]);
    expect([...new Set(variables)].sort()).toEqual(Object.keys(inputPaths));
    expect(text).toMatch(/^shop-dev: run <run> is <status>/);
  });

  test.each([
    ["aws", "eu-west-1", "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#"],
    ["aws-cn", "cn-north-1", "https://console.amazonaws.cn/states/home?region=cn-north-1#"],
    ["aws-us-gov", "us-gov-west-1", "https://console.amazonaws-us-gov.com/states/home?region=us-gov-west-1#"],
  ])("links to the console of %s", (partition, region, link) => {
    expect(failedRunMessage({ ...context, partition, region }).inputTemplate).toContain(link);
  });
});

describe("the topic", () => {
  const plan = planOf(
    role("publisher"),
    inline("publisher", { Effect: "Allow", Action: "sns:Publish", Resource: topic }),
    resource("aws:sns/topic:Topic", "alerts", { name: "shop-dev-alerts" }),
    resource("aws:sns/topicPolicy:TopicPolicy", "alerts-policy", {
      arn: topic,
      policy: alertTopicPolicy(context, "shop-dev-alerts", ["shop-dev-failed-runs", "shop-dev-failed-runs-2"]),
    }),
  );
  const publishes = (service: string, values: ContextValues): string =>
    simulate(plan, { principal: { service }, action: "sns:Publish", resource: topic, context: values }).decision;

  test.each([
    ["the rule", "events.amazonaws.com", { "aws:SourceArn": "arn:aws:events:eu-west-1:111111111111:rule/shop-dev-failed-runs" }, "allowed"],
    [
      "a further rule",
      "events.amazonaws.com",
      { "aws:SourceArn": "arn:aws:events:eu-west-1:111111111111:rule/shop-dev-failed-runs-2" },
      "allowed",
    ],
    ["a rule that EventBridge does not name", "events.amazonaws.com", {}, "allowed"],
    ["another rule", "events.amazonaws.com", { "aws:SourceArn": "arn:aws:events:eu-west-1:111111111111:rule/other" }, "implicitDeny"],
    [
      "the rule of another account",
      "events.amazonaws.com",
      { "aws:SourceArn": "arn:aws:events:eu-west-1:222222222222:rule/shop-dev-failed-runs" },
      "implicitDeny",
    ],
    [
      "an alarm",
      "cloudwatch.amazonaws.com",
      { "aws:SourceAccount": "111111111111", "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:shop-dev-dead-letters" },
      "allowed",
    ],
    [
      "another stack's alarm",
      "cloudwatch.amazonaws.com",
      { "aws:SourceAccount": "111111111111", "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:other" },
      "implicitDeny",
    ],
    ["another service", "s3.amazonaws.com", { "aws:SourceAccount": "111111111111" }, "implicitDeny"],
  ])("%s", (_, service, values, expected) => {
    expect(publishes(service, values)).toBe(expected);
  });

  test("takes nothing without TLS", () => {
    const request = { principal: "publisher", action: "sns:Publish", resource: topic };
    expect(simulate(plan, request).decision).toBe("allowed");
    expect(simulate(plan, { ...request, context: { "aws:SecureTransport": "false" } }).decision).toBe("explicitDeny");
  });

  test("lets no rule publish when the stack has no run", () => {
    expect(alertTopicPolicy(context, "shop-dev-alerts", [])).not.toContain("events.amazonaws.com");
  });
});
