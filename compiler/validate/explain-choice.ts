import { nearest } from "../diagnostics/did-you-mean";
import type { Problem, Suggestion } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import { suggest } from "../diagnostics/suggest";
import { dereference, ownValue } from "../schema/language";
import { dottedPath, pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import { asYaml } from "./as-yaml";
import { missingSpan, type LocatedValue, type Place } from "./place";
import { capitalize } from "./wording";

/** The value of the key that decides the other keys. */
export function explainTag(tag: string, place: Place, located: LocatedValue): Problem {
  const kinds = (place.schema.oneOf ?? []).map((member) => dereference(member).properties?.[tag]?.const as string);
  const found = ownValue(place.value as Readonly<Record<string, unknown>>, tag);
  const pointer = place.pointer + pointerTo(tag);
  if (found === undefined) {
    const keys = Object.keys(place.value as object);
    const misspelt = keys.find((key) => nearest(key, [tag]) !== undefined);
    if (misspelt !== undefined) {
      const span = located.locate(place.pointer + pointerTo(misspelt), "key");
      const message = `${quote(misspelt)} is not a key of ${dottedPath(place.pointer)}. Did you mean ${quote(tag)}?`;
      return {
        code: "unknown-key",
        message,
        path: dottedPath(place.pointer + pointerTo(misspelt)),
        span,
        suggestions: [suggest(tag, span)],
      };
    }
    return {
      code: "missing-key",
      message: `${quote(tag)} is missing: add it, as in ${tag}: ${kinds[0] ?? ""}. It decides the other keys and is ${enumerate(kinds, "or")}.`,
      path: dottedPath(place.pointer),
      span: missingSpan(located, place.pointer, tag),
    };
  }
  const span = located.locate(pointer);
  return {
    code: typeof found === "string" ? "invalid-value" : "wrong-type",
    ...notAllowed(tag, found, kinds, span),
    path: dottedPath(pointer),
    span,
  };
}

/** A value that is none of those that there are. */
export function notAllowed(
  name: string,
  value: unknown,
  allowed: readonly string[],
  span: Span,
): { message: string; suggestions: readonly Suggestion[] } {
  const meant = typeof value === "string" ? nearest(value, allowed) : undefined;
  const shown = typeof value === "string" ? quote(value) : value === null ? "empty" : asYaml(value);
  const message = `${capitalize(name)} is ${enumerate(allowed, "or")}, not ${shown}.${meant ? ` Did you mean ${quote(meant)}?` : ""}`;
  return { message, suggestions: meant ? [suggest(meant, span)] : [] };
}
