import { quote } from "../diagnostics/quote";
import { entriesByName } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

const lastPort = 65_535;

/** An origin is one that a browser can send; with * no other means anything. */
export const originsMeanSomething: Rule = (_, context) => {
  for (const [name, source] of entriesByName(context.spec.sources)) {
    if (source.type !== "clickstream") continue;
    source.origins.forEach((origin, index) => {
      const pointer = pointerTo("sources", name, "origins", index);
      const port = Number(/:([0-9]+)$/.exec(origin)?.[1] ?? 1);
      if (port < 1 || port > lastPort)
        context.report({
          code: "invalid-value",
          pointer,
          message: `${quote(origin)} has no port that can be: it goes from 1 to ${lastPort}.`,
        });
      if (origin === "*" && source.origins.length > 1)
        context.report({
          code: "invalid-value",
          pointer,
          message: '"*" lets the pages of every origin post events, so the others mean nothing: remove it, or remove the others.',
        });
    });
  }
};
