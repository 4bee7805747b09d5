import { nearest } from "../diagnostics/did-you-mean";
import type { Problem, Suggestion } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import type { ShapeError } from "../generated/validator";
import type { SpecPointer } from "../model/graph";
import { childSchema, dereference, isMap, isNamedMap, language, memberFor, ownValue } from "../schema/language";
import { dottedPath, pointerSegments, pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import { asYaml, entryAsYaml } from "./as-yaml";
import { explainType } from "./explain-type";
import { keysOf, ownersOf } from "./key-owners";
import { alternativesOf, capitalize, describe, label, spellOut, type Place } from "./wording";

/** A value and where its parts stand in a text. */
export interface LocatedValue {
  readonly value: unknown;
  locate(pointer: SpecPointer, part?: "key" | "value"): Span;
}

/**
 * Turns the validator's errors into problems in the author's terms: what a key is for and what to write instead, one problem a place, in the order of
 * the text.
 */
export function explainShapeErrors(errors: readonly ShapeError[], located: LocatedValue): Problem[] {
  const outdented = [...findOutdentedKeys(errors, located)];
  const rest = errors.filter(({ instancePath }) => !outdented.some(({ pointer }) => isWithin(instancePath, pointer)));
  const problems = [...outdented.map(({ problem }) => problem), ...explainMissingKeys(rest, located)];
  for (const error of withoutOtherMembers(rest, located)) {
    const problem = explain(error, located);
    if (problem) problems.push(problem);
  }
  problems.sort((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  return problems.filter((problem, index) => {
    const before = problems[index - 1];
    return !before || before.span.start !== problem.span.start || before.span.end !== problem.span.end;
  });
}

/** Keys of an entry of a map that stand beside the entry, as `schedule` beside the ingestion that it belongs to. */
function* findOutdentedKeys(
  errors: readonly ShapeError[],
  located: LocatedValue,
): Iterable<{ readonly pointer: SpecPointer; readonly problem: Problem }> {
  const seen = new Set<SpecPointer>();
  for (const { instancePath } of errors) {
    for (let pointer = instancePath; pointer !== ""; pointer = parentOf(pointer)) {
      if (seen.has(pointer)) continue;
      seen.add(pointer);
      const key = pointerSegments(pointer).at(-1) ?? "";
      const { schema, value } = placeOf(parentOf(pointer), located.value);
      if (!isNamedMap(schema) || !keysOf(childSchema(schema, key) ?? {}).includes(key)) continue;
      const span = located.locate(pointer, "key");
      const names = Object.keys(value as object);
      const before = names[names.indexOf(key) - 1];
      const where = before === undefined ? "below the entry that it belongs to" : `below ${before}`;
      const message = `${quote(key)} is a key of an entry of ${dottedPath(parentOf(pointer))}, and stands beside the entries: indent it ${where}.`;
      yield { pointer, problem: { code: "unknown-key", message, path: dottedPath(pointer), span } };
    }
  }
}

function isWithin(pointer: SpecPointer, outer: SpecPointer): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

/** Of a union without a tag only the errors of the member that was meant count; where none was, those of no member do. */
function withoutOtherMembers(errors: readonly ShapeError[], { value }: LocatedValue): readonly ShapeError[] {
  const unions = new Map<SpecPointer, string | undefined>();
  for (const { keyword, instancePath } of errors) {
    if (keyword !== "oneOf") continue;
    const { schema, value: found } = placeOf(instancePath, value);
    const index = schema.oneOf?.findIndex((member) => dereference(member) === memberFor(schema, found)) ?? -1;
    unions.set(instancePath, index === -1 ? undefined : `/oneOf/${index}/`);
  }
  if (unions.size === 0) return errors;
  return errors.filter(({ keyword, instancePath, schemaPath }) => {
    for (let path = instancePath; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
      if (!unions.has(path)) continue;
      const member = unions.get(path);
      return keyword === "oneOf" ? member === undefined : member !== undefined && schemaPath.includes(member);
    }
    return true;
  });
}

/** The schema and the value that a pointer leads to; unions by the member that the value belongs to. */
function placeOf(pointer: SpecPointer, root: unknown): Place {
  let value = root;
  let schema = language;
  for (const segment of pointerSegments(pointer)) {
    const member = memberFor(schema, value) ?? {};
    schema = dereference(childSchema(member, segment) ?? {});
    value = Array.isArray(value) ? value[Number(segment)] : isMap(value) ? ownValue(value, segment) : undefined;
  }
  return { pointer, schema, member: memberFor(schema, value), value };
}

/** One problem an object, however many keys it lacks; none for a key that is there in another spelling. */
function* explainMissingKeys(errors: readonly ShapeError[], located: LocatedValue): Iterable<Problem> {
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
        .map((key) => nearest(key, Object.keys(properties))),
    );
    const keys = missing.filter((key) => !misspelt.has(key));
    if (keys.length === 0) continue;
    const examples = keys.map((key) => entryAsYaml(key, dereference(properties[key] ?? {}).examples?.[0] ?? null));
    const [first, ...others] = keys as [string, ...string[]];
    const purpose = others.length === 0 ? ` ${dereference(properties[first] ?? {}).description ?? ""}` : "";
    yield {
      code: "missing-key",
      message: `${enumerate(keys.map(quote))} ${others.length === 0 ? "is" : "are"} missing.${purpose} For example: ${examples.join(", ")}`,
      path: dottedPath(pointer),
      span: missingSpan(located, pointer, first),
    };
  }
}

function explain(error: ShapeError, located: LocatedValue): Problem | undefined {
  const place = placeOf(error.instancePath, located.value);
  if (error.propertyName !== undefined) return explainName(error, error.propertyName, place, located);
  const parent = placeOf(parentOf(error.instancePath), located.value);
  const path = dottedPath(error.instancePath);
  const span = located.locate(error.instancePath);
  const name = label(error.instancePath);
  const { schema, value } = place;

  switch (error.keyword) {
    case "required":
    case "propertyNames":
      return undefined;
    case "additionalProperties":
      return explainUnknownKey(error.params["additionalProperty"] as string, place, located);
    case "type":
      if (error.params["type"] === "object" && parent.schema.discriminator && value === undefined) return undefined;
      return explainType(place, span);
    case "oneOf":
      return { code: "wrong-type", message: `${name} is ${enumerate(alternativesOf(schema), "or")}.`, path, span };
    case "enum":
    case "const":
      return { code: "invalid-value", ...notAllowed(name, value, alternativesOf(schema), span), path, span };
    case "discriminator":
      return explainTag(error.params["tag"] as string, place, located);
    case "pattern":
      return {
        code: "invalid-value",
        message: `${capitalize(name)} cannot be ${quote(String(value))}.${spellOut(String(value))} ${describe(place)}`,
        path,
        span,
      };
    case "minLength": {
      const lack = value === "" ? "is empty" : `needs at least ${String(error.params["limit"])} characters`;
      return { code: "invalid-value", message: `${capitalize(name)} ${lack}. ${describe(place)}`, path, span };
    }
    case "maxLength": {
      const message = `${capitalize(name)} has ${[...String(value)].length} characters; it has at most ${String(error.params["limit"])}.`;
      return { code: "invalid-value", message, path, span };
    }
    case "minimum":
      return {
        code: "invalid-value",
        message: `${capitalize(name)} is at least ${String(error.params["limit"])}, not ${String(value)}.`,
        path,
        span,
      };
    case "maximum":
      return {
        code: "invalid-value",
        message: `${capitalize(name)} is at most ${String(error.params["limit"])}, not ${String(value)}.`,
        path,
        span,
      };
    case "multipleOf": {
      const message = `${capitalize(name)} goes in steps of ${String(error.params["multipleOf"])}, which ${String(value)} does not fit.`;
      return { code: "invalid-value", message, path, span };
    }
    case "minItems":
    case "minProperties": {
      const least = error.params["limit"] as number;
      const lack = least === 1 ? "is empty" : `needs at least ${least} entries`;
      return { code: "invalid-value", message: `${capitalize(name)} ${lack}. ${describe(place)}`, path, span };
    }
    case "maxItems":
      return { code: "invalid-value", message: `${capitalize(name)} has at most ${String(error.params["limit"])} entries.`, path, span };
    case "maxProperties": {
      const most = error.params["limit"] as number;
      if (most > 1) return { code: "invalid-value", message: `${capitalize(name)} has at most ${most} entries.`, path, span };
      const keys = enumerate(Object.keys(value as object).map(quote));
      const message = `${capitalize(name)} has exactly one key, and this one has ${keys}. Make each an entry of its own.`;
      return { code: "invalid-value", message, path, span };
    }
    case "uniqueItems": {
      const [first, second] = [error.params["i"] as number, error.params["j"] as number].sort((left, right) => left - right) as [
        number,
        number,
      ];
      return {
        code: "invalid-value",
        message: `${capitalize(name)} has ${entryText((value as readonly unknown[])[second])} twice. Keep one.`,
        path,
        span: located.locate(`${error.instancePath}/${second}`),
        related: [{ span: located.locate(`${error.instancePath}/${first}`), message: "the first one is here" }],
      };
    }
    default:
      return { code: "invalid-value", message: `${capitalize(name)} cannot be ${asYaml(value)}. ${describe(place)}`, path, span };
  }
}

function explainUnknownKey(key: string, place: Place, located: LocatedValue): Problem {
  const pointer = place.pointer + pointerTo(key);
  const span = located.locate(pointer, "key");
  const known = Object.keys(place.member?.properties ?? {});
  const [beginning = "", rest = ""] = key.split(/[.:](.*)/s);
  const meant = known.includes(beginning) ? undefined : nearest(key, known);
  const owner = place.pointer === "" ? "a spec" : dottedPath(place.pointer);
  const kind = place.schema.oneOf && place.member?.title ? ` (${place.member.title})` : "";
  return {
    code: "unknown-key",
    message: `${quote(key)} is not a key of ${owner}${kind}. ${advice()}`,
    path: dottedPath(pointer),
    span,
    suggestions: meant ? [replaceBy(meant, span)] : [],
  };

  function advice(): string {
    if (meant !== undefined) return `Did you mean ${quote(meant)}?`;
    if (known.includes(beginning) && key[beginning.length] === ":")
      return `A space is missing after the colon: write ${beginning}: ${rest}`;
    if (known.includes(beginning)) return `Write what stands behind ${beginning} as a map below it.`;
    const others = ownersOf(key).filter((other) => other !== owner);
    return `${others.length > 0 ? `It belongs to ${enumerate(others, "or")}. ` : ""}Its keys are ${enumerate(known)}.`;
  }
}

/** The value of the key that decides the other keys. */
function explainTag(tag: string, place: Place, located: LocatedValue): Problem {
  const kinds = (place.schema.oneOf ?? []).map((member) => dereference(member).properties?.[tag]?.const as string);
  const found = ownValue(place.value as Readonly<Record<string, unknown>>, tag);
  const pointer = place.pointer + pointerTo(tag);
  if (found === undefined) {
    const keys = Object.keys(place.value as object);
    const misspelt = keys.find((key) => nearest(key, [tag]) !== undefined);
    if (misspelt !== undefined) {
      const span = located.locate(place.pointer + pointerTo(misspelt), "key");
      const message = `${quote(misspelt)} is not a key of ${dottedPath(place.pointer)}. Did you mean ${quote(tag)}?`;
      return {
        code: "unknown-key",
        message,
        path: dottedPath(place.pointer + pointerTo(misspelt)),
        span,
        suggestions: [replaceBy(tag, span)],
      };
    }
    return {
      code: "missing-key",
      message: `${quote(tag)} is missing. It decides the other keys and is ${enumerate(kinds, "or")}.`,
      path: dottedPath(place.pointer),
      span: missingSpan(located, place.pointer, tag),
    };
  }
  const span = located.locate(pointer);
  return {
    code: typeof found === "string" ? "invalid-value" : "wrong-type",
    ...notAllowed(tag, found, kinds, span),
    path: dottedPath(pointer),
    span,
  };
}

function explainName({ keyword, params }: ShapeError, name: string, place: Place, located: LocatedValue): Problem {
  const pointer = place.pointer + pointerTo(name);
  const names = place.member?.propertyNames ?? {};
  const example = names.examples ? ` For example: ${asYaml(names.examples[0])}` : "";
  const isTooLong = keyword === "maxLength";
  const lengths = `${quote(name)} has ${[...name].length} characters; a name in ${dottedPath(place.pointer)} has at most ${String(params["limit"])}.`;
  return {
    code: "invalid-name",
    message: isTooLong
      ? lengths
      : `${quote(name)} cannot be a name in ${dottedPath(place.pointer)}.${spellOut(name)} ${names.description ?? ""}${example}`,
    path: dottedPath(pointer),
    span: located.locate(pointer, "key"),
  };
}

function notAllowed(
  name: string,
  value: unknown,
  allowed: readonly string[],
  span: Span,
): { message: string; suggestions: readonly Suggestion[] } {
  const meant = typeof value === "string" ? nearest(value, allowed) : undefined;
  const shown = typeof value === "string" ? quote(value) : value === null ? "empty" : asYaml(value);
  const message = `${capitalize(name)} is ${enumerate(allowed, "or")}, not ${shown}.${meant ? ` Did you mean ${quote(meant)}?` : ""}`;
  return { message, suggestions: meant ? [replaceBy(meant, span)] : [] };
}

function replaceBy(replacement: string, span: Span): Suggestion {
  return { message: `write ${replacement}`, span, replacement };
}

function entryText(value: unknown): string {
  return typeof value === "string" ? quote(value) : asYaml(value);
}

/** Where a key is missing: the key of the object that lacks it; for the spec itself, which has none, its first line. */
function missingSpan(located: LocatedValue, object: SpecPointer, missing: string): Span {
  const span = located.locate(object + pointerTo(missing), "key");
  const lineEnd = span.file.text.indexOf("\n", span.start);
  return { ...span, end: lineEnd === -1 ? span.end : Math.min(span.end, lineEnd) };
}

function parentOf(pointer: SpecPointer): SpecPointer {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
}
