import { childSchema, dereference, isMap, memberFor, type SchemaNode } from "../schema/language";
import { newPlainMap } from "../source/plain-map";

/** A copy of a value with the defaults of the language filled in and the keys of every map sorted. The value itself, which aliases may share, stays as it is. */
export function fillDefaults(schema: SchemaNode, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const member = memberFor(dereference(schema), value) ?? {};
  if (!isMap(value)) return (value as readonly unknown[]).map((item) => fillDefaults(member.items ?? {}, item));

  const keys = Object.keys(value);
  for (const key of keysWithDefault(member)) if (!Object.hasOwn(value, key)) keys.push(key);
  const filled = newPlainMap();
  for (const key of keys.sort()) {
    const child = childSchema(member, key);
    filled[key] = fillDefaults(child ?? {}, Object.hasOwn(value, key) ? value[key] : child?.default);
  }
  return filled;
}

const keysByMember = new WeakMap<SchemaNode, readonly string[]>();

function keysWithDefault(member: SchemaNode): readonly string[] {
  const known = keysByMember.get(member);
  if (known) return known;
  const properties = Object.entries(member.properties ?? {});
  const keys = properties.filter(([, property]) => property.default !== undefined).map(([key]) => key);
  keysByMember.set(member, keys);
  return keys;
}
