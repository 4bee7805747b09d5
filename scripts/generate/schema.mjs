import { readFile } from "node:fs/promises";
import { posix, join } from "node:path";
import { format } from "./format.mjs";

const folder = "specs/schema";
const entry = "stack.schema.json";

/**
 * The language as one schema: every file that `stack.schema.json` reaches becomes an entry of `$defs`, named by {@link definitionName}. Only the whole has
 * an `$id`, which is a name and no address: the files find each other by their paths, in editors too.
 *
 * @returns The bundled schema and, for each definition, the file that it came from (the root's file under the empty name).
 */
export async function loadSchema(root) {
  const definitions = {};
  const files = { "": entry };
  const bundled = await load(entry);
  const { $schema, ...language } = bundled;
  return { bundled: { $schema, $id: schemaId(language), ...language, $defs: sortKeys(definitions) }, files };

  async function load(file) {
    const { $schema, ...schema } = JSON.parse(await readFile(join(root, folder, file), "utf8"));
    const inlined = await inline(schema, file);
    return file === entry ? { $schema, ...inlined } : inlined;
  }

  async function inline(node, file) {
    if (Array.isArray(node)) return Promise.all(node.map((item) => inline(item, file)));
    if (typeof node !== "object" || node === null) return node;
    const result = {};
    for (const [key, value] of Object.entries(node)) {
      result[key] = key === "$ref" ? await reference(posix.join(posix.dirname(file), value)) : await inline(value, file);
    }
    return result;
  }

  async function reference(file) {
    const name = definitionName(file);
    if (!(name in files)) {
      files[name] = file;
      definitions[name] = await load(file);
    }
    return `#/$defs/${name}`;
  }
}

/** `datastack/v1` → `urn:datastack:schema:v1`. */
function schemaId({ properties }) {
  const [name, version] = properties.apiVersion.const.split("/");
  return `urn:${name}:schema:${version}`;
}

/** `zone.schema.json` → `zone`, `sources/postgresql.schema.json` → `postgresql-source`. */
export function definitionName(file) {
  const [name, group] = file
    .replace(/\.schema\.json$/, "")
    .split("/")
    .reverse();
  return group ? `${name}-${group.replace(/s$/, "")}` : name;
}

export async function generateSchema({ schema }) {
  const path = "compiler/generated/schema.json";
  return { [path]: await format(path, JSON.stringify(schema.bundled)) };
}

function sortKeys(object) {
  return Object.fromEntries(Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1)));
}
