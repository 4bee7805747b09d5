import * as pulumi from "@pulumi/pulumi";
import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup";
import { FlowLog } from "@pulumi/aws/ec2/flowLog";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import type { JobNetwork } from "../jobs/glue-job";
import { logGroupArn, regionalArn } from "../shared/arns";
import { ComponentResource } from "../shared/component-resource";
import { dataProtection, resourceTags, type ComponentArgs, type StackContext } from "../shared/context";
import { createLogGroup } from "../shared/log-group";
import type { PolicyStatement } from "../shared/policy-document";
import { createServiceRole } from "../shared/service-role";
import { unscoped } from "../shared/unscoped-actions";
import { subnetRange } from "./address-ranges";
import { interfaceEndpointPolicy, storageEndpointPolicy, type EndpointScope } from "./endpoint-policies";
import { endpointService, type EndpointService } from "./endpoint-services";
import { createJobsConnection, createJobsSecurityGroup, type JobsSecurityGroup, type JobsSettings } from "./jobs-network";
import { allowEgress, allowIngress, createSecurityGroup } from "./security-group";

export interface NetworkArgs extends ComponentArgs {
  /** What physical names begin with. */
  readonly networkName: string;
  /** Address range, `10.64.0.0/20`. Another range is another network: what is in it is replaced. */
  readonly range: string;
  /** Full names of the availability zones, `eu-west-1a`; a subnet each. Jobs run in the first. */
  readonly zones: string[];
  /** Key of the stack: it encrypts the flow logs, and is the only one that jobs reach. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** What jobs need; no job runs in the network without it. */
  readonly jobs?: CreatedJobsSettings;
}

/** What jobs need in a network without internet. */
export interface CreatedJobsSettings extends JobsSettings {
  /** Services of AWS that jobs call, besides S3, `glue`, `kms`, `logs`, `monitoring` or `secretsmanager`: an interface endpoint each. */
  readonly services: string[];
  /** Physical name of the security group of the endpoints. */
  readonly endpointsSecurityGroupName: string;
  /** Physical names of buckets beside the stack's own that jobs read from. */
  readonly sourceBuckets: string[];
  /** Names of the secrets that jobs read. */
  readonly secrets: string[];
}

const httpsPort = 443;

/** Seconds of traffic in one line of the flow logs: the longest, and cheapest. */
const flowLogInterval = 600;

/**
 * A minimal private network: a subnet in each zone, and no way to or from the internet. S3 is reached through a gateway, other services through
 * endpoints, of which there are only those that some job calls.
 */
export class Network extends ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** In the order of the zones. */
  readonly subnetIds: pulumi.Output<string>[];
  /** The route table of all subnets, for routes to the networks of databases. */
  readonly routeTableId: pulumi.Output<string>;
  /** For jobs; undefined when none runs here. */
  readonly jobs?: JobNetwork;
  readonly jobsSecurityGroupId?: pulumi.Output<string>;
  readonly connectionName?: string;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Network", name, args, opts);
    const parent = this;
    const { context, source } = args;
    const tags = { ...resourceTags(args), Name: args.networkName };

    const vpc = createVpc();
    closeDefaultSecurityGroup();
    recordFlows();
    const routes = createRoutes();
    const subnets = createSubnets();
    const associations = routeSubnets();
    const storage = createStorageEndpoint();
    const jobs = args.jobs === undefined ? undefined : prepareJobs(args.jobs);

    this.vpcId = vpc.id;
    this.subnetIds = subnets.map((subnet) => subnet.id);
    this.routeTableId = routes.id;
    this.ready = [storage, ...associations, ...(jobs?.ready ?? [])];
    if (jobs !== undefined) {
      this.jobs = jobs.network;
      this.jobsSecurityGroupId = jobs.securityGroup.id;
      this.connectionName = jobs.connectionName;
    }
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds, routeTableId: this.routeTableId });

    /** Private names of endpoints need both settings of DNS (AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint"). */
    function createVpc(): Vpc {
      return new Vpc(
        name,
        { cidrBlock: args.range, enableDnsSupport: true, enableDnsHostnames: true, tags },
        { parent, ...dataProtection(context) },
      );
    }

    function closeDefaultSecurityGroup(): void {
      new DefaultSecurityGroup(`${name}-default-security-group`, { vpcId: vpc.id, ingress: [], egress: [], tags }, { parent });
    }

    function recordFlows(): void {
      const logGroupName = `/aws/vpc/${args.networkName}`;
      const logs = createLogGroup(parent, `${name}-flow-logs`, { context, source, logGroupName, kmsKeyArn: args.kmsKeyArn });
      const role = createServiceRole(parent, `${name}-flow-logs-role`, {
        context,
        source,
        roleName: `${args.networkName}-flow-logs`,
        description: `Writes the flow logs of the network ${args.networkName}`,
        service: "vpc-flow-logs.amazonaws.com",
        sourceArn: regionalArn(context, "ec2", "vpc-flow-log/*"),
        policies: { "write-logs": flowLogStatements(context, logGroupName) },
      });
      new FlowLog(
        `${name}-flows`,
        {
          vpcId: vpc.id,
          trafficType: "ALL",
          logDestinationType: "cloud-watch-logs",
          logDestination: logs.arn,
          iamRoleArn: role.arn,
          maxAggregationInterval: flowLogInterval,
          tags,
        },
        { parent, dependsOn: [...role.ready] },
      );
    }

    /** Without `routes`, so that a team may add its own to the networks of its databases. */
    function createRoutes(): RouteTable {
      return new RouteTable(`${name}-routes`, { vpcId: vpc.id, tags }, { parent });
    }

    function createSubnets(): readonly Subnet[] {
      return args.zones.map(
        (zone) =>
          new Subnet(
            `${name}-subnet-${zone}`,
            {
              vpcId: vpc.id,
              availabilityZone: zone,
              cidrBlock: subnetRange(args.range, zone),
              mapPublicIpOnLaunch: false,
              tags: { ...tags, Name: `${args.networkName}-${zone}` },
            },
            { parent, ...dataProtection(context) },
          ),
      );
    }

    function routeSubnets(): readonly pulumi.Resource[] {
      return args.zones.flatMap((zone, index) => {
        const subnet = subnets[index];
        return subnet === undefined
          ? []
          : [new RouteTableAssociation(`${name}-routes-${zone}`, { routeTableId: routes.id, subnetId: subnet.id }, { parent })];
      });
    }

    function createStorageEndpoint(): VpcEndpoint {
      return new VpcEndpoint(
        `${name}-s3`,
        {
          vpcId: vpc.id,
          vpcEndpointType: "Gateway",
          serviceName: `com.amazonaws.${context.region}.s3`,
          routeTableIds: [routes.id],
          policy: storageEndpointPolicy(context, endpointScope(args.jobs)),
          tags: { ...tags, Name: `${args.networkName}-s3` },
        },
        { parent },
      );
    }

    function prepareJobs(settings: CreatedJobsSettings) {
      const jobsGroup = createJobsSecurityGroup(parent, `${name}-jobs`, { context, source, vpcId: vpc.id, settings });
      const toStorage = allowEgress(parent, `${name}-jobs-to-s3`, {
        context,
        source,
        description: "S3 through its gateway",
        securityGroupId: jobsGroup.group.id,
        fromPort: httpsPort,
        toPort: httpsPort,
        peerPrefixListId: storage.prefixListId,
      });
      const endpoints = createInterfaceEndpoints(settings, jobsGroup);
      const connection = createJobsConnection(parent, `${name}-connection`, {
        context,
        source,
        connectionName: settings.connectionName,
        vpcId: vpc.id,
        subnetIds: subnets.map((subnet) => subnet.id),
        zone: args.zones[0] ?? "",
        jobsSecurityGroupId: jobsGroup.group.id,
        reachable: [storage, ...associations, ...jobsGroup.rules, toStorage, ...endpoints],
      });
      return { ...connection, securityGroup: jobsGroup.group, connectionName: settings.connectionName };
    }

    function createInterfaceEndpoints(settings: CreatedJobsSettings, jobsGroup: JobsSecurityGroup): readonly pulumi.Resource[] {
      if (settings.services.length === 0) return [];
      const group = createSecurityGroup(parent, `${name}-endpoints`, {
        context,
        source,
        groupName: settings.endpointsSecurityGroupName,
        description: "Endpoints of AWS services for the data stack",
        vpcId: vpc.id,
      });
      const https = { context, source, fromPort: httpsPort, toPort: httpsPort };
      return [
        allowIngress(parent, `${name}-endpoints-from-jobs`, {
          ...https,
          description: "Jobs of the data stack",
          securityGroupId: group.id,
          peerGroupId: jobsGroup.group.id,
        }),
        allowEgress(parent, `${name}-jobs-to-endpoints`, {
          ...https,
          description: "Endpoints of AWS services",
          securityGroupId: jobsGroup.group.id,
          peerGroupId: group.id,
        }),
        ...settings.services.map((service) => createInterfaceEndpoint(endpointService(service), settings, group)),
      ];
    }

    /** In the subnet of the jobs only: an endpoint is paid by zone. */
    function createInterfaceEndpoint(service: EndpointService, settings: CreatedJobsSettings, group: SecurityGroup): VpcEndpoint {
      return new VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: vpc.id,
          vpcEndpointType: "Interface",
          serviceName: `com.amazonaws.${context.region}.${service}`,
          privateDnsEnabled: true,
          subnetIds: subnets.slice(0, 1).map((subnet) => subnet.id),
          securityGroupIds: [group.id],
          policy: pulumi
            .output(args.kmsKeyArn)
            .apply((kmsKeyArn) => interfaceEndpointPolicy(context, service, { ...endpointScope(settings), kmsKeyArn })),
          tags: { ...tags, Name: `${args.networkName}-${service}` },
        },
        { parent },
      );
    }
  }
}

function endpointScope(settings: CreatedJobsSettings | undefined): EndpointScope {
  return { sourceBuckets: settings?.sourceBuckets ?? [], secrets: settings?.secrets ?? [] };
}

/** What publishing flow logs takes, on this log group (Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs"). */
export function flowLogStatements(context: StackContext, logGroupName: string): readonly PolicyStatement[] {
  const arn = logGroupArn(context, logGroupName);
  return [
    {
      Sid: "WriteFlowLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [arn, `${arn}:*`],
    },
    { Sid: "FindLogGroup", Effect: "Allow", ...unscoped("logs:DescribeLogGroups") },
  ];
}
