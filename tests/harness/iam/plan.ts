/** One resource of a plan: the part of `datastack.plan/v1` that the audits read. */
export interface PlanResource {
  readonly urn: string;
  /** Type token, for example `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Inputs as the provider would receive them; JSON documents are strings. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A plan, as `datastack plan --format json` prints it: only the fields that the audits need. */
export interface Plan {
  readonly resources: readonly PlanResource[];
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** Plans do not change: what is read of one again and again is worked out once. */
export class PlanMemory<Value> {
  readonly #plans = new WeakMap<Plan, Map<string, Value>>();

  recall(plan: Plan, key: string, workOut: () => Value): Value {
    const known = this.#plans.get(plan) ?? new Map<string, Value>();
    this.#plans.set(plan, known);
    if (!known.has(key)) known.set(key, workOut());
    return known.get(key) as Value;
  }
}

const physicalNames = new WeakMap<PlanResource, string>();
const resourceLists = new PlanMemory<readonly PlanResource[]>();

/** Inputs that may hold the physical name of a resource, in the order in which they are tried. */
const physicalNameInputs = [
  "name",
  "bucket",
  "identifier",
  "clusterIdentifier",
  "workgroupName",
  "namespaceName",
  "clusterName",
  "replicationConfigIdentifier",
  "replicationInstanceId",
  "replicationTaskId",
  "endpointId",
  "alarmName",
  "dashboardName",
  "family",
] as const;

/** The partition that the plan's region belongs to: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(plan: Plan): string {
  if (plan.region.startsWith("cn-")) return "aws-cn";
  return plan.region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** A string input of a resource, or `undefined` when it is absent, secret or of another type. */
export function stringInput(resource: PlanResource, key: string): string | undefined {
  const value = resource.inputs[key];
  return typeof value === "string" ? value : undefined;
}

/** The name AWS will know the resource by; the logical name when no input decides it. */
export function physicalName(resource: PlanResource): string {
  const name = physicalNames.get(resource) ?? findPhysicalName(resource);
  physicalNames.set(resource, name);
  return name;
}

function findPhysicalName(resource: PlanResource): string {
  for (const key of physicalNameInputs) {
    const value = stringInput(resource, key);
    if (value !== undefined) return value;
  }
  return resource.name;
}

/**
 * Whether a value is a planner's placeholder for an output of this resource: `<shop-dev-key.arn>` for the resource with the logical name `key`
 * in the stack `shop-dev`. The logical and the physical name alone are accepted too.
 */
export function isPlaceholderOf(value: string, resource: PlanResource): boolean {
  if (!value.endsWith(">")) return false;
  const stack = resource.urn.split("::")[0]?.split(":").at(-1) ?? "";
  return [`${stack}-${resource.name}`, resource.name, physicalName(resource)].some((name) => value.startsWith(`<${name}.`));
}

/** Whether a value names the resource: by its physical name, or as a placeholder for one of its outputs. */
export function refersTo(value: string, resource: PlanResource): boolean {
  return value === physicalName(resource) || isPlaceholderOf(value, resource);
}

/** The resources of one type, in the plan's order. */
export function resourcesOfType(plan: Plan, type: string): readonly PlanResource[] {
  return resourceLists.recall(plan, type, () => plan.resources.filter((resource) => resource.type === type));
}
