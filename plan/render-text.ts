import type { Plan, PlannedResource } from "./plan";

/**
 * The plan as a tree for people: components with the line of the spec that they come from, below them what they make, by its physical name.
 *
 * Settings that belong to one resource (a bucket's encryption, a role's policies) are counted beside it; the JSON has them all.
 */
export function renderPlanText(plan: Plan): string {
  const children = groupByParent(plan.resources);
  const root = plan.resources.find((resource) => resource.parent === "");
  const top = children.get(root?.urn ?? "") ?? [];
  return [
    `${plan.stack} · ${plan.environment} · account ${plan.account} · ${plan.region}`,
    "",
    ...top
      .filter((resource) => !resource.custom)
      .sort(bySource)
      .flatMap((resource) => subtree(resource, children, "", "")),
    "",
    summary(plan),
    "",
  ].join("\n");
}

function groupByParent(resources: readonly PlannedResource[]): ReadonlyMap<string, readonly PlannedResource[]> {
  const groups = new Map<string, PlannedResource[]>();
  for (const resource of resources) {
    const siblings = groups.get(resource.parent);
    if (siblings === undefined) groups.set(resource.parent, [resource]);
    else siblings.push(resource);
  }
  return groups;
}

function subtree(
  resource: PlannedResource,
  children: ReadonlyMap<string, readonly PlannedResource[]>,
  indent: string,
  branch: string,
): readonly string[] {
  const below = children.get(resource.urn) ?? [];
  const components = below.filter((child) => !child.custom);
  const things = below.filter((child) => child.custom && !isSetting(child) && !isProvider(child));
  const settings = below.filter((child) => child.custom && isSetting(child));
  const listed = [...components, ...things];
  const last = listed.length - 1 + (settings.length > 0 ? 1 : 0);
  const nextIndent = indent + (branch === "" ? "" : branch.startsWith("└") ? "   " : "│  ");
  return [
    `${indent}${branch}${label(resource)}`,
    ...listed.flatMap((child, index) => subtree(child, children, nextIndent, index === last ? "└─ " : "├─ ")),
    ...(settings.length > 0 ? [`${nextIndent}└─ and ${count(settings.length, "setting")}`] : []),
  ];
}

/** As the spec is read: top to bottom. */
function bySource(one: PlannedResource, other: PlannedResource): number {
  return one.source.line - other.source.line || one.source.column - other.source.column || (one.urn < other.urn ? -1 : 1);
}

function label(resource: PlannedResource): string {
  const protection = resource.protect ? "  protected" : "";
  return resource.custom
    ? `${shortType(resource)}  ${physicalName(resource)}${protection}`
    : `${shortType(resource)} ${resource.name}  ${resource.source.file}:${resource.source.line}`;
}

/** `aws:s3/bucketVersioning:BucketVersioning` → `BucketVersioning`. */
function shortType({ type }: PlannedResource): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** Inputs by which services know a resource, in the order in which they are looked for. */
const nameInputs = ["clusterIdentifier", "identifier", "key", "name", "bucket", "endpoint", "serviceName", "cidrBlock"];

function physicalName(resource: PlannedResource): string {
  const name = nameInputs.map((input) => resource.inputs[input]).find((value) => typeof value === "string");
  return typeof name === "string" && !name.startsWith("<") ? name : resource.name;
}

/** Types that say something about another resource and mean nothing alone. */
const settingTypes =
  /^(aws:s3\/bucket[A-Z]|aws:iam\/(rolePolicy|policy)|aws:ec2\/(routeTableAssociation|defaultSecurityGroup)|aws:vpc\/|aws:s[nq]s\/(topic|queue)Policy|aws:kms\/alias|aws:apigateway\/(?!restApi)|aws:cloudwatch\/(eventTarget|logStream)|postgresql:index\/(grant|defaultPrivileges))/;

function isSetting({ type }: PlannedResource): boolean {
  return settingTypes.test(type) && !type.startsWith("aws:s3/bucketObject");
}

function isProvider({ type }: PlannedResource): boolean {
  return type.startsWith("pulumi:providers:");
}

function summary(plan: Plan): string {
  const custom = plan.resources.filter((resource) => resource.custom && !isProvider(resource)).length;
  const components = plan.resources.filter((resource) => !resource.custom && resource.parent !== "").length;
  const guarded = plan.resources.filter((resource) => resource.protect).length;
  return `${count(custom, "resource")} in ${count(components, "component")}${guarded === 0 ? "" : `, ${guarded} protected`}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
