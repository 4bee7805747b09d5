import * as pulumi from "@pulumi/pulumi";
import { Schedule } from "@pulumi/aws/scheduler/schedule";
import { ScheduleGroup } from "@pulumi/aws/scheduler/scheduleGroup";
import { scheduleArn, scheduleGroupArn } from "../shared/arns";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import { resourceTags, type ComponentArgs, type StackContext } from "../shared/context";
import type { PolicyStatement } from "../shared/policy-document";
import { createServiceRole, type ServiceRole } from "../shared/service-role";

export interface SchedulesArgs extends ComponentArgs {
  /** Physical name of the group. Another name is another group: the schedules start anew in it. */
  readonly groupName: string;
  /** Physical name of the role that starts the runs. */
  readonly roleName: string;
  /** Key of the schedules and of the queue. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Takes starts that failed for good. */
  readonly deadLetterQueueArn: string;
  readonly schedules: ScheduledRun[];
}

/** When a state machine is started. */
export interface ScheduledRun {
  /** Name of the run. */
  readonly name: string;
  readonly description: string;
  /** Physical name of the schedule. */
  readonly scheduleName: string;
  readonly stateMachineArn: string;
  /** `rate(15 minutes)`, `cron(30 5 * * ? *)`. */
  readonly expression: string;
  /** IANA name. */
  readonly timezone: string;
}

/**
 * The schedules of a stack, in a group of their own, with one role that may start exactly their state machines.
 *
 * They come after what the option `dependsOn` names: an interval begins with a run at once.
 */
export class Schedules extends ComponentResource {
  readonly groupName: string;

  constructor(name: string, args: SchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Schedules", name, args, handingOn(opts));
    const parent = this;
    const { context, source } = args;

    const group = new ScheduleGroup(name, { name: args.groupName, tags: resourceTags(args) }, { parent });
    const role = createRole();
    args.schedules.forEach(createSchedule);

    this.groupName = args.groupName;
    this.registerOutputs({ groupName: group.name });

    function createRole(): ServiceRole {
      return createServiceRole(parent, `${name}-role`, {
        context,
        source,
        roleName: args.roleName,
        description: `Starts the runs of the schedule group ${args.groupName}`,
        service: "scheduler.amazonaws.com",
        // The group, not the schedule (EventBridge Scheduler User Guide, "Cross-service confused deputy prevention").
        sourceArn: scheduleGroupArn(context, args.groupName),
        policies: { start: pulumi.output(args.kmsKeyArn).apply((kmsKeyArn) => scheduleStatements(context, { ...args, kmsKeyArn })) },
      });
    }

    function createSchedule(run: ScheduledRun): Schedule {
      return new Schedule(
        `${name}-${run.name}`,
        {
          name: run.scheduleName,
          groupName: group.name,
          description: run.description,
          scheduleExpression: run.expression,
          scheduleExpressionTimezone: run.timezone,
          flexibleTimeWindow: { mode: "OFF" },
          kmsKeyArn: args.kmsKeyArn,
          target: {
            arn: `arn:${context.partition}:scheduler:::aws-sdk:sfn:startExecution`,
            roleArn: role.arn,
            input: startInput(run.stateMachineArn),
            retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
            deadLetterConfig: { arn: args.deadLetterQueueArn },
          },
        },
        { parent, dependsOn: [...role.ready, ...neededFirst(opts)] },
      );
    }
  }
}

/** A schedule is delivered at least once: the name, which is the same each time, makes the second start no start (API Reference, "StartExecution"). */
export function startInput(stateMachineArn: string): string {
  return JSON.stringify({ StateMachineArn: stateMachineArn, Name: "<aws.scheduler.execution-id>", Input: "{}" });
}

export interface ScheduleScope {
  readonly groupName: string;
  readonly kmsKeyArn: string;
  readonly deadLetterQueueArn: string;
  readonly schedules: readonly Pick<ScheduledRun, "stateMachineArn">[];
}

/** What Scheduler does as the role: it reads the encrypted schedule, starts the run, and sends what failed to the queue. */
export function scheduleStatements(context: StackContext, scope: ScheduleScope): readonly PolicyStatement[] {
  return [
    {
      Sid: "StartRuns",
      Effect: "Allow",
      Action: "states:StartExecution",
      Resource: scope.schedules.map(({ stateMachineArn }) => stateMachineArn),
    },
    { Sid: "SendDeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: scope.deadLetterQueueArn },
    {
      Sid: "KeyOfSchedules",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: scope.kmsKeyArn,
      // EventBridge Scheduler User Guide, "Encryption at rest".
      Condition: { ArnLike: { "kms:EncryptionContext:aws:scheduler:schedule:arn": scheduleArn(context, scope.groupName, "*") } },
    },
    {
      Sid: "KeyOfDeadLetters",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: scope.kmsKeyArn,
      // Amazon SQS Developer Guide, "Encryption at rest in Amazon SQS".
      Condition: {
        StringEquals: {
          "kms:ViaService": `sqs.${context.region}.amazonaws.com`,
          "kms:EncryptionContext:aws:sqs:arn": scope.deadLetterQueueArn,
        },
      },
    },
  ];
}
