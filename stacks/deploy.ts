import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { folderFiles, readSpec, SpecError, UnknownEnvironmentError, type Compilation } from "../compiler";
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
  const { graph, warnings } = compile(setting("spec"), setting("environment"));
  if (warnings.length > 0) await pulumi.log.warn(formatDiagnostics(warnings));
  refuseOtherRegion(graph);
  return runStack(graph);
}

/** The SDK's own error for a missing setting would have a stack. */
function setting(name: "spec" | "environment"): string {
  const value = new pulumi.Config("datastack").get(name);
  if (value === undefined) {
    throw runError(
      `The stack's settings lack datastack:${name}. Set it: pulumi config set datastack:${name} <${name === "spec" ? "path" : "name"}>`,
    );
  }
  return value;
}

function compile(spec: string, environment: string): Compilation {
  const specPath = path.resolve(pulumi.runtime.getRootDirectory(), spec);
  try {
    return compileEnvironment({ file: readSpec(specPath), files: folderFiles(specPath) }, environment);
  } catch (error) {
    if (error instanceof SpecError) throw runError(formatDiagnostics(error.diagnostics));
    if (error instanceof UnknownEnvironmentError) throw runError(error.message);
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
