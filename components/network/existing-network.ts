import * as pulumi from "@pulumi/pulumi";
import { getPrefixListOutput } from "@pulumi/aws/ec2/getPrefixList";
import { getSubnetOutput } from "@pulumi/aws/ec2/getSubnet";
import { getVpcOutput } from "@pulumi/aws/ec2/getVpc";
import type { JobNetwork } from "../jobs/glue-job";
import { ComponentResource } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";
import { createJobsConnection, createJobsSecurityGroup, type JobsSettings } from "./jobs-network";
import { allowEgress } from "./security-group";

export interface ExistingNetworkArgs extends ComponentArgs {
  /** Id of the VPC. */
  readonly vpcId: string;
  /** Ids of private subnets in two or more zones, with a route to S3. Jobs run in the first. */
  readonly subnetIds: string[];
  /**
   * Whether jobs reach AWS's services over the internet, through a NAT gateway of the network; through its endpoints otherwise.
   *
   * @default false
   */
  readonly internet?: boolean;
  /** What jobs need; no job runs in the network without it. */
  readonly jobs?: JobsSettings;
}

const httpsPort = 443;

/**
 * A network that somebody else made and keeps: its VPC, subnets, routes and endpoints stay as they are, and only what jobs need is added.
 *
 * Jobs need S3, KMS and, as far as they call them, Glue, CloudWatch Logs, CloudWatch and Secrets Manager, through endpoints or a NAT gateway of this
 * network.
 */
export class ExistingNetwork extends ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly subnetIds: pulumi.Output<string>[];
  /** For jobs; undefined when none runs here. */
  readonly jobs?: JobNetwork;
  readonly jobsSecurityGroupId?: pulumi.Output<string>;
  readonly connectionName?: string;

  constructor(name: string, args: ExistingNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:ExistingNetwork", name, args, opts);
    const parent = this;
    const { context, source } = args;

    const jobs = args.jobs === undefined ? undefined : prepareJobs(args.jobs);

    this.vpcId = pulumi.output(args.vpcId);
    this.subnetIds = args.subnetIds.map((subnet) => pulumi.output(subnet));
    this.ready = jobs?.ready ?? [];
    if (jobs !== undefined) {
      this.jobs = jobs.network;
      this.jobsSecurityGroupId = jobs.securityGroupId;
      this.connectionName = jobs.connectionName;
    }
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds });

    function prepareJobs(settings: JobsSettings) {
      const { group, rules } = createJobsSecurityGroup(parent, `${name}-jobs`, { context, source, vpcId: args.vpcId, settings });
      const toServices = args.internet === true ? [allowInternet(group.id)] : [allowEndpoints(group.id), allowStorage(group.id)];
      const connection = createJobsConnection(parent, `${name}-connection`, {
        context,
        source,
        connectionName: settings.connectionName,
        vpcId: args.vpcId,
        subnetIds: args.subnetIds,
        zone: getSubnetOutput({ id: args.subnetIds[0] ?? "" }, { parent }).availabilityZone,
        jobsSecurityGroupId: group.id,
        reachable: [...rules, ...toServices],
      });
      return { ...connection, securityGroupId: group.id, connectionName: settings.connectionName };
    }

    /** The addresses of AWS's services are not known, so a NAT gateway needs all of them. */
    function allowInternet(securityGroupId: pulumi.Output<string>): pulumi.Resource {
      return allowEgress(parent, `${name}-jobs-to-internet`, {
        ...https(securityGroupId),
        description: "AWS services through the NAT gateway",
        peerRange: "0.0.0.0/0",
      });
    }

    function allowEndpoints(securityGroupId: pulumi.Output<string>): pulumi.Resource {
      return allowEgress(parent, `${name}-jobs-to-endpoints`, {
        ...https(securityGroupId),
        description: "Endpoints of AWS services",
        peerRange: getVpcOutput({ id: args.vpcId }, { parent }).cidrBlock,
      });
    }

    function allowStorage(securityGroupId: pulumi.Output<string>): pulumi.Resource {
      return allowEgress(parent, `${name}-jobs-to-s3`, {
        ...https(securityGroupId),
        description: "S3 through its gateway",
        peerPrefixListId: getPrefixListOutput({ name: `com.amazonaws.${context.region}.s3` }, { parent }).id,
      });
    }

    function https(securityGroupId: pulumi.Output<string>) {
      return { context, source, securityGroupId, fromPort: httpsPort, toPort: httpsPort };
    }
  }
}
