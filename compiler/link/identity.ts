import type { Identity } from "../model/graph";
import type { LinkContext } from "./link-context";

/** Who the stack is and where it runs. */
export function linkIdentity({ stack, spec }: LinkContext): Identity {
  const environment = spec.environments[stack.environment];
  if (!environment) throw new Error(`the resolved spec lacks its environment ${stack.environment}`);
  return {
    stack: spec.name,
    environment: stack.environment,
    owner: spec.owner,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    account: environment.account,
    region: environment.region,
    partition: partitionOf(environment.region),
    protected: environment.protected,
    tags: spec.tags,
  };
}

/** AWS General Reference, "AWS partitions". */
function partitionOf(region: string): Identity["partition"] {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
