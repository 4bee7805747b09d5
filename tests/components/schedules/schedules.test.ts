import { describe, expect, it } from "vitest";
import { arrivalPattern } from "../../../components/schedules/arrival";
import { queuePolicy } from "../../../components/schedules/dead-letter-queue";
import { scheduleStatements, startInput } from "../../../components/schedules/schedules";
import { sampleGraph } from "../transforms/sample-graph";

const queue = "arn:aws:sqs:eu-west-1:111111111111:shop-dev-dead-letters";

describe("arrivalPattern", () => {
  it("matches objects of a prefix", () => {
    expect(JSON.parse(arrivalPattern("drop", "orders/"))).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["drop"] }, object: { key: [{ prefix: "orders/" }] } },
    });
  });

  it("matches every object of a bucket without one", () => {
    expect(JSON.parse(arrivalPattern("drop", ""))).toMatchObject({ detail: { bucket: { name: ["drop"] } } });
    expect(arrivalPattern("drop", "")).not.toContain("prefix");
  });
});

describe("queuePolicy", () => {
  it("denies what is not TLS, and lets these rules send", () => {
    const rules = ["arn:aws:events:eu-west-1:111111111111:rule/shop-dev-arrival-files"];
    expect(JSON.parse(queuePolicy(queue, "111111111111", rules))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: queue,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Sid: "RulesMaySend",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queue,
          Condition: { StringEquals: { "aws:SourceAccount": "111111111111" }, ArnEquals: { "aws:SourceArn": rules } },
        },
      ],
    });
  });

  it("admits no service without rules", () => {
    expect(queuePolicy(queue, "111111111111", [])).not.toContain("Allow");
  });
});

it("names the keyword of the schedule literally", () => {
  expect(startInput("arn:x")).toBe('{"StateMachineArn":"arn:x","Name":"<aws.scheduler.execution-id>","Input":"{}"}');
});

it("lets the role decrypt only schedules of the group, and start only its machines", () => {
  const statements = scheduleStatements(sampleGraph.identity, {
    groupName: "shop-dev",
    kmsKeyArn: "arn:key",
    deadLetterQueueArn: queue,
    schedules: [{ stateMachineArn: "arn:machine" }],
  });
  expect(statements.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
    ["StartRuns", ["arn:machine"]],
    ["SendDeadLetters", queue],
    ["KeyOfSchedules", "arn:key"],
    ["KeyOfDeadLetters", "arn:key"],
  ]);
  expect(statements[2]?.Condition).toEqual({
    ArnLike: { "kms:EncryptionContext:aws:scheduler:schedule:arn": "arn:aws:scheduler:eu-west-1:111111111111:schedule/shop-dev/*" },
  });
});
