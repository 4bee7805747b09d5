import { dereference, language, type SchemaNode } from "../schema/language";

/** The keys of a map; of a union those of all its members. */
export function keysOf(schema: SchemaNode): readonly string[] {
  const node = dereference(schema);
  return [
    ...Object.keys(node.properties ?? {}),
    ...(node.oneOf ?? []).flatMap((member) => Object.keys(dereference(member).properties ?? {})),
  ];
}

/** Keys that most things have say nothing of where they belong. */
const common: readonly string[] = ["name", "description", "type", "movedFrom", "to", "from", "format", "host", "database", "secret"];

/** What has a key, in the words of a spec: `warehouse`, `a spec`, `an entry of ingestion`. */
export function ownersOf(key: string): readonly string[] {
  if (common.includes(key)) return [];
  const sections = Object.entries(language.properties ?? {});
  const owners = sections.flatMap(([name, schema]) => {
    const section = dereference(schema);
    const entry = typeof section.additionalProperties === "object" ? section.additionalProperties : undefined;
    const nested = Object.entries(section.properties ?? {}).flatMap(([child, node]) => {
      const { additionalProperties } = dereference(node);
      return typeof additionalProperties === "object" && keysOf(additionalProperties).includes(key) ? [`an entry of ${name}.${child}`] : [];
    });
    return [
      ...(keysOf(section).includes(key) ? [name] : []),
      ...(entry && keysOf(entry).includes(key) ? [`an entry of ${name}`] : []),
      ...nested,
    ];
  });
  return Object.hasOwn(language.properties ?? {}, key) ? ["a spec", ...owners] : owners;
}
