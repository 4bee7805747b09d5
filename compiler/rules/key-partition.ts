import { entriesByName } from "../link/link-context";
import { localEnvironment } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A key of another partition encrypts nothing that the jobs can read: partitions know nothing of each other. */
export const keysShareThePartition: Rule = ({ identity }, context) => {
  if (identity.environment === localEnvironment) return;
  for (const [name, source] of entriesByName(context.spec.sources)) {
    const partition = source.type === "s3" ? /^arn:([^:]+):/.exec(source.kmsKey ?? "")?.[1] : undefined;
    if (partition === undefined || partition === identity.partition) continue;
    context.report({
      code: "invalid-value",
      pointer: pointerTo("sources", name, "kmsKey"),
      message: `This key is in the partition ${partition}, and the environment is in ${identity.partition}: name a key of ${identity.partition}.`,
    });
  }
};
