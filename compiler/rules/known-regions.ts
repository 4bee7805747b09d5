import { quote } from "../diagnostics/quote";
import { localEnvironment } from "../model/names";
import { regions } from "../model/regions";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** Every environment is in a region that AWS has. A newer datastack knows newer regions. */
export const regionsExist: Rule = ({ identity: { environment, region } }, context) => {
  if (environment === localEnvironment || regions.includes(region)) return;
  context.report({
    code: "invalid-value",
    pointer: pointerTo("environments", environment, "region"),
    message: `AWS has no region ${quote(region)} that this version of datastack knows: write one such as eu-west-1.`,
    alternatives: { word: region, candidates: regions },
  });
};
