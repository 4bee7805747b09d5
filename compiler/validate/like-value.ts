import { nearest } from "../diagnostics/did-you-mean";
import { regions } from "../model/regions";
import type { SchemaNode } from "../schema/language";
import { pointerSegments } from "../source/pointer";
import type { Place } from "./place";

/** The units of an amount, `minute|hour|day` with an s or without; undefined for what is no amount. */
export function unitsOf({ pattern = "" }: SchemaNode): readonly string[] | undefined {
  const [, units, plural] = /\(([a-zA-Z|]+)\)(s\?)?\$$/.exec(pattern) ?? [];
  return units?.split("|").map((unit) => (plural === undefined ? unit : `${unit}s`));
}

/** A text as its place takes it, when it differs in its spelling alone: `15m` is `15 minutes`, `Marts` is `marts`; undefined for any other. */
export function likeValue(text: string, { pointer, schema }: Pick<Place, "pointer" | "schema">): string | undefined {
  const units = unitsOf(schema);
  if (units) return likeAmount(text, schema, units);
  const key =
    pointerSegments(pointer)
      .filter((segment) => !/^[0-9]+$/.test(segment))
      .at(-1) ?? "";
  if (key === "region") return nearest(text.trim(), regions);
  const plain = plainSpellings.get(key)?.(text) ?? text.trim();
  if (plain !== text && schema.pattern !== undefined && new RegExp(schema.pattern, "u").test(plain)) return plain;
  return ownNames.includes(key) ? likeName(text, schema) : undefined;
}

/** Keys whose values are names of the spec's own: what is called otherwise elsewhere, as a bucket that exists, is not guessed. */
const ownNames: readonly string[] = ["name", "as", "schemas"];

/** AWS Secrets Manager User Guide, "Secret ARN": six characters follow the name. */
const secretArn = /^arn:[^:]+:secretsmanager:[^:]*:[0-9]*:secret:(.+)-[A-Za-z0-9]{6}$/;

/** How a value loses what its place does not take. */
const plainSpellings: ReadonlyMap<string, (text: string) => string> = new Map([
  ["account", (text) => text.replaceAll(/[\s._-]/g, "")],
  ["secret", (text) => text.replace(secretArn, "$1")],
  ["members", (text) => text.trim().replace(/^sso:\s*/i, "sso:")],
]);

/** A name in the letters that its place takes: small ones, with hyphens between words. */
export function likeName(name: string, { pattern, minLength = 0, maxLength = Infinity }: SchemaNode): string | undefined {
  if (pattern === undefined || !/^[A-Za-z][A-Za-z0-9 ._-]*$/.test(name)) return undefined;
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  const isName = new RegExp(pattern, "u");
  return [words, words.replaceAll(/[ ._-]+/g, "-"), words.replaceAll(/[ .-]+/g, "_")].find(
    (spelled) => spelled.length >= minLength && spelled.length <= maxLength && isName.test(spelled),
  );
}

const shortUnits: Readonly<Partial<Record<string, string>>> = {
  ...{ m: "minutes", min: "minutes", mins: "minutes", h: "hours", hr: "hours", hrs: "hours" },
  ...{ d: "days", w: "weeks", wk: "weeks", y: "years", yr: "years", yrs: "years", g: "GB", t: "TB" },
};

function likeAmount(text: string, { pattern = "" }: SchemaNode, units: readonly string[]): string | undefined {
  const [, count = "", word = ""] = /^\s*([0-9]+)[\s_-]*([a-zA-Z]+)\.?\s*$/.exec(text) ?? [];
  const short = shortUnits[word.toLowerCase()];
  const unit = short !== undefined && units.includes(short) ? short : nearest(word, units);
  // A week is always seven days; a month is no number of them.
  if (unit === undefined && /^w(k|eek)?s?$/i.test(word) && units.includes("days")) return `${Number(count) * 7} days`;
  if (count === "" || unit === undefined) return undefined;
  const amount = `${count} ${count === "1" ? unit.replace(/s$/, "") : unit}`;
  return amount !== text && new RegExp(pattern, "u").test(amount) ? amount : undefined;
}
