import { nearest } from "../diagnostics/did-you-mean";
import type { ShapeError } from "../generated/validator";
import { dereference, isMap, ownValue, plainMap } from "../schema/language";
import { pointerSegments } from "../source/pointer";
import { placeOf } from "./place";

/**
 * A value with each misspelt tag as it was meant, so that the other keys, which the tag decides, can be checked as well; undefined when no tag is
 * misspelt.
 */
export function withMeantTags(errors: readonly ShapeError[], value: unknown): unknown {
  let repaired: unknown;
  for (const { keyword, instancePath, params } of errors) {
    if (keyword !== "discriminator") continue;
    const tag = params["tag"] as string;
    const { schema, value: map } = placeOf(instancePath, value);
    const kinds = (schema.oneOf ?? []).map((member) => dereference(member).properties?.[tag]?.const as string);
    const found = isMap(map) ? ownValue(map, tag) : undefined;
    const meant = typeof found === "string" ? nearest(found, kinds) : undefined;
    if (meant !== undefined) repaired = withValue(repaired ?? value, [...pointerSegments(instancePath), tag], meant);
  }
  return repaired;
}

/** A copy of maps and lists with another value in one place. */
function withValue(into: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(into)) return into.map((item: unknown, index) => (String(index) === key ? withValue(item, rest, value) : item));
  const map = into as Readonly<Record<string, unknown>>;
  return plainMap(Object.entries(map).map(([name, child]) => [name, name === key ? withValue(child, rest, value) : child]));
}
