import { childSchema, dereference, isMap, memberFor, plainMap, type SchemaNode } from "../schema/language";

/** A copy of a value with the defaults of the language filled in and the keys of every map sorted. The value itself, which aliases may share, stays as it is. */
export function fillDefaults(schema: SchemaNode, value: unknown): unknown {
  const member = memberFor(dereference(schema), value) ?? {};
  if (Array.isArray(value)) return value.map((item) => fillDefaults(member.items ?? {}, item));
  if (!isMap(value)) return value;

  const defaults = Object.entries(member.properties ?? {}).filter(
    ([key, property]) => property.default !== undefined && !Object.hasOwn(value, key),
  );
  const entries = [...Object.entries(value), ...defaults.map(([key, property]) => [key, property.default] as const)];
  const filled = entries.map(([key, child]) => [key, fillDefaults(childSchema(member, key) ?? {}, child)] as const);
  return plainMap(filled.sort(([left], [right]) => (left < right ? -1 : 1)));
}
