import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { folderFiles, readSpec, SpecError } from "../compiler";
import { formatDiagnostics } from "../compiler/diagnostics/text";
import type { StackGraph } from "../compiler/model/graph";
import { compileEnvironment } from "./compile-environment";
import { runError } from "./run-error";
import { runStack, type StackOutputs } from "./run-stack";

/**
 * Deploys the environment that the Pulumi stack's config names: `datastack:spec` and `datastack:environment`.
 *
 * @throws RunError - All problems of the spec as one text, before the first resource.
 */
export async function deploy(): Promise<StackOutputs> {
  const config = new pulumi.Config("datastack");
  const graph = compile(config.require("spec"), config.require("environment"));
  refuseOtherRegion(graph);
  return runStack(graph);
}

function compile(spec: string, environment: string): StackGraph {
  const specPath = path.resolve(pulumi.runtime.getRootDirectory(), spec);
  try {
    return compileEnvironment({ file: readSpec(specPath), files: folderFiles(specPath) }, environment).graph;
  } catch (error) {
    if (error instanceof SpecError) throw runError(formatDiagnostics(error.diagnostics));
    throw error;
  }
}

/** The stack's settings may name a region for the AWS provider; it has to be the environment's. */
function refuseOtherRegion({ identity }: StackGraph): void {
  const configured = new pulumi.Config("aws").get("region");
  if (configured !== undefined && configured !== identity.region) {
    throw runError(
      `The stack's settings say aws:region ${configured}, and environment ${identity.environment} of the spec is in ${identity.region}.\n` +
        "Remove aws:region from the settings: the spec decides.",
    );
  }
}
