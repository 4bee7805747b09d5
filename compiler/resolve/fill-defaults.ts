import { childSchema, dereference, isMap, memberFor, type SchemaNode } from "../schema/language";

/** A copy of a value with the defaults of the language filled in and the keys of every map sorted. The value itself, which aliases may share, stays as it is. */
export function fillDefaults(schema: SchemaNode, value: unknown): unknown {
  const member = memberFor(dereference(schema), value) ?? {};
  if (Array.isArray(value)) return value.map((item) => fillDefaults(member.items ?? {}, item));
  if (!isMap(value)) return value;

  const defaults = Object.entries(member.properties ?? {}).filter(([key, property]) => property.default !== undefined && !Object.hasOwn(value, key));
  const entries = [...Object.entries(value), ...defaults.map(([key, property]) => [key, property.default] as const)];
  return plainMap(entries.map(([key, child]) => [key, fillDefaults(childSchema(member, key) ?? {}, child)]));
}

/** A map with sorted keys and without a prototype, so that no name means anything to JavaScript. */
function plainMap(entries: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  const map = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of [...entries].sort(([left], [right]) => (left < right ? -1 : 1))) map[key] = value;
  return map;
}
