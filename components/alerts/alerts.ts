import * as pulumi from "@pulumi/pulumi";
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { Topic } from "@pulumi/aws/sns/topic";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription";
import { physicalName, stackPrefix } from "../../compiler/model/names";
import { ComponentResource } from "../shared/component-resource";
import { resourceTags, type ComponentArgs } from "../shared/context";
import {
  deadLetterAlarm,
  deliveryAlarm,
  deliveryDelayAlarm,
  lostEventAlarm,
  refreshAlarm,
  scheduleDropAlarm,
  scheduleErrorAlarm,
  silentStreamAlarm,
  type AlarmSettings,
} from "./alarms";
import { alertTopicPolicy, failedRunMessage, failedRunPattern, failedRunRules, type FailedRunRule } from "./run-failures";

export interface AlertsArgs extends ComponentArgs {
  /** Physical name of the topic. Another name is another topic: other subscribers than the addresses have to move. */
  readonly topicName: string;
  /** Key that encrypts messages; its policy has to let EventBridge and CloudWatch use it. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Addresses that get every alert; each confirms once. */
  readonly emails: string[];
  /** The runs whose failures are told; none when the stack has no run. */
  readonly runs?: WatchedRuns;
  readonly streams: WatchedStream[];
  readonly freshness: WatchedDataset[];
}

/** What starts the stack's runs and carries them out. */
export interface WatchedRuns {
  /** Physical name of the rule that matches failures; those of further rules begin with it. */
  readonly ruleName: string;
  readonly stateMachineArns: pulumi.Input<string>[];
  /** Group of the schedules; undefined when nothing runs by the clock. */
  readonly scheduleGroupName?: pulumi.Input<string>;
  /** Queue of what schedules could not start. */
  readonly deadLetterQueueName?: pulumi.Input<string>;
}

export interface WatchedStream {
  /** Name of the ingestion. */
  readonly name: string;
  /** JSON pointer of the ingestion in the spec. */
  readonly source: string;
  readonly deliveryStreamName: pulumi.Input<string>;
}

export interface WatchedDataset {
  /** Its reference in the spec: `warehouse.marts.daily_revenue`. */
  readonly dataset: string;
  /** JSON pointer of its age in the spec. */
  readonly source: string;
  readonly maximumAgeMinutes: number;
  /** The stream that feeds it; runs refresh it without one. */
  readonly deliveryStreamName?: pulumi.Input<string>;
}

/** Tells people of failed runs, of schedules and streams that do not work, and of datasets that are late: one topic, rules, and alarms. */
export class Alerts extends ComponentResource {
  /** For further subscribers, such as a chat. */
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Alerts", name, args, opts);
    const parent = this;
    const { context, runs } = args;
    const rules = runs === undefined ? [] : failedRunRules(runs.ruleName, runs.stateMachineArns);

    const topic = new Topic(name, { name: args.topicName, kmsMasterKeyId: args.kmsKeyArn, tags: resourceTags(args) }, { parent });
    const policy = new TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: alertTopicPolicy(
          context,
          args.topicName,
          rules.map(({ ruleName }) => ruleName),
        ),
      },
      { parent },
    );
    subscribePeople();
    rules.forEach(tellFailedRuns);
    if (runs !== undefined) watchStarts(runs);
    args.streams.forEach(watchStream);
    args.freshness.forEach(watchDataset);

    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });

    function subscribePeople(): void {
      for (const email of args.emails) {
        new TopicSubscription(`${name}-email-${email}`, { topic: topic.arn, protocol: "email", endpoint: email }, { parent });
      }
    }

    function tellFailedRuns({ ruleName, suffix, stateMachineArns }: FailedRunRule): void {
      const rule = new EventRule(
        `${name}-failed-runs${suffix}`,
        {
          name: ruleName,
          description: `Failed runs of ${stackPrefix(context)}`,
          eventPattern: pulumi.all([...stateMachineArns]).apply(failedRunPattern),
          tags: resourceTags(args),
        },
        { parent },
      );
      new EventTarget(
        `${name}-failed-runs-topic${suffix}`,
        { rule: rule.name, targetId: "alerts", arn: topic.arn, inputTransformer: failedRunMessage(context) },
        { parent, dependsOn: [policy] },
      );
      createAlarm(`lost-alerts${suffix}`, "A failed run could not be told", lostEventAlarm(ruleName));
    }

    function watchStarts(watched: WatchedRuns): void {
      if (watched.scheduleGroupName !== undefined) {
        createAlarm("schedule-errors", "A schedule could not start its run", scheduleErrorAlarm(watched.scheduleGroupName));
        createAlarm("schedule-drops", "A schedule has given up starting its run", scheduleDropAlarm(watched.scheduleGroupName));
      }
      if (watched.deadLetterQueueName !== undefined) {
        createAlarm(
          "dead-letters",
          "A run was not started, and its message waits in the queue",
          deadLetterAlarm(watched.deadLetterQueueName),
        );
      }
    }

    function watchStream({ name: stream, source, deliveryStreamName }: WatchedStream): void {
      createAlarm(`${stream}-delivery`, `Stream ${stream} could not write to the lake`, deliveryAlarm(deliveryStreamName), source);
      createAlarm(`${stream}-delay`, `Records of stream ${stream} wait too long`, deliveryDelayAlarm(deliveryStreamName), source);
    }

    function watchDataset({ dataset, source, maximumAgeMinutes, deliveryStreamName }: WatchedDataset): void {
      const settings =
        deliveryStreamName === undefined
          ? refreshAlarm(context.stack, context.environment, dataset, maximumAgeMinutes)
          : silentStreamAlarm(deliveryStreamName, maximumAgeMinutes);
      createAlarm(`fresh-${dataset}`, `${dataset} has not been refreshed for ${maximumAgeMinutes} minutes`, settings, source);
    }

    function createAlarm(alarm: string, description: string, settings: AlarmSettings, source = args.source): MetricAlarm {
      const { warmUpMinutes, ...metric } = settings;
      return new MetricAlarm(
        `${name}-${alarm}`,
        {
          name: physicalName(context, "alarm", alarm),
          alarmDescription: description,
          ...metric,
          alarmActions: [topic.arn],
          ...(warmUpMinutes === undefined
            ? {}
            : {
                warmUpConfiguration: {
                  warmUpPeriodDurationInMinutes: warmUpMinutes,
                  onlyStartEvaluatingAfterWarmUpPeriodEnds: true,
                },
              }),
          tags: resourceTags({ context, source }),
        },
        { parent },
      );
    }
  }
}
