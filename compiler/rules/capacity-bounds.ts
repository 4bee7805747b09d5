import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** The least capacity is not more than the most. */
export const capacityIsBounded: Rule = ({ warehouse }, context) => {
  if (warehouse?.engine !== "aurora-postgresql") return;
  const { min, max } = warehouse.capacity;
  if (min <= max) return;
  context.report({
    code: "capacity-bounds",
    pointer: pointerTo("warehouse", "capacity", "min"),
    message: `The least capacity, ${min}, is more than the most, ${max}: write a min of at most ${max}, or a larger max.`,
    related: [{ span: context.stack.locate(pointerTo("warehouse", "capacity", "max")), message: "the most is here, or by default" }],
  });
};
