import type * as pulumi from "@pulumi/pulumi";
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import { eventRuleArn } from "../shared/arns";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import { resourceTags, type ComponentArgs } from "../shared/context";
import { createServiceRole } from "../shared/service-role";

export interface ArrivalArgs extends ComponentArgs {
  /** Physical name of the rule. */
  readonly ruleName: string;
  /** Physical name of the role that starts the run. */
  readonly roleName: string;
  readonly description: string;
  /** The bucket that objects arrive in. Its property "Amazon EventBridge" has to be on, in the account and region of the stack. */
  readonly bucket: string;
  /** What their keys begin with; empty for every object. */
  readonly prefix: string;
  readonly stateMachineArn: string;
  /** Takes starts that failed for good. */
  readonly deadLetterQueueArn: string;
}

/** Starts a run when an object arrives in a bucket; not before what its option `dependsOn` names. */
export class Arrival extends ComponentResource {
  /** From the name. */
  readonly ruleArn: string;

  constructor(name: string, args: ArrivalArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Arrival", name, args, handingOn(opts));
    const { context, source } = args;
    const arn = eventRuleArn(context, args.ruleName);

    const role = createServiceRole(this, `${name}-role`, {
      context,
      source,
      roleName: args.roleName,
      description: `Starts a run for the rule ${args.ruleName}`,
      service: "events.amazonaws.com",
      sourceArn: arn,
      policies: { start: [{ Sid: "StartRun", Effect: "Allow", Action: "states:StartExecution", Resource: args.stateMachineArn }] },
    });
    const rule = new EventRule(
      name,
      {
        name: args.ruleName,
        description: args.description,
        eventPattern: arrivalPattern(args.bucket, args.prefix),
        state: "ENABLED",
        tags: resourceTags(args),
      },
      { parent: this },
    );
    new EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        targetId: "run",
        arn: args.stateMachineArn,
        roleArn: role.arn,
        // The run looks for what is new by itself: which object it was does not matter.
        input: "{}",
        retryPolicy: { maximumRetryAttempts: 24, maximumEventAgeInSeconds: 3600 },
        deadLetterConfig: { arn: args.deadLetterQueueArn },
      },
      { parent: this, dependsOn: [...role.ready, ...neededFirst(opts)] },
    );

    this.ruleArn = arn;
    this.registerOutputs({ ruleArn: rule.arn });
  }
}

/** Objects of the bucket whose keys begin with the prefix (Amazon S3 User Guide, "EventBridge event message structure"). */
export function arrivalPattern(bucket: string, prefix: string): string {
  return JSON.stringify({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucket] }, ...(prefix === "" ? {} : { object: { key: [{ prefix }] } }) },
  });
}
