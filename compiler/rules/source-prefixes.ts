import { quote } from "../diagnostics/quote";
import { entriesByName } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** A prefix is the beginning of a key as S3 lists it, and that is no path from a root. */
export const prefixesBeginWithoutSlash: Rule = (_, context) => {
  for (const [name, source] of entriesByName(context.spec.sources)) {
    if (source.type !== "s3" || !source.prefix.startsWith("/")) continue;
    const pointer = pointerTo("sources", name, "prefix");
    const meant = source.prefix.replace(/^\/+/, "");
    const advice = meant === "" ? "leave prefix out to take the whole bucket" : `write ${meant}`;
    context.report({
      code: "invalid-value",
      severity: "warning",
      pointer,
      message: `Keys in a bucket hardly begin with a slash, as ${quote(source.prefix)} does: ${advice}.`,
    });
  }
};
