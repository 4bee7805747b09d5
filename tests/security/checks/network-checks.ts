import type { Plan, PlannedResource } from "../../../plan";
import { input, ofType, text, unless, type SecurityCheck } from "./check";

const vpcs = ofType("aws:ec2/vpc:Vpc");

/** Rules of security groups that say who comes in. */
const ingressRules = ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");

function some(plan: Plan, type: string, holds: (resource: PlannedResource) => boolean): boolean {
  return ofType(type)(plan).some(holds);
}

export const networkChecks: readonly SecurityCheck[] = [
  {
    ids: "EC2.2 CKV2_AWS_12",
    sentence: "The default security group of a network that the stack makes lets nothing in or out",
    subjects: vpcs,
    problem: unless(
      (_, plan) =>
        some(
          plan,
          "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
          (group) => JSON.stringify(group.inputs["ingress"]) === "[]" && JSON.stringify(group.inputs["egress"]) === "[]",
        ),
      "its default group has rules",
    ),
  },
  {
    ids: "EC2.6 CKV2_AWS_11 AwsSolutions-VPC7",
    sentence: "All flows in a network that the stack makes are logged",
    subjects: vpcs,
    problem: unless(
      (_, plan) => some(plan, "aws:ec2/flowLog:FlowLog", (log) => log.inputs["trafficType"] === "ALL"),
      "its flows are not logged",
    ),
  },
  {
    ids: "EC2.10",
    sentence: "Endpoints of AWS's services have a policy of their own",
    subjects: ofType("aws:ec2/vpcEndpoint:VpcEndpoint"),
    problem: unless((endpoint) => text(endpoint, "policy") !== "", "everything may pass through it"),
  },
  {
    ids: "EC2.13 EC2.14 EC2.18 EC2.19 AwsSolutions-EC23 CKV_AWS_24 CKV_AWS_25 CKV_AWS_260",
    sentence: "Nobody comes in from the internet",
    subjects: (plan) => [...ingressRules(plan), ...ofType("aws:ec2/securityGroup:SecurityGroup")(plan)],
    problem: unless(
      (rule) => !/"(0\.0\.0\.0\/0|::\/0)"/.test(JSON.stringify([rule.inputs["cidrIpv4"], rule.inputs["cidrIpv6"], rule.inputs["ingress"]])),
      "it lets the internet in",
    ),
  },
  {
    ids: "EC2.15 CKV_AWS_130",
    sentence: "No subnet hands out public addresses",
    subjects: ofType("aws:ec2/subnet:Subnet"),
    problem: unless((subnet) => input(subnet, "mapPublicIpOnLaunch") !== true, "it hands out public addresses"),
  },
  {
    ids: "CKV_AWS_23",
    sentence: "Every security group, and every rule, says what it is for",
    subjects: (plan) => [
      ...ingressRules(plan),
      ...ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")(plan),
      ...ofType("aws:ec2/securityGroup:SecurityGroup")(plan),
    ],
    problem: unless((rule) => text(rule, "description") !== "", "it does not say what it is for"),
  },
  {
    ids: "EC2 User Guide, Amazon VPC internet gateways",
    sentence: "A network that the stack makes has no way to the internet",
    subjects: (plan) => plan.resources.filter(({ type }) => type.startsWith("aws:ec2/")),
    problem: unless(({ type }) => !/InternetGateway|NatGateway|Eip$/.test(type), "it leads to the internet"),
  },
];
