import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** The least capacity is not more than the most. */
export const capacityIsBounded: Rule = ({ warehouse }, context) => {
  if (warehouse?.engine !== "aurora-postgresql") return;
  const { min, max } = warehouse.capacity;
  if (min <= max) return;
  const [least, most] = [pointerTo("warehouse", "capacity", "min"), pointerTo("warehouse", "capacity", "max")];
  const isMaxToBlame = context.stack.isOverridden(most) && !context.stack.isOverridden(least);
  const byDefault = context.isWritten(most) ? "" : " by default";
  const message = isMaxToBlame
    ? `The most capacity, ${max}, is less than the least, ${min}: write a max of at least ${min}, or a smaller min.`
    : `The least capacity, ${min}, is more than the most, ${max}${byDefault}: write a min of at most ${max}, or a larger max.`;
  const [pointer, other] = isMaxToBlame ? [most, least] : [least, most];
  const what = isMaxToBlame ? "the least is here" : "the most is here";
  const related = context.isWritten(other) ? [{ span: context.stack.locate(other), message: what }] : [];
  context.report({ code: "capacity-bounds", pointer, message, related });
};
