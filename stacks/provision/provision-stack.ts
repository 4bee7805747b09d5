import type * as pulumi from "@pulumi/pulumi";
import type { StackGraph } from "../../compiler/model/graph";
import { provisionAccess } from "./access";
import { provisionAlerts } from "./alerts";
import { provisionFoundation } from "./foundation";
import { provisionIngestion } from "./ingestion";
import { provisionJobs } from "./jobs";
import { provisionLake } from "./lake";
import { provisionNetwork } from "./network";
import { provisionRuns } from "./runs";
import { stackOutputs, type StackOutputs } from "./stack-outputs";
import type { Provisioning } from "./stack-parts";
import { provisionTransforms } from "./transforms";
import { provisionWarehouse } from "./warehouse";

/** Registers every resource of a stack, part by part; what exists follows from the graph alone. */
export function provisionStack(graph: StackGraph, options: pulumi.ComponentResourceOptions): StackOutputs {
  const provisioning: Provisioning = { graph, context: graph.identity, options };

  const foundation = provisionFoundation(provisioning);
  const lake = provisionLake(provisioning, foundation);
  const network = provisionNetwork(provisioning, foundation);
  const warehouse = provisionWarehouse(provisioning, foundation, network);
  const jobs = provisionJobs(provisioning, foundation, network);
  const ingestion = provisionIngestion(provisioning, foundation, lake, warehouse, jobs);
  const transforms = provisionTransforms(provisioning, warehouse, jobs);
  const runs = provisionRuns(provisioning, foundation, lake, ingestion, transforms);
  const access = provisionAccess(provisioning, foundation, lake, warehouse);
  provisionAlerts(provisioning, foundation, runs, ingestion);

  return stackOutputs({ graph, lake, network, warehouse, ingestion, runs, access });
}
