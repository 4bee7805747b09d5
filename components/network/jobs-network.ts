import type * as pulumi from "@pulumi/pulumi";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Connection } from "@pulumi/aws/glue/connection";
import type { JobNetwork } from "../jobs/glue-job";
import { resourceTags, type ResourceOrigin } from "../shared/context";
import { hostRanges } from "./address-ranges";
import { allowEgress, allowIngress, createSecurityGroup } from "./security-group";

/** What a network needs for jobs. */
export interface JobsSettings {
  /** Physical name of the security group of the jobs. */
  readonly securityGroupName: string;
  /** Physical name of the Glue connection. */
  readonly connectionName: string;
  /** Servers that jobs connect to, beside the stack's own warehouse. */
  readonly databases: DatabaseServer[];
}

export interface DatabaseServer {
  /** Name, or IPv4 address. */
  readonly host: string;
  readonly port: number;
}

export interface JobsSecurityGroupArgs extends ResourceOrigin {
  readonly vpcId: pulumi.Input<string>;
  readonly settings: JobsSettings;
}

export interface JobsSecurityGroup {
  readonly group: SecurityGroup;
  readonly rules: readonly pulumi.Resource[];
}

const highestPort = 65535;

/**
 * The security group of the network interfaces of jobs: the parts of one job reach each other on every port, as Glue asks for (AWS Glue Developer Guide,
 * "Setting up a VPC to connect to JDBC data stores"), and each database on its own; nobody reaches in.
 *
 * Where the endpoints of AWS's services are is the network's to add.
 */
export function createJobsSecurityGroup(parent: pulumi.Resource, name: string, args: JobsSecurityGroupArgs): JobsSecurityGroup {
  const { context, source, settings } = args;
  const group = createSecurityGroup(parent, name, {
    context,
    source,
    groupName: settings.securityGroupName,
    description: "Jobs of the data stack",
    vpcId: args.vpcId,
  });
  const amongThemselves = {
    context,
    source,
    description: "Parts of one job",
    securityGroupId: group.id,
    fromPort: 0,
    toPort: highestPort,
    peerGroupId: group.id,
  };
  const rules = [
    allowIngress(parent, `${name}-from-itself`, amongThemselves),
    allowEgress(parent, `${name}-to-itself`, amongThemselves),
    ...databaseDestinations(settings.databases).map(({ range, port }) =>
      allowEgress(parent, `${name}-to-${range.replace(/[./]/g, "-")}-${port}`, {
        context,
        source,
        description: "Databases",
        securityGroupId: group.id,
        fromPort: port,
        toPort: port,
        peerRange: range,
      }),
    ),
  ];
  return { group, rules };
}

/** Where jobs connect to, each address range and port once, in a fixed order. */
export function databaseDestinations(databases: readonly DatabaseServer[]): readonly { readonly range: string; readonly port: number }[] {
  const destinations = new Map(
    databases.flatMap(({ host, port }) => hostRanges(host).map((range) => [`${range} ${port}`, { range, port }] as const)),
  );
  return [...destinations.keys()].sort().flatMap((key) => destinations.get(key) ?? []);
}

export interface JobsConnectionArgs extends ResourceOrigin {
  /** Physical name. */
  readonly connectionName: string;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  /** Full name of the availability zone of the first subnet. */
  readonly zone: pulumi.Input<string>;
  readonly jobsSecurityGroupId: pulumi.Output<string>;
  /** What has to exist before a job can reach anything. */
  readonly reachable: readonly pulumi.Resource[];
}

export interface JobsConnection {
  readonly network: JobNetwork;
  /** What has to exist before a job can reach anything. */
  readonly ready: readonly pulumi.Resource[];
}

/**
 * The Glue connection that puts jobs into the first subnet of a network; all jobs share it, since it names no database and no login.
 *
 * One zone is enough: a run that it fails is started again by its schedule, and endpoints in one zone cost a half of those in two.
 */
export function createJobsConnection(parent: pulumi.Resource, name: string, args: JobsConnectionArgs): JobsConnection {
  const [subnetId] = args.subnetIds;
  if (subnetId === undefined) throw new Error("A network has a subnet for jobs.");
  const connection = new Connection(
    name,
    {
      name: args.connectionName,
      description: "Network of the data stack's jobs",
      connectionType: "NETWORK",
      physicalConnectionRequirements: {
        // The zone follows from the subnet, but the API asks for it.
        availabilityZone: args.zone,
        securityGroupIdLists: [args.jobsSecurityGroupId],
        subnetId,
      },
      tags: resourceTags(args),
    },
    { parent },
  );
  return {
    network: {
      vpcId: args.vpcId,
      subnetIds: [subnetId],
      jobsSecurityGroupId: args.jobsSecurityGroupId,
      connectionName: args.connectionName,
    },
    ready: [connection, ...args.reachable],
  };
}
