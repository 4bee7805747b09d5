import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Identity, StackGraph } from "../compiler/model/graph";
import { provisionStack } from "./provision/provision-stack";
import type { StackOutputs } from "./provision/stack-outputs";

export type { StackOutputs };
import { runError } from "./run-error";

/**
 * Registers every resource of a stack graph; the same for the engine and for an offline plan.
 *
 * @throws RunError - When the credentials belong to another account, before the first cloud resource.
 */
export async function runStack(graph: StackGraph): Promise<StackOutputs> {
  const { account, region } = graph.identity;
  const provider = new Provider("aws", { region, allowedAccountIds: [account] });
  await refuseOtherAccount(graph.identity, provider);
  return provisionStack(graph, { provider });
}

/** The provider itself refuses every account but the environment's; asking first gives a message in the spec's words. */
async function refuseOtherAccount({ account, environment }: Identity, provider: Provider): Promise<void> {
  const caller = await callerAccount(provider);
  if (caller !== undefined && caller !== account) {
    throw runError(
      `The credentials belong to account ${caller}, and environment ${environment} of the spec is account ${account}. Nothing was created.\n` +
        `Use credentials of account ${account}, or correct environments.${environment}.account.`,
    );
  }
}

async function callerAccount(provider: Provider): Promise<string | undefined> {
  try {
    return (await getCallerIdentity({}, { provider, async: true })).accountId;
  } catch (error) {
    await pulumi.log.debug(`The account of the credentials is not known: ${String(error)}`);
    return undefined;
  }
}
