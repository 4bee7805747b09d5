import type { Diagnostic, SpecInput } from "../compiler";
import { compileEnvironment } from "../stacks/compile-environment";
import type { Plan, PlannedResource, PlanSource, PlanValue } from "./plan";
import { planValue } from "./plan-values";
import { recordStack } from "./record-stack";
import type { RecordedResource } from "./stack-recorder";

/**
 * The plan of one environment of a spec: what the Pulumi program would register in an empty stack.
 *
 * @param warn - Gets what is doubtful in the spec.
 * @throws SpecError - When the spec has problems.
 */
export async function planStack(input: SpecInput, environment: string, warn?: (warning: Diagnostic) => void): Promise<Plan> {
  const { graph, stack, warnings } = compileEnvironment(input, environment);
  if (warn !== undefined) warnings.forEach(warn);
  const { resources, outputs } = await recordStack(graph);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const source = (pointer: string): PlanSource => {
    const { file, start } = stack.locate(pointer, "key");
    return { file: file.path, ...file.position(start), pointer };
  };
  return {
    format: "datastack.plan/v1",
    stack: graph.identity.stack,
    environment,
    account: graph.identity.account,
    region: graph.identity.region,
    resources: resources
      .map((resource) => plannedResource(resource, source(sourcePointer(resource, byUrn))))
      .sort((one, other) => (one.urn < other.urn ? -1 : 1)),
    outputs: planValue(outputs, "the stack", "outputs") as Readonly<Record<string, PlanValue>>,
  };
}

function plannedResource({ inputs, ...resource }: RecordedResource, source: PlanSource): PlannedResource {
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    parent: resource.parent,
    custom: resource.custom,
    inputs: planValue(inputs, resource.urn, "") as Readonly<Record<string, PlanValue>>,
    dependencies: resource.dependencies,
    propertyDependencies: resource.propertyDependencies,
    provider: resource.provider,
    protect: resource.protect,
    retainOnDelete: resource.retainOnDelete,
    aliases: resource.aliases,
    source,
  };
}

/** The spec's node that a resource comes from: its own tag, or what the nearest component says. */
function sourcePointer(resource: RecordedResource, byUrn: ReadonlyMap<string, RecordedResource>): string {
  const tags = resource.inputs["tags"] as Readonly<Record<string, unknown>> | undefined;
  const own = tags?.["datastack:source"] ?? (resource.custom ? undefined : resource.inputs["source"]);
  if (typeof own === "string") return own === "/" ? "" : own;
  const parent = byUrn.get(resource.parent);
  return parent === undefined ? "" : sourcePointer(parent, byUrn);
}
