import type { Warehouse } from "../../compiler/model/graph";
import type { DatabaseConnectionArgs } from "../../components/jobs/database-connection";
import type { WarehouseParts } from "./warehouse";

/**
 * The warehouse as jobs reach it. In a cluster of the stack they log in with a token, as their own user, and take on the role that owns the tables; on
 * a server that exists already they have the user of its secret, who owns them.
 */
export function warehouseConnection(warehouse: Warehouse, parts: WarehouseParts): DatabaseConnectionArgs {
  const { ownerRole, jobRole } = warehouse.grants;
  return {
    engine: "postgresql",
    host: parts.host,
    port: parts.port,
    database: parts.database,
    ...(warehouse.engine === "postgresql" ? { secret: warehouse.secret } : {}),
    ...(jobRole === undefined || parts.cluster === undefined ? {} : { user: jobRole, clusterResourceId: parts.cluster.clusterResourceId }),
    ...(ownerRole === undefined ? {} : { role: ownerRole }),
  };
}
