import { nearest } from "../diagnostics/did-you-mean";
import type { Problem } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import { suggest } from "../diagnostics/suggest";
import type { ShapeError } from "../generated/validator";
import type { SpecPointer } from "../model/graph";
import { dereference } from "../schema/language";
import { dottedPath, pointerTo } from "../source/pointer";
import { entryAsYaml } from "./as-yaml";
import { keysOf, ownersOf } from "./key-owners";
import { missingSpan, placeOf, type LocatedValue, type Place } from "./place";
import { spellOut } from "./wording";

/** One problem an object, however many keys it lacks; none for a key that is there in another spelling. */
export function* explainMissingKeys(errors: readonly ShapeError[], located: LocatedValue): Iterable<Problem> {
  const missingByObject = new Map<SpecPointer, string[]>();
  for (const error of errors) {
    if (error.keyword !== "required") continue;
    const missing = missingByObject.get(error.instancePath) ?? [];
    missing.push(error.params["missingProperty"] as string);
    missingByObject.set(error.instancePath, missing);
  }
  for (const [pointer, missing] of missingByObject) {
    const { member, value } = placeOf(pointer, located.value);
    const properties = member?.properties ?? {};
    const misspelt = new Set(
      Object.keys(value as object)
        .filter((key) => !Object.hasOwn(properties, key))
        .map((key) => meantKey(key, Object.keys(properties))),
    );
    const keys = missing.filter((key) => !misspelt.has(key));
    if (keys.length === 0) continue;
    const examples = keys.map((key) => entryAsYaml(key, dereference(properties[key] ?? {}).examples?.[0] ?? null));
    const [first, ...others] = keys as [string, ...string[]];
    const purpose = others.length === 0 ? ` ${dereference(properties[first] ?? {}).description ?? ""}` : "";
    const [verb, them] = others.length === 0 ? ["is", "it"] : ["are", "them"];
    yield {
      code: "missing-key",
      message: `${enumerate(keys.map(quote))} ${verb} missing: add ${them}, as in ${enumerate(examples)}.${purpose}`,
      path: dottedPath(pointer),
      span: missingSpan(located, pointer, first),
    };
  }
}

/** What other tools call a key. */
const otherWords: Readonly<Partial<Record<string, string>>> = {
  ...{
    variables: "vars",
    envs: "environments",
    models: "transforms",
    pipelines: "ingestion",
    permissions: "access",
    grants: "access",
    groups: "access",
  },
  ...{ notifications: "alerts", monitoring: "alerts", connections: "sources", connectors: "sources", stack: "name", team: "owner" },
  ...{ tests: "checks", query: "sql", model: "sql", file: "sql", target: "to", destination: "to", source: "from", input: "from" },
  ...{
    primary_key: "key",
    primarykey: "key",
    watermark: "cursor",
    interval: "every",
    frequency: "every",
    tz: "timezone",
    hostname: "host",
  },
  ...{ db: "database", ttl: "retention", users: "members", roles: "members", emails: "email", account_id: "account", location: "region" },
};

function meantKey(key: string, known: readonly string[]): string | undefined {
  const word = otherWords[key.toLowerCase()];
  return nearest(key, known) ?? known.find((other) => other === word);
}

const credentials = /^(user|user_?name|pass|pass_?word|passwd|pwd|credentials?|token)$/i;

/** A key that its map does not have: what may have been meant, or where it belongs. */
export function explainUnknownKey(key: string, place: Place, located: LocatedValue): Problem {
  const pointer = place.pointer + pointerTo(key);
  const span = located.locate(pointer, "key");
  const known = Object.keys(place.member?.properties ?? {});
  const [beginning = "", rest = ""] = key.split(/[.:](.*)/s);
  const meant = known.includes(beginning) || credentials.test(key) ? undefined : meantKey(key, known);
  const owner = place.pointer === "" ? "a spec" : dottedPath(place.pointer);
  const kind = place.schema.oneOf && place.member?.title ? ` (${place.member.title})` : "";
  return {
    code: "unknown-key",
    message: `${quote(key)} is not a key of ${owner}${kind}.${spellOut(key)} ${advice()}`,
    path: dottedPath(pointer),
    span,
    // What other tools call a key is a guess, and no typing error.
    suggestions: meant !== undefined && nearest(key, known) === meant ? [suggest(meant, span)] : [],
  };

  function advice(): string {
    if (credentials.test(key) && known.includes("secret"))
      return "A spec holds no credentials: put username and password into a secret of AWS Secrets Manager, and write its name as secret.";
    if (meant !== undefined) return `Did you mean ${quote(meant)}?`;
    if (known.includes(beginning) && key[beginning.length] === ":")
      return `A space is missing after the colon: write ${beginning}: ${rest}`;
    if (known.includes(beginning)) return `Write what stands behind ${beginning} as a map below it.`;
    const holder = known.find((other) => keysOf(place.member?.properties?.[other] ?? {}).includes(key));
    if (holder !== undefined) return `It belongs below ${holder}: write ${holder}: { ${key}: … }.`;
    const others = ownersOf(key).filter((other) => other !== owner);
    return `${others.length > 0 ? `It belongs to ${enumerate(others, "or")}. ` : ""}Its keys are ${enumerate(known)}.`;
  }
}
