import type * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import { resourceTags, type ResourceOrigin } from "../shared/context";

export interface SecurityGroupArgs extends ResourceOrigin {
  /** Physical name. Another name is another group, which a group in use does not survive: choose once. */
  readonly groupName: string;
  /** Says what the group is for; constant, since another text is another group. */
  readonly description: string;
  readonly vpcId: pulumi.Input<string>;
}

/** A security group that lets nothing in or out: its rules are resources of their own, one each. */
export function createSecurityGroup(parent: pulumi.Resource, name: string, args: SecurityGroupArgs): SecurityGroup {
  return new SecurityGroup(
    name,
    { name: args.groupName, description: args.description, vpcId: args.vpcId, tags: { ...resourceTags(args), Name: args.groupName } },
    { parent },
  );
}

/** Ports of a rule; exactly one of the three says who is on the other side. */
export interface RuleArgs extends ResourceOrigin {
  readonly description: string;
  /** Id of the group that the rule belongs to. */
  readonly securityGroupId: pulumi.Input<string>;
  readonly fromPort: number;
  readonly toPort: number;
  /** Id of the group on the other side. */
  readonly peerGroupId?: pulumi.Input<string>;
  /** Address range on the other side. */
  readonly peerRange?: pulumi.Input<string>;
  /** Id of the prefix list on the other side: a service's addresses. */
  readonly peerPrefixListId?: pulumi.Input<string>;
}

/** Lets TCP connections in. */
export function allowIngress(parent: pulumi.Resource, name: string, args: RuleArgs): pulumi.Resource {
  return new SecurityGroupIngressRule(name, ruleInputs(args), { parent });
}

/** Lets TCP connections out. */
export function allowEgress(parent: pulumi.Resource, name: string, args: RuleArgs): pulumi.Resource {
  return new SecurityGroupEgressRule(name, ruleInputs(args), { parent });
}

function ruleInputs(args: RuleArgs) {
  return {
    description: args.description,
    securityGroupId: args.securityGroupId,
    ipProtocol: "tcp",
    fromPort: args.fromPort,
    toPort: args.toPort,
    ...(args.peerGroupId === undefined ? {} : { referencedSecurityGroupId: args.peerGroupId }),
    ...(args.peerRange === undefined ? {} : { cidrIpv4: args.peerRange }),
    ...(args.peerPrefixListId === undefined ? {} : { prefixListId: args.peerPrefixListId }),
    tags: resourceTags(args),
  };
}
