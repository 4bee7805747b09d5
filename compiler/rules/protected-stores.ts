import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** What holds data in a protected environment is not removed by an override, where a reviewer would hardly see it. */
export const protectedStoresStay: Rule = ({ identity }, context) => {
  if (!identity.protected) return;
  for (const store of ["lake", "warehouse"] as const) {
    const base = context.spec[store] ? undefined : context.stack.locateBase(pointerTo(store));
    if (!base) continue;
    context.report({
      code: "dropped-store",
      pointer: pointerTo(store),
      span: context.keySpan(pointerTo(store)),
      message: `This override removes the whole ${store} of ${identity.environment}, which is protected: take it out, or write protected: false first.`,
      related: [{ span: base, message: `the ${store} is declared here` }],
    });
  }
};
