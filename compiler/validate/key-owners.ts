import { dereference, language, type SchemaNode } from "../schema/language";

const keysBySchema = new WeakMap<SchemaNode, readonly string[]>();

/** The keys of a map; of a union those of all its members. */
export function keysOf(schema: SchemaNode): readonly string[] {
  const node = dereference(schema);
  const known = keysBySchema.get(node);
  if (known) return known;
  const members = (node.oneOf ?? []).flatMap((member) => Object.keys(dereference(member).properties ?? {}));
  const keys = [...Object.keys(node.properties ?? {}), ...members];
  keysBySchema.set(node, keys);
  return keys;
}

/** Keys that most things have say nothing of where they belong. */
const common: readonly string[] = ["name", "description", "type", "movedFrom", "to", "from", "format", "host", "database", "secret"];

/** What has keys, in the words of a spec, and which. */
interface Owner {
  readonly name: string;
  readonly keys: ReadonlySet<string>;
}

let owners: readonly Owner[] | undefined;

/** What has a key, in the words of a spec: `warehouse`, `a spec`, `an entry of ingestion`. */
export function ownersOf(key: string): readonly string[] {
  if (common.includes(key)) return [];
  owners ??= allOwners();
  return owners.filter(({ keys }) => keys.has(key)).map(({ name }) => name);
}

function allOwners(): readonly Owner[] {
  const sections = Object.entries(language.properties ?? {});
  const ofSections = sections.flatMap(([name, schema]) => {
    const section = dereference(schema);
    const children = Object.entries(section.properties ?? {});
    return [
      { name, keys: new Set(keysOf(section)) },
      ...entriesOwner(name, section),
      ...children.flatMap(([child, node]) => entriesOwner(`${name}.${child}`, dereference(node))),
    ];
  });
  return [{ name: "a spec", keys: new Set(sections.map(([name]) => name)) }, ...ofSections];
}

function entriesOwner(path: string, { additionalProperties }: SchemaNode): readonly Owner[] {
  if (typeof additionalProperties !== "object") return [];
  return [{ name: `an entry of ${path}`, keys: new Set(keysOf(additionalProperties)) }];
}
