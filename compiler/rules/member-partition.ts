import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A role of another partition cannot be trusted: partitions know nothing of each other. */
export const membersShareThePartition: Rule = ({ groups, identity }, context) => {
  for (const { name } of groups) {
    context.spec.access[name]?.members.forEach((member, index) => {
      const partition = /^arn:([^:]+):/.exec(member)?.[1];
      if (partition === undefined || partition === identity.partition) return;
      context.report({
        code: "foreign-member",
        pointer: pointerTo("access", name, "members", index),
        message: `This role is in the partition ${partition}, and the environment is in ${identity.partition}: name a role of ${identity.partition}.`,
      });
    });
  }
};
