import { quote } from "../diagnostics/quote";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** No two tags differ in capitals alone: to IAM they are one (IAM User Guide, "Rules for tagging"). */
export const tagKeysDiffer: Rule = (_, context) => {
  const known = new Map<string, string>();
  for (const key of Object.keys(context.spec.tags)) {
    const other = known.get(key.toLowerCase());
    known.set(key.toLowerCase(), key);
    if (other === undefined) continue;
    const pointer = pointerTo("tags", key);
    context.report({
      code: "name-collision",
      pointer,
      span: context.keySpan(pointer),
      message: `The tags ${quote(other)} and ${quote(key)} differ in capitals alone, and to IAM they are one: keep one of them.`,
      related: [{ span: context.keySpan(pointerTo("tags", other)), message: "the other one" }],
    });
  }
};
