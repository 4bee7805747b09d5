import type { Problem, Suggestion } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import { dereference, isMap, isNamedMap, typeOf, type SchemaNode } from "../schema/language";
import { dottedPath } from "../source/pointer";
import type { Span } from "../source/source-file";
import { asYaml, entryAsYaml } from "./as-yaml";
import type { Place } from "./place";
import { capitalize, describe, label } from "./wording";

/** A value of a wrong type: mostly YAML has read something else than its author meant, and the message says what to write. */
export function explainType(place: Place, span: Span): Problem {
  const { pointer, schema, value } = place;
  const { message, replacement } = pointer === "" ? explainRoot(value) : explainValue(place, span);
  const suggestions: readonly Suggestion[] = replacement === undefined ? [] : [{ message: `write ${replacement}`, span, replacement }];
  return { code: "wrong-type", message, path: dottedPath(pointer), span, suggestions };

  function explainRoot(root: unknown): Explanation {
    return {
      message: `The file holds ${nameOf(root)}. A spec is a map that starts with apiVersion: ${String(schema.properties?.["apiVersion"]?.const)}.`,
    };
  }
}

interface Explanation {
  readonly message: string;
  /** What to write in the place of the value. */
  readonly replacement?: string;
}

function explainValue(place: Place, span: Span): Explanation {
  const { pointer, schema, value } = place;
  const name = label(pointer);
  const source = sourceOf(span);
  const expected = expectedTypes(schema);

  if (value === null) return explainNothing(place, name);
  if (expected.includes("string") && (typeof value === "number" || typeof value === "boolean")) {
    return explainUnquoted(place, name, source);
  }
  if (expected.includes("boolean") && typeof value === "string" && /^(yes|no|on|off|y|n|true|false)$/i.test(value)) {
    const replacement = /^(yes|on|y|true)$/i.test(value) ? "true" : "false";
    return { message: `${source ?? quote(value)} is a text. Write ${replacement}.`, replacement };
  }
  if (expected.some((type) => type === "number" || type === "integer")) {
    if (typeof value === "string" && /^-?[0-9]+(\.[0-9]+)?$/.test(value)) {
      return { message: `${capitalize(name)} is a number. Write it without quotes: ${value}`, replacement: value };
    }
    if (typeof value === "number") return { message: `${capitalize(name)} is ${expectedText(schema)}, not ${source ?? String(value)}.` };
  }
  if (expected.includes("array") && (typeof value === "string" || typeof value === "number")) {
    const replacement = `[${source ?? asYaml(value)}]`;
    return { message: `${capitalize(name)} is a list. Write ${replacement}`, replacement };
  }
  if (expected.includes("object") && Array.isArray(value) && isNamedMap(schema)) {
    const example = firstByName(schema, value) ?? asYaml(schema.examples?.[0]);
    return { message: `${capitalize(name)} is a map, not a list: write each entry under its name, as in ${example}` };
  }
  if (expected.includes("array") && isMap(value)) {
    return {
      message: `${capitalize(name)} is a list, not a map: each entry stands on a line of its own, after a hyphen. For example: ${asYaml(schema.examples?.[0])}`,
    };
  }
  if (expected.includes("string") && isMap(value)) return explainColon(place, value, name) ?? explainMismatch(place, name);
  if (expected.includes("object") && typeof value === "string")
    return explainMissingName(place, value, name) ?? explainMismatch(place, name);
  return explainMismatch(place, name);
}

/** The first entry of a list as an entry of a map, when it says its name. */
function firstByName({ additionalProperties }: SchemaNode, [first]: readonly unknown[]): string | undefined {
  const entry = typeof additionalProperties === "object" ? dereference(additionalProperties) : {};
  if (entry.type !== "object" && !entry.oneOf) return undefined;
  if (typeof first === "string") return entry.required || entry.oneOf ? undefined : entryAsYaml(first, {});
  if (!isMap(first)) return undefined;
  const { name, ...rest } = first;
  const [[only, value] = []] = Object.keys(first).length === 1 ? Object.entries(first) : [];
  if (typeof name === "string") return entryAsYaml(name, rest);
  return only === undefined || (value !== null && !isMap(value)) ? undefined : entryAsYaml(only, value ?? {});
}

function explainMismatch(place: Place, name: string): Explanation {
  return { message: `${capitalize(name)} is ${expectedText(place.schema)}, not ${nameOf(place.value)}. ${describe(place)}` };
}

/** A text with a colon and a space in it, which YAML takes for a map. */
function explainColon({ schema }: Place, value: Readonly<Record<string, unknown>>, name: string): Explanation | undefined {
  const [[key, end] = [], ...others] = Object.entries(value);
  const text = typeof end === "string" ? `${key ?? ""}:${end}` : "";
  if (text === "" || others.length > 0 || schema.pattern === undefined || !new RegExp(schema.pattern, "u").test(text)) return undefined;
  return { message: `${capitalize(name)} is a text, and a colon with a space behind it makes a map. Write ${text}`, replacement: text };
}

const cron = /^(\S+\s+){4}\S+$/;

/** How often, in a word. */
const intervals: ReadonlyMap<string, string> = new Map([
  ["hourly", "1 hour"],
  ["daily", "1 day"],
  ["weekly", "7 days"],
]);

/** The value of one of the keys, without the key. */
function explainMissingName({ schema }: Place, value: string, name: string): Explanation | undefined {
  const properties = Object.entries(schema.properties ?? {});
  const written = intervals.get(value.toLowerCase()) ?? value;
  const fitting = properties
    .filter(([key]) => schema.required?.every((required) => required === key) ?? true)
    .find(([key, { pattern }]) => (key === "cron" ? cron : new RegExp(pattern ?? "^$", "u")).test(written));
  if (!fitting) return undefined;
  const replacement = `{ ${entryAsYaml(fitting[0], written)} }`;
  return { message: `${capitalize(name)} is a map. Write ${replacement}`, replacement };
}

/** A text that YAML takes for something else: an account id, a version, `true`. */
function explainUnquoted(place: Place, name: string, source: string | undefined): Explanation {
  const { schema, value } = place;
  const text = source ?? String(value);
  const reading = `YAML reads ${text} as ${typeof value === "number" ? "a number" : "true or false"}, and ${name} is a text.`;
  const isAllowed = schema.const === undefined ? (schema.enum?.includes(text) ?? true) : schema.const === text;
  const fits = (written: string): boolean => schema.pattern === undefined || new RegExp(schema.pattern, "u").test(written);
  if (!isAllowed || (!fits(text) && !fits(String(value)))) return { message: `${reading} ${describe(place)}` };
  if (!fits(text)) return { message: `${reading} Write "${String(value)}"`, replacement: `"${String(value)}"` };
  const quoted = `"${text}"`;
  return { message: `${reading} Put it in quotes: ${quoted}`, ...(source === undefined ? {} : { replacement: quoted }) };
}

/** A key with nothing behind it. */
function explainNothing(place: Place, name: string): Explanation {
  const { schema } = place;
  const types = expectedTypes(schema);
  const canBeEmpty = types.includes("object") && !schema.required && !schema.oneOf && !schema.minProperties;
  if (canBeEmpty) return { message: `${capitalize(name)} has no value. Write ${name}: {} to take every default.` };
  return { message: `${capitalize(name)} has no value. ${describe(place)}` };
}

function expectedTypes(schema: SchemaNode): readonly string[] {
  return typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  null: "nothing",
};

function expectedText(schema: SchemaNode): string {
  return enumerate(
    expectedTypes(schema).map((type) => typeNames[type] ?? type),
    "or",
  );
}

function nameOf(value: unknown): string {
  return typeNames[typeOf(value)] as string;
}

/** A scalar as the author wrote it; undefined where the text there is not its own (an alias, a tag, a block). */
function sourceOf(span: Span): string | undefined {
  const source = span.file.text.slice(span.start, span.end);
  return /^[*&!|>{["']|[\n"\\]/.test(source) || source === "" || source.length > 80 ? undefined : source;
}
