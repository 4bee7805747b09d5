import bundled from "../generated/schema.json";

/** A node of the language's schema: the subset of JSON Schema that specs/schema keeps to. */
export interface SchemaNode {
  /** Only of the whole language. */
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly discriminator?: { readonly propertyName: string };
}

/** The schema of a whole spec. */
export const language = bundled as SchemaNode;

/** The node that a reference leads to; any other node is itself. */
export function dereference(schema: SchemaNode): SchemaNode {
  if (schema.$ref === undefined) return schema;
  return language.$defs?.[schema.$ref.replace("#/$defs/", "")] as SchemaNode;
}

/** The member of a union that a value belongs to, by its tag or by its type; a node that is no union is itself. */
export function memberFor(schema: SchemaNode, value: unknown): SchemaNode | undefined {
  const node = dereference(schema);
  if (!node.oneOf) return node;
  const members = node.oneOf.map(dereference);
  const tag = node.discriminator?.propertyName;
  if (tag === undefined) return members.find((member) => member.type === typeOf(value));
  const tagValue = isMap(value) ? ownValue(value, tag) : undefined;
  return members.find((member) => member.properties?.[tag]?.const === tagValue);
}

/** The schema of a key's value; undefined when the language knows no such key. */
export function childSchema(schema: SchemaNode, key: string): SchemaNode | undefined {
  if (schema.items) return schema.items;
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/** Whether the keys of a map are names that the author chooses. */
export function isNamedMap(schema: SchemaNode): boolean {
  return typeof schema.additionalProperties === "object";
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A map without a prototype, so that no name means anything to JavaScript. */
export function plainMap(entries: Iterable<readonly [string, unknown]>): Readonly<Record<string, unknown>> {
  const map = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** A map's own value of a key; undefined for what JavaScript puts into every object. */
export function ownValue(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The type of a value in the schema's words. */
export function typeOf(value: unknown): "null" | "array" | "object" | "string" | "number" | "boolean" {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as "object" | "string" | "number" | "boolean";
}
