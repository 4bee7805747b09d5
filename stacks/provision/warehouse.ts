import * as pulumi from "@pulumi/pulumi";
import { getSecretVersionOutput } from "@pulumi/aws/secretsmanager/getSecretVersion";
import type { AuroraWarehouse, ExistingWarehouse, Warehouse } from "../../compiler/model/graph";
import { auroraRoles, physicalName } from "../../compiler/model/names";
import { grantPlan, type GrantPlan } from "../../compiler/warehouse/grant-plan";
import type { ExistingNetwork } from "../../components/network/existing-network";
import type { Network } from "../../components/network/network";
import type { ComponentArgs } from "../../components/shared/context";
import { AuroraCluster } from "../../components/warehouse/aurora-cluster";
import { WarehouseDatabase, type DatabaseConnection, type WarehouseDatabaseArgs } from "../../components/warehouse/warehouse-database";
import { runError } from "../run-error";
import type { Foundation } from "./foundation";
import type { Provisioning } from "./stack-parts";

/** What others need of the warehouse. */
export interface WarehouseParts extends WarehouseServer {
  /** Name of the database. */
  readonly database: string;
  /** What has to exist before a job can use the warehouse. */
  readonly ready: readonly pulumi.Resource[];
}

interface WarehouseServer {
  readonly host: pulumi.Output<string>;
  readonly port: number;
  /** Name or ARN of the secret with the name and the password of the user who administers the database. */
  readonly secret: pulumi.Output<string>;
  /** With its ARN, resource id and security group; undefined on a server that existed before. */
  readonly cluster?: AuroraCluster;
}

/** The warehouse's cluster, unless there is a server already, and what is inside its database. */
export function provisionWarehouse(
  provisioning: Provisioning,
  foundation: Foundation,
  network: Network | ExistingNetwork | undefined,
): WarehouseParts | undefined {
  const { warehouse } = provisioning.graph;
  if (warehouse === undefined) return undefined;
  const server =
    warehouse.engine === "aurora-postgresql" ? createServer(provisioning, warehouse, foundation, network) : existingServer(warehouse);
  const database = createDatabase(provisioning, warehouse, server);
  return { ...server, database: warehouse.database, ready: [...(server.cluster?.ready ?? []), ...database.ready] };
}

function createServer(
  { graph, context, options }: Provisioning,
  warehouse: AuroraWarehouse,
  foundation: Foundation,
  network: Network | ExistingNetwork | undefined,
): WarehouseServer {
  if (network === undefined) throw new Error("The graph of a stack with an Aurora warehouse has a network.");
  const cluster = new AuroraCluster(
    "warehouse",
    {
      context,
      source: warehouse.pointer,
      clusterName: physicalName(graph.identity, "databaseCluster", "warehouse"),
      databaseName: warehouse.database,
      masterUser: auroraRoles.master,
      minimumCapacity: warehouse.capacity.min,
      maximumCapacity: warehouse.capacity.max,
      kmsKeyArn: foundation.kmsKeyArn,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      ...(network.jobsSecurityGroupId === undefined ? {} : { jobsSecurityGroupId: network.jobsSecurityGroupId }),
    },
    options,
  );
  return { host: cluster.endpoint, port: cluster.port, secret: cluster.masterSecretArn, cluster };
}

function existingServer(warehouse: ExistingWarehouse): WarehouseServer {
  return { host: pulumi.output(warehouse.host), port: warehouse.port, secret: pulumi.output(warehouse.secret) };
}

function createDatabase({ context, options }: Provisioning, warehouse: Warehouse, server: WarehouseServer): WarehouseDatabase {
  return new WarehouseDatabase(
    "warehouse-database",
    {
      context,
      source: warehouse.pointer,
      ...databaseContent(grantPlan(warehouse)),
      server: deploymentConnection(server, options),
    },
    { ...options, ...(server.cluster === undefined ? {} : { deletedWith: server.cluster.cluster }) },
  );
}

/** The plan as the component takes it. */
function databaseContent(plan: GrantPlan): Omit<WarehouseDatabaseArgs, keyof ComponentArgs | "server"> {
  return {
    ...plan,
    roles: plan.roles.map((role) => ({ ...role, memberOf: [...role.memberOf] })),
    databaseGrants: plan.databaseGrants.map((grant) => ({ ...grant, privileges: [...grant.privileges] })),
    schemas: [...plan.schemas],
    schemaGrants: plan.schemaGrants.map((grant) => ({
      ...grant,
      schemaPrivileges: [...grant.schemaPrivileges],
      tablePrivileges: [...grant.tablePrivileges],
    })),
  };
}

/**
 * How the deployment reaches the database: as it is, or as the stack's settings say. A deployment from outside of the network needs a tunnel, whose near
 * end is `datastack:warehouseHost` and `datastack:warehousePort`; with `datastack:warehouseRootCertificate`, a file, it also checks who answers.
 */
function deploymentConnection(server: WarehouseServer, options: pulumi.ComponentResourceOptions): DatabaseConnection {
  const config = new pulumi.Config("datastack");
  const tunnel = config.get("warehouseHost");
  const rootCertificate = config.get("warehouseRootCertificate");
  const login = getSecretVersionOutput({ secretId: server.secret }, options).secretString.apply(parseLogin);
  return {
    host: tunnel ?? server.host,
    port: config.getNumber("warehousePort") ?? server.port,
    username: server.cluster === undefined ? pulumi.unsecret(login.username) : auroraRoles.master,
    password: pulumi.secret(login.password),
    tunnel: tunnel !== undefined,
    ...(rootCertificate === undefined ? {} : { rootCertificate }),
  };
}

interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * The secret's name and password.
 *
 * @throws RunError - When it holds something else; without the secret's text.
 */
export function parseLogin(secret: string): Login {
  const value = parseObject(secret);
  const { username, password } = value;
  if (typeof username !== "string" || typeof password !== "string") {
    throw runError("The secret of the warehouse is no JSON object with username and password.");
  }
  return { username, password };
}

function parseObject(text: string): { readonly username?: unknown; readonly password?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
