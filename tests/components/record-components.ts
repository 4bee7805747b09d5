import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/aws/provider";
import { planValue } from "../../plan/plan-values";
import { quietStackTraces } from "../../plan/record-stack";
import { StackRecorder } from "../../plan/stack-recorder";
import type { StackContext } from "../../components/shared/context";
import type { Plan, PlanResource } from "../harness/iam";

/** Registers components as the offline plan does, and gives what they registered, sorted by URN; the providers of a plan answer them. */
export async function recordComponents(
  context: StackContext,
  register: (options: pulumi.ComponentResourceOptions) => void,
): Promise<Plan & { readonly resources: readonly (PlanResource & { readonly dependencies: readonly string[] })[] }> {
  const recorder = new StackRecorder({ ...context, partition: "aws" }, "datastack", `${context.stack}-${context.environment}`);
  const unreachable = (): never => {
    throw new Error("The recorder answers every call.");
  };
  await pulumi.runtime.setMocks(
    { newResource: unreachable, call: unreachable },
    "datastack",
    `${context.stack}-${context.environment}`,
    true,
  );
  recorder.attach(pulumi.runtime.getMonitor() as object);
  const restore = quietStackTraces();
  try {
    await pulumi.runtime.runInPulumiStack(() => {
      register({ provider: new Provider("aws", { region: context.region }) });
      return Promise.resolve({});
    });
    await pulumi.runtime.disconnect();
  } finally {
    restore();
  }
  const recorded = [...recorder.resources.values()].sort((one, other) => (one.urn < other.urn ? -1 : 1));
  const resources = recorded.map((resource) => ({
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    dependencies: resource.dependencies,
    inputs: planValue(resource.inputs, resource.urn, "") as Readonly<Record<string, unknown>>,
  }));
  return { account: context.account, region: context.region, resources };
}
