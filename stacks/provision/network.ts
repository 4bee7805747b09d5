import type { StackGraph } from "../../compiler/model/graph";
import { physicalName } from "../../compiler/model/names";
import { pointerTo } from "../../compiler/source/pointer";
import { endpointServices, type NetworkNeeds } from "../../components/network/endpoint-services";
import { ExistingNetwork } from "../../components/network/existing-network";
import { databaseDestinations, type DatabaseServer, type JobsSettings } from "../../components/network/jobs-network";
import { Network, type CreatedJobsSettings } from "../../components/network/network";
import type { LimitProblem } from "../limit-problem";
import type { Foundation } from "./foundation";
import type { Provisioning } from "./stack-parts";

/** The network of the warehouse and of jobs that reach a database; undefined when nothing needs one. */
export function provisionNetwork({ graph, context, options }: Provisioning, foundation: Foundation): Network | ExistingNetwork | undefined {
  const { identity, network } = graph;
  if (network === undefined) return undefined;
  const jobs = networkNeeds(graph).jobs ? jobsSettings(graph) : undefined;
  return network.kind === "created"
    ? new Network(
        "network",
        {
          context,
          source: network.pointer,
          networkName: physicalName(identity, "securityGroup"),
          range: network.cidr,
          zones: [...network.zones],
          kmsKeyArn: foundation.kmsKeyArn,
          ...(jobs === undefined ? {} : { jobs }),
        },
        options,
      )
    : new ExistingNetwork(
        "network",
        {
          context,
          source: network.pointer,
          vpcId: network.vpc,
          subnetIds: [...network.subnets],
          internet: network.egress === "internet",
          ...(jobs === undefined ? {} : { jobs }),
        },
        options,
      );
}

/** Amazon VPC User Guide, "Amazon VPC quotas": the most rules of a security group for what goes out. */
const mostRules = 60;

/** What the network would refuse: a rule for each range and port that jobs connect to, in one security group. */
export function networkLimitProblems(graph: StackGraph): readonly LimitProblem[] {
  const rules = databaseDestinations(databaseServers(graph)).length + ownRules(graph);
  if (rules <= mostRules) return [];
  const message = `Jobs reach the databases by ${rules} security-group rules, and AWS takes ${mostRules}: each port takes one for an IPv4 address, and three for the names of hosts. Use fewer ports, write addresses as hosts, or make several stacks.`;
  return [{ pointer: pointerTo("sources"), message }];
}

/** Rules for the parts of one job, AWS's services and the stack's own warehouse. */
function ownRules({ network, warehouse }: StackGraph): number {
  const services = network?.kind === "existing" && network.egress === "internet" ? 1 : 2;
  return 1 + services + (warehouse?.engine === "aurora-postgresql" ? 1 : 0);
}

/** What the jobs that reach a database do; the others run outside of the network. */
export function networkNeeds(graph: StackGraph): NetworkNeeds {
  const fromDatabases = graph.ingestions.some((ingestion) => ingestion.kind === "database");
  const toWarehouse = jobsOfWarehouse(graph);
  return {
    jobs: fromDatabases || toWarehouse,
    sparkJobs: graph.ingestions.some((ingestion) => ingestion.kind === "database" && ingestion.target.store === "lake"),
    secrets: secretsOf(graph).length > 0,
  };
}

/** Whether any job writes to the warehouse: an ingestion, a load or a transform. */
function jobsOfWarehouse(graph: StackGraph): boolean {
  return (
    graph.loads.length > 0 ||
    graph.ingestions.some((ingestion) => ingestion.target.store === "warehouse") ||
    graph.transforms.some((transform) => transform.target.store === "warehouse")
  );
}

function jobsSettings(graph: StackGraph): CreatedJobsSettings & JobsSettings {
  const { identity } = graph;
  return {
    securityGroupName: physicalName(identity, "securityGroup", "jobs"),
    endpointsSecurityGroupName: physicalName(identity, "securityGroup", "endpoints"),
    connectionName: physicalName(identity, "connection", "network"),
    services: [...endpointServices(networkNeeds(graph))],
    databases: [...databaseServers(graph)],
    sourceBuckets: [...sourceBuckets(graph)],
    secrets: [...secretsOf(graph)],
  };
}

/** Servers of sources, and a warehouse that exists already. The stack's own warehouse lets the jobs in by itself. */
function databaseServers(graph: StackGraph): readonly DatabaseServer[] {
  const sources = graph.ingestions.flatMap((ingestion) => (ingestion.kind === "database" ? [ingestion.source] : []));
  const warehouse = graph.warehouse?.engine === "postgresql" && jobsOfWarehouse(graph) ? [graph.warehouse] : [];
  return [...sources, ...warehouse].map(({ host, port }) => ({ host, port }));
}

/** Buckets of files that go straight to the warehouse: their jobs read them from within the network. */
function sourceBuckets(graph: StackGraph): readonly string[] {
  const buckets = graph.ingestions.flatMap((ingestion) =>
    ingestion.kind === "files" && ingestion.target.store === "warehouse" ? [ingestion.source.bucket] : [],
  );
  return [...new Set(buckets)].sort();
}

function secretsOf(graph: StackGraph): readonly string[] {
  const sources = graph.ingestions.flatMap((ingestion) => (ingestion.kind === "database" ? [ingestion.source.secret] : []));
  const warehouse = graph.warehouse?.engine === "postgresql" && jobsOfWarehouse(graph) ? [graph.warehouse.secret] : [];
  return [...new Set([...sources, ...warehouse])].sort();
}
