import type { ResolvedSpec, ResolvedWarehouse } from "../generated/resolved-spec";
import { localEnvironment } from "../model/names";
import type { ResolvedStack } from "./resolved-stack";

/** A PostgreSQL server that runs already, and the database on it that is to be the warehouse. */
export interface WarehouseServer {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** The account of names on this machine: none that AWS gives to anybody. */
const localAccount = "000000000000";

/**
 * The spec of the environment `local`, which no spec declares: the base in the region of its first environment. Its warehouse is a database of the
 * stack's own, like that of an Aurora cluster, or the one that the server holds. It has no network.
 */
export function localStack(stack: ResolvedStack, server: WarehouseServer | undefined): ResolvedStack {
  const { network: _, ...spec } = stack.spec;
  const region = Object.values(stack.base.environments)[0]?.region ?? "us-east-1";
  const local: ResolvedSpec = {
    ...spec,
    environments: { ...spec.environments, [localEnvironment]: { account: localAccount, region, protected: false } },
    ...(spec.warehouse ? { warehouse: localWarehouse(spec.warehouse, server) } : {}),
  };
  return { ...stack, environment: localEnvironment, spec: local };
}

function localWarehouse({ schemas }: ResolvedWarehouse, server: WarehouseServer | undefined): ResolvedWarehouse {
  if (server) return { engine: "postgresql", schemas, secret: localEnvironment, ...server };
  return { engine: "aurora-postgresql", schemas, capacity: { min: 0, max: 1 } };
}
