import { compile } from "json-schema-to-typescript";
import { format } from "./format.mjs";

const banner = "// Generated from specs/schema by `npm run gen`.";

/** Types of the spec as people write it, and of the spec after defaults are filled in and overrides are merged. */
export async function generateTypes({ schema }) {
  return {
    ...(await typesFile("compiler/generated/spec.ts", schema.bundled, (name) => (name ? `${pascalCase(name)}Spec` : "StackSpec"))),
    ...(await typesFile("compiler/generated/resolved-spec.ts", resolved(schema.bundled), (name) =>
      name ? `Resolved${pascalCase(name)}` : "ResolvedSpec",
    )),
  };
}

async function typesFile(path, bundled, typeName) {
  const { $schema, $id, $defs, ...root } = bundled;
  const schema = {
    ...forTypes(root),
    title: typeName(""),
    $defs: Object.fromEntries(
      Object.entries($defs).map(([name, definition]) => [name, { ...forTypes(definition), title: typeName(name) }]),
    ),
  };
  const code = await compile(schema, typeName(""), { bannerComment: banner, ignoreMinAndMaxItems: true, format: false, unknownAny: true });
  return { [path]: await format(path, code) };
}

/** Without titles (each would become a type of its own) and without what only a validator reads. */
function forTypes(node) {
  if (Array.isArray(node)) return node.map(forTypes);
  if (typeof node !== "object" || node === null) return node;
  const { title, examples, discriminator, propertyNames, default: fallback, properties, ...rest } = node;
  if (rest.oneOf) {
    delete rest.type;
    delete rest.required;
  }
  const result = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, forTypes(value)]));
  if (properties)
    result.properties = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withDefault(forTypes(value), value)]));
  return result;
}

/** TSDoc shows the default. */
function withDefault(node, { default: fallback, description }) {
  if (fallback === undefined || description === undefined) return node;
  return { ...node, description: `${description}\n\n@default ${JSON.stringify(fallback)}` };
}

/** Every property with a default is there, and overrides are gone. */
function resolved(node) {
  if (Array.isArray(node)) return node.map(resolved);
  if (typeof node !== "object" || node === null) return node;
  const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value)]));
  if (isMap(result.properties)) {
    const { overrides, ...properties } = result.properties;
    const filled = Object.keys(properties).filter((key) => properties[key].default !== undefined);
    result.properties = properties;
    result.required = [...new Set([...(Array.isArray(result.required) ? result.required : []), ...filled])];
  }
  return result;
}

function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pascalCase(name) {
  return name.replace(/(^|-)([a-z])/g, (_, __, letter) => letter.toUpperCase());
}
