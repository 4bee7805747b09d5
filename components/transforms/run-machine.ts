import type * as pulumi from "@pulumi/pulumi";
import { Policy } from "@pulumi/aws/iam/policy";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { StateMachine } from "@pulumi/aws/sfn/stateMachine";
import { logGroupArn, stateMachineArn } from "../shared/arns";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import { resourceTags, type ComponentArgs } from "../shared/context";
import { createLogGroup } from "../shared/log-group";
import { createServiceRole, type ServiceRole } from "../shared/service-role";

export interface RunMachineArgs extends ComponentArgs {
  /** Physical name of the state machine. Another name is another machine: what runs in the old one goes on without a guard against the new. */
  readonly stateMachineName: string;
  /** Physical name of its role, and what the names of its attached policies begin with. */
  readonly roleName: string;
  /** The states, as JSON of the Amazon States Language. */
  readonly definition: pulumi.Input<string>;
  /** What the states call, as a policy document; undefined when it is too long for one. */
  readonly inlinePolicy?: pulumi.Input<string>;
  /** What the states call, as several policy documents. */
  readonly managedPolicies: pulumi.Input<string>[];
  /** Key of the log group. */
  readonly kmsKeyArn: pulumi.Input<string>;
}

/**
 * The state machine of one run, with a role that may do what its states do and a log of what failed; it comes after what the option `dependsOn` names.
 *
 * Step Functions encrypts definitions and histories with keys that AWS owns. They hold SQL, names and counts, no rows and no secrets. With a key of the
 * stack, `delivery.logs.amazonaws.com` would have to be in the key's policy for the log of errors (Step Functions Developer Guide, "Data at rest
 * encryption"), and whoever is to look at a failed run would have to be allowed to decrypt.
 */
export class RunMachine extends ComponentResource {
  /** From the name. */
  readonly stateMachineArn: string;

  constructor(name: string, args: RunMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:RunMachine", name, args, handingOn(opts));
    const parent = this;
    const { context, source } = args;
    const arn = stateMachineArn(context, args.stateMachineName);

    const logGroupName = `/aws/vendedlogs/states/${args.stateMachineName}`;
    const logGroup = createLogGroup(this, `${name}-log`, { context, source, logGroupName, kmsKeyArn: args.kmsKeyArn });
    const role = createRole();
    const policies = createPolicies(role);
    const stateMachine = createStateMachine();

    this.stateMachineArn = arn;
    this.ready = [stateMachine];
    this.registerOutputs({ stateMachineArn: stateMachine.arn });

    function createRole(): ServiceRole {
      return createServiceRole(parent, `${name}-role`, {
        context,
        source,
        roleName: args.roleName,
        description: `Runs the state machine ${args.stateMachineName}`,
        service: "states.amazonaws.com",
        sourceArn: arn,
        policies: {},
      });
    }

    function createPolicies({ role: owner }: ServiceRole): readonly pulumi.Resource[] {
      const inline =
        args.inlinePolicy === undefined
          ? []
          : [new RolePolicy(`${name}-role-run`, { name: "run", role: owner.name, policy: args.inlinePolicy }, { parent })];
      const attached = args.managedPolicies.flatMap((document, index) => {
        const number = index + 1;
        const policy = new Policy(
          `${name}-policy-${number}`,
          {
            name: `${args.roleName}-${number}`,
            description: `Part ${number} of what the state machine ${args.stateMachineName} does`,
            policy: document,
            tags: resourceTags(args),
          },
          { parent },
        );
        return [new RolePolicyAttachment(`${name}-attachment-${number}`, { role: owner.name, policyArn: policy.arn }, { parent })];
      });
      return [...inline, ...attached];
    }

    function createStateMachine(): StateMachine {
      return new StateMachine(
        name,
        {
          name: args.stateMachineName,
          type: "STANDARD",
          roleArn: role.arn,
          definition: args.definition,
          // Execution data would put SQL and names of failed rows' checks into the log.
          loggingConfiguration: {
            level: "ERROR",
            includeExecutionData: false,
            logDestination: `${logGroupArn(context, logGroupName)}:*`,
          },
          tracingConfiguration: { enabled: true },
          tags: resourceTags(args),
        },
        // Step Functions tries the permission to deliver logs when it makes the machine.
        { parent, dependsOn: [logGroup, ...role.ready, ...policies, ...neededFirst(opts)] },
      );
    }
  }
}
