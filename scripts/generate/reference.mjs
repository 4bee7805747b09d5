import { stringify } from "yaml";

const folder = "docs/reference";
const notice = "<!-- Generated from specs/schema by `npm run docs`. -->";

/** The reference of the language: one page a schema file, and an index. */
export async function generateReference({ schema: { bundled, files } }) {
  const definitions = { "": bundled, ...bundled.$defs };
  const places = placesOf(bundled);
  const pathsOf = (name) => places[name].map(({ path }) => code(path)).join(", ");
  const pages = Object.entries(definitions).map(([name, node]) => [pagePath(name), page(name, node)]);
  return Object.fromEntries([[`${folder}/README.md`, index()], ...pages.map(([path, text]) => [`${folder}/${path}`, text])]);

  function index() {
    const rows = Object.entries(definitions).map(
      ([name, node]) => `| [${node.title}](${pagePath(name)}) | ${pathsOf(name)} | ${cell(node.description)} |`,
    );
    return lines(
      "# Reference of the spec language",
      notice,
      "Every key of a spec, from the schema that the compiler, the editors and this page share.",
      ["| page | where | what it is |", "| --- | --- | --- |", ...rows].join("\n"),
    );
  }

  function page(name, node) {
    const members = (node.oneOf ?? []).filter((member) => member.$ref).map((member) => definitionOf(member));
    return lines(
      `# ${node.title}`,
      notice,
      node.description,
      name === "" ? "" : `Where: ${pathsOf(name)}`,
      ...node.examples.map((example) => `\`\`\`yaml\n${stringify(places[name][0].embed(example))}\`\`\``),
      members.length > 0 ? memberTable(node, members) : keyTable(node),
      `Schema: [\`specs/schema/${files[name]}\`](../../specs/schema/${files[name]})`,
    );
  }

  function memberTable(node, members) {
    const tag = node.discriminator.propertyName;
    const rows = members.map(({ name, node: member }) => {
      return `| ${code(member.properties[tag].const)} | [${member.title}](${pagePath(name)}) | ${cell(member.description)} |`;
    });
    return [`| ${code(tag)} | keys | what it is |`, "| --- | --- | --- |", ...rows].join("\n");
  }

  function keyTable(node) {
    const rows = rowsOf(node, "");
    return ["| key | type | required | default | description | example |", "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n");
  }

  function rowsOf(node, prefix) {
    return Object.entries(node.properties ?? {}).flatMap(([key, property]) => {
      const shown = resolve(property);
      const path = prefix + key;
      const required = (node.required ?? []).includes(key) ? "yes" : "";
      const fallback = property.default === undefined ? "" : code(inline(property.default));
      const example = shown.examples ? code(inline(shown.examples[0])) : "";
      const row = `| ${code(path)} | ${typeText(property)} | ${required} | ${fallback} | ${cell(shown.description ?? "")} | ${example} |`;
      // A definition has a page of its own.
      if (property.$ref) return [row];
      return [row, ...[property, ...(property.oneOf ?? [])].flatMap((inner) => rowsOf(inner, `${path}.`))];
    });
  }

  function typeText(node) {
    if (node.$ref) {
      const { name, node: target } = definitionOf(node);
      return `[${target.title}](${pagePath(name)})`;
    }
    if (node.const !== undefined) return code(node.const);
    if (node.enum) return node.enum.map(code).join(" or ");
    if (node.oneOf) return node.oneOf.map(typeText).join(" or ");
    if (node.type === "array") return `list of ${plural(typeText(node.items))}`;
    if (node.type === "object" && typeof node.additionalProperties === "object")
      return `map of names to ${typeText(node.additionalProperties)}`;
    if (node.type === "object") return "map";
    const text = [node.type]
      .flat()
      .map((type) => typeNames[type])
      .join(" or ");
    const bounds = [node.minimum === undefined ? "" : `from ${node.minimum}`, node.maximum === undefined ? "" : `to ${node.maximum}`];
    return [text, ...bounds].filter(Boolean).join(" ");
  }

  function resolve(node) {
    return node.$ref ? definitionOf(node).node : node;
  }

  function definitionOf({ $ref }) {
    const name = $ref.replace("#/$defs/", "");
    return { name, node: bundled.$defs[name] };
  }
}

const typeNames = { string: "text", number: "number", integer: "whole number", boolean: "`true` or `false`" };

/**
 * Definition → the places in a spec at which it stands: the path, and a function that puts a value there, below the keys that lead to it.
 *
 * @returns The root under the empty name.
 */
export function placesOf(bundled) {
  const places = {};
  visit({ $ref: "#/$defs/" }, { path: "", embed: (value) => value });
  return places;

  function visit(node, place) {
    if (node.$ref) {
      const name = node.$ref.replace("#/$defs/", "");
      const known = places[name];
      places[name] = [...(known ?? []), place];
      if (!known) visit(name === "" ? bundled : bundled.$defs[name], place);
      return;
    }
    const { path, embed } = place;
    for (const [key, child] of Object.entries(node.properties ?? {}))
      visit(child, { path: path === "" ? key : `${path}.${key}`, embed: (value) => embed({ [key]: value }) });
    if (typeof node.additionalProperties === "object") {
      const name = node.propertyNames?.examples[0] ?? "name";
      visit(node.additionalProperties, { path: `${path}.<name>`, embed: (value) => embed({ [name]: value }) });
    }
    if (node.items) visit(node.items, { path: `${path}[]`, embed: (value) => embed([value]) });
    for (const member of node.oneOf ?? []) visit(member, place);
  }
}

function pagePath(name) {
  return `${name === "" ? "stack" : name}.md`;
}

function inline(value) {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

function plural(type) {
  return type === "text" ? "texts" : type;
}

function code(text) {
  return text === "" ? "the spec" : `\`${String(text).replaceAll("|", "\\|")}\``;
}

/** A text in a cell of a table. */
function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

function lines(...blocks) {
  return `${blocks.filter((block) => block !== "" && block !== undefined).join("\n\n")}\n`;
}
