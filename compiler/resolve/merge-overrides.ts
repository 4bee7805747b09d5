import { nearest } from "../diagnostics/did-you-mean";
import type { Problem } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import type { SpecPointer } from "../model/graph";
import { childSchema, dereference, isMap, isNamedMap, language, memberFor, ownValue, plainMap, type SchemaNode } from "../schema/language";
import { dottedPath, pointerTo } from "../source/pointer";

/** A problem of an override, by the pointer of what it names in the merged spec. */
export interface OverrideProblem extends Omit<Problem, "span" | "path"> {
  readonly pointer: SpecPointer;
}

/** What the stack is called, and where it runs, is said once for all environments. */
const fixedKeys: readonly string[] = ["apiVersion", "name", "environments"];

/** Maps by name to which an environment may add: their entries are read by name, so that a new one is no misspelt one. */
const openMaps: readonly SpecPointer[] = ["/tags", "/alerts/freshness"];

/**
 * The base with the overrides merged over it: maps merge, values and lists replace, null removes. An override sets what the base declares or could set;
 * it declares nothing itself.
 */
export function mergeOverrides(
  base: Readonly<Record<string, unknown>>,
  overrides: Readonly<Record<string, unknown>>,
): { readonly merged: Readonly<Record<string, unknown>>; readonly problems: readonly OverrideProblem[] } {
  const problems: OverrideProblem[] = [];
  return { merged: mergeMaps(base, overrides, language, ""), problems };

  function mergeMaps(
    into: Readonly<Record<string, unknown>>,
    from: Readonly<Record<string, unknown>>,
    schema: SchemaNode,
    pointer: SpecPointer,
  ): Readonly<Record<string, unknown>> {
    const merged = new Map(Object.entries(into));
    // A tag that the override sets decides which keys there are.
    const member = memberFor(schema, { ...into, ...from }) ?? memberFor(schema, into) ?? {};
    for (const [key, value] of Object.entries(from)) {
      const child = pointer + pointerTo(key);
      const declared = ownValue(into, key);
      const problem = findProblem(key, value, declared, into, member, pointer);
      if (problem) problems.push({ code: "unknown-override", pointer: child, ...problem });
      else if (value === null) merged.delete(key);
      else if (isMap(value) && isMap(declared))
        merged.set(key, mergeMaps(declared, value, dereference(childSchema(member, key) ?? {}), child));
      else merged.set(key, value);
    }
    return plainMap(merged);
  }

  function findProblem(
    key: string,
    value: unknown,
    declared: unknown,
    into: Readonly<Record<string, unknown>>,
    schema: SchemaNode,
    pointer: SpecPointer,
  ): Pick<Problem, "message" | "suggestions"> | undefined {
    if (pointer === "" && fixedKeys.includes(key))
      return { message: `${key} is the same in all environments: an override cannot change it.` };
    if (declared !== undefined) return undefined;
    const path = dottedPath(pointer + pointerTo(key));
    if (value === null) return { message: `The base has no ${path} that could be removed.${didYouMean(key, into)}` };
    if (!declares(key, schema, pointer)) return undefined;
    return {
      message: `The base declares no ${path}.${didYouMean(key, pointer === "" ? {} : into)} An override changes what the base declares: declare it there.`,
    };
  }
}

/** More names than these help nobody. */
const mostNames = 8;

/** Whether a key would declare something: a section of the spec, or an entry of a map whose keys are names. */
function declares(key: string, schema: SchemaNode, pointer: SpecPointer): boolean {
  if (openMaps.includes(pointer)) return false;
  if (isNamedMap(schema)) return true;
  const child = childSchema(schema, key);
  if (pointer !== "" || !child || openMaps.includes(pointerTo(key))) return false;
  const section = dereference(child);
  return section.type === "object";
}

function didYouMean(key: string, declared: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(declared);
  const meant = nearest(key, names);
  if (meant !== undefined) return ` Did you mean ${quote(meant)}?`;
  return names.length === 0 || names.length > mostNames ? "" : ` It has ${enumerate(names.map(quote))}.`;
}

/**
 * Where the part of the merged spec that a pointer leads to comes from. Maps that both have belong to the base; what an override sets, adds or removes,
 * and all below it, to the override.
 */
export function originOf(base: unknown, overrides: unknown, segments: readonly string[]): "base" | "override" {
  let [into, from] = [base, overrides];
  for (const segment of segments) {
    if (!isMap(into) || !isMap(from)) return "override";
    into = ownValue(into, segment);
    from = ownValue(from, segment);
    if (from === undefined) return "base";
  }
  return isMap(into) && isMap(from) ? "base" : "override";
}
