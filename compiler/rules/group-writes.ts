import { entriesByName } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** What a group writes into a dataset that the stack makes is overwritten by its next run: hardly what is meant. */
export const groupsLeaveProductsAlone: Rule = ({ datasets }, context) => {
  const producers = new Map(datasets.map(({ id, producer, pointer }) => [id, { producer, pointer }]));
  for (const [name, group] of entriesByName(context.spec.access)) {
    for (const level of ["write", "admin"] as const) {
      group[level].forEach((reference, index) => {
        const product = producers.get(reference);
        if (!product) return;
        context.report({
          code: "overwritten-product",
          severity: "warning",
          pointer: pointerTo("access", name, level, index),
          message: `${product.producer} makes ${reference}, and may overwrite at its next run what this group writes there: give the group read, or a schema or zone of its own.`,
          related: [{ span: context.keySpan(product.pointer), message: "what makes it is declared here" }],
        });
      });
    }
  }
};
