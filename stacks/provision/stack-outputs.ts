import type * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../compiler/model/graph";
import type { Lake } from "../../components/lake/lake";
import type { ExistingNetwork } from "../../components/network/existing-network";
import type { Network } from "../../components/network/network";
import type { AccessParts } from "./access";
import type { IngestionParts } from "./ingestion";
import type { RunParts } from "./runs";
import type { WarehouseParts } from "./warehouse";

/** What consumers of a stack need, by name; a section that the stack does not have is missing. */
export interface StackOutputs {
  readonly lake?: LakeOutputs;
  readonly network?: NetworkOutputs;
  readonly warehouse?: WarehouseOutputs;
  /** URL that browsers post events to, by name of the ingestion. */
  readonly endpoints?: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of the state machine of each run, by the name of the run. */
  readonly runs?: Readonly<Record<string, pulumi.Input<string>>>;
  /** What each access group uses, by its name. */
  readonly access?: Readonly<Record<string, GroupOutputs>>;
}

interface LakeOutputs {
  /** By name of the zone. */
  readonly zones: Readonly<Record<string, { readonly bucket: pulumi.Input<string>; readonly database: pulumi.Input<string> }>>;
  readonly resultsBucket: pulumi.Input<string>;
  readonly workgroup: pulumi.Input<string>;
}

interface NetworkOutputs {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Where a route to a peered network goes; only of a network that the stack made. */
  readonly routeTableId?: pulumi.Input<string>;
  readonly jobsSecurityGroupId?: pulumi.Input<string>;
}

interface WarehouseOutputs {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  readonly database: string;
  /** Add a rule here for the networks that people connect from. */
  readonly securityGroupId?: pulumi.Input<string>;
}

interface GroupOutputs {
  /** The role that members assume. */
  readonly roleArn: pulumi.Input<string>;
  readonly workgroup?: pulumi.Input<string>;
  /** Name of the group's user in the warehouse. */
  readonly databaseUser?: string;
}

interface Parts {
  readonly graph: StackGraph;
  readonly lake: Lake | undefined;
  readonly network: Network | ExistingNetwork | undefined;
  readonly warehouse: WarehouseParts | undefined;
  readonly ingestion: IngestionParts;
  readonly runs: RunParts;
  readonly access: AccessParts;
}

/** The outputs of a stack; never a secret. */
export function stackOutputs({ graph, lake, network, warehouse, ingestion, runs, access }: Parts): StackOutputs {
  const endpoints = Object.entries(ingestion.streams).map(([name, stream]) => [name, stream.endpointUrl] as const);
  return {
    ...(lake === undefined ? {} : { lake: lakeOutputs(lake) }),
    ...(network === undefined ? {} : { network: networkOutputs(network) }),
    ...(warehouse === undefined ? {} : { warehouse: warehouseOutputs(warehouse) }),
    ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints) }),
    ...(graph.runs.length === 0 ? {} : { runs: runs.stateMachineArns }),
    ...(graph.groups.length === 0 ? {} : { access: groupOutputs(graph, access) }),
  };
}

function lakeOutputs(lake: Lake): LakeOutputs {
  return {
    zones: Object.fromEntries(
      Object.entries(lake.zones).map(([name, zone]) => [name, { bucket: zone.bucketName, database: zone.databaseName }]),
    ),
    resultsBucket: lake.resultsBucketName,
    workgroup: lake.workgroupName,
  };
}

function networkOutputs(network: Network | ExistingNetwork): NetworkOutputs {
  return {
    vpcId: network.vpcId,
    subnetIds: network.subnetIds,
    ...("routeTableId" in network ? { routeTableId: network.routeTableId } : {}),
    ...(network.jobsSecurityGroupId === undefined ? {} : { jobsSecurityGroupId: network.jobsSecurityGroupId }),
  };
}

function warehouseOutputs({ host, port, database, cluster }: WarehouseParts): WarehouseOutputs {
  return { host, port, database, ...(cluster === undefined ? {} : { securityGroupId: cluster.securityGroupId }) };
}

function groupOutputs(graph: StackGraph, { groups }: AccessParts): Readonly<Record<string, GroupOutputs>> {
  return Object.fromEntries(
    graph.groups.flatMap(({ name, databaseRole }) => {
      const group = groups[name];
      if (group === undefined) return [];
      const { roleArn, workgroupName } = group;
      const outputs: GroupOutputs = {
        roleArn,
        ...(workgroupName === undefined ? {} : { workgroup: workgroupName }),
        ...(databaseRole === undefined ? {} : { databaseUser: databaseRole }),
      };
      return [[name, outputs]];
    }),
  );
}
