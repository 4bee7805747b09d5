/** What an expression of a template can be. Maps instead of objects: no name leads to anything that was not put there. */
export type TemplateValue = string | number | boolean | null | undefined | readonly TemplateValue[] | ReadonlyMap<string, TemplateValue>;

/** Longer texts are refused wherever they come up; no engine takes a statement of this length. */
export const maximumTextLength = 300_000;

type Filter = (value: TemplateValue, ...args: readonly TemplateValue[]) => TemplateValue;

/** The filters of SQL templates, as Jinja knows them. */
export const templateFilters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["abs", (value) => Math.abs(asNumber(value))],
  ["d", (value, fallback) => (value === undefined ? fallback : value)],
  ["default", (value, fallback) => (value === undefined ? fallback : value)],
  ["first", (value) => asList(value)[0]],
  ["float", (value) => parsedNumber(value)],
  ["int", (value) => Math.trunc(parsedNumber(value))],
  ["join", (value, separator = "") => joined(asList(value).map(asText), asText(separator))],
  ["last", (value) => asList(value).at(-1)],
  ["length", (value) => (value instanceof Map ? value.size : typeof value === "string" ? value.length : asList(value).length)],
  ["lower", (value) => asText(value).toLowerCase()],
  ["replace", (value, from, to) => joined(asText(value).split(asText(from)), asText(to))],
  ["round", (value, digits = 0) => Number(asNumber(value).toFixed(Math.min(Math.max(asNumber(digits), 0), 20)))],
  ["string", (value) => asText(value)],
  ["trim", (value) => asText(value).trim()],
  ["upper", (value) => asText(value).toUpperCase()],
]);

/** The text that a value becomes when it is printed. @throws TypeError - For lists and maps, which have no one text. */
export function asText(value: TemplateValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "";
  throw new TypeError(`${described(value)} cannot be written as text`);
}

/** @throws TypeError - When it is none. */
export function asNumber(value: TemplateValue): number {
  if (typeof value === "number") return value;
  throw new TypeError(`${described(value)} is not a number`);
}

/** @throws TypeError - When it is none. */
export function asList(value: TemplateValue): readonly TemplateValue[] {
  if (Array.isArray(value)) return value as readonly TemplateValue[];
  if (typeof value === "string") return [...value];
  throw new TypeError(`${described(value)} is not a list`);
}

function joined(parts: readonly string[], separator: string): string {
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  if (length > maximumTextLength) throw new TypeError(`a text of ${length} characters is too long`);
  return parts.join(separator);
}

function parsedNumber(value: TemplateValue): number {
  const parsed = Number(asText(value).trim() || Number.NaN);
  if (Number.isNaN(parsed)) throw new TypeError(`${described(value)} is not a number`);
  return parsed;
}

function described(value: TemplateValue): string {
  if (value === undefined) return "an undefined value";
  if (value === null) return "none";
  if (value instanceof Map) return "a map";
  return Array.isArray(value) ? "a list" : `"${String(value)}"`;
}
