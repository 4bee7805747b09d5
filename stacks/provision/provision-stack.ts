import type * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../compiler/model/graph";
import { provisionFoundation } from "./foundation";
import { provisionLake } from "./lake";
import type { Provisioning } from "./stack-parts";

/** What consumers of a stack need, by name: buckets, databases, endpoints, role ARNs. */
export type StackOutputs = Readonly<Record<string, pulumi.Input<unknown>>>;

/** Registers every resource of a stack, part by part; what exists follows from the graph alone. */
export function provisionStack(graph: StackGraph, options: pulumi.ComponentResourceOptions): StackOutputs {
  const provisioning: Provisioning = { graph, context: graph.identity, options };

  const foundation = provisionFoundation(provisioning);
  const lake = provisionLake(provisioning, foundation);

  return {
    ...(lake === undefined ? {} : { workgroup: lake.workgroupName }),
  };
}
