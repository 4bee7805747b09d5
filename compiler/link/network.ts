import type { Identity, Ingestion, Load, Network, Transform, Warehouse } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { LinkContext } from "./link-context";

/** What may need a network. */
export interface NetworkUsers {
  readonly warehouse: Warehouse | undefined;
  readonly ingestions: readonly Ingestion[];
  readonly transforms: readonly Pick<Transform, "target">[];
  readonly loads: readonly Pick<Load, "dataset">[];
}

/** The network, when something needs one: a cluster of the stack's own, or jobs that talk to databases. */
export function linkNetwork({ spec }: LinkContext, identity: Identity, users: NetworkUsers): Network | undefined {
  if (!needsNetwork(users)) return undefined;
  const pointer = pointerTo("network");
  const { vpc, subnets, egress, cidr, zones } = spec.network ?? defaults;
  if (vpc !== undefined && subnets !== undefined) return { kind: "existing", pointer, vpc, subnets, egress };
  return { kind: "created", pointer, cidr, zones: zones.map((letter) => `${identity.region}${letter}`) };
}

/** Of network.schema.json, for a spec that says nothing of a network. */
const defaults = { vpc: undefined, subnets: undefined, egress: "endpoints", cidr: "10.64.0.0/20", zones: ["a", "b"] } as const;

function needsNetwork({ warehouse, ingestions, transforms, loads }: NetworkUsers): boolean {
  return (
    warehouse?.engine === "aurora-postgresql" ||
    ingestions.some(({ kind, target }) => kind === "database" || target.store === "warehouse") ||
    transforms.some(({ target }) => target.store === "warehouse") ||
    loads.length > 0
  );
}
