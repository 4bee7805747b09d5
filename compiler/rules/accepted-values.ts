import { enumerate, quote } from "../diagnostics/quote";
import { entriesByName } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** The values that a column may have are of one type, as the column is: engines refuse to compare it with the others. */
export const acceptedValuesAreOfOneType: Rule = (_, context) => {
  for (const [name, { checks }] of entriesByName(context.spec.transforms)) {
    checks.forEach((check, index) => {
      for (const [column, values] of entriesByName(check.accepted_values ?? {})) {
        const types = [...new Set(values.map((value) => typeNames[typeof value as keyof typeof typeNames]))];
        if (types.length === 1) continue;
        context.report({
          code: "wrong-type",
          pointer: pointerTo("transforms", name, "checks", index, "accepted_values", column),
          message: `These values are ${enumerate(types)}, and the column ${quote(column)} is of one type: write all as one, with or without quotes.`,
        });
      }
    });
  }
};

const typeNames = { string: "texts", number: "numbers", boolean: "true or false" } as const;
