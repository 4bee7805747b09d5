import { nearest } from "../diagnostics/did-you-mean";
import type { Problem } from "../diagnostics/diagnostic";
import { enumerate, quote } from "../diagnostics/quote";
import { suggest } from "../diagnostics/suggest";
import type { ShapeError } from "../generated/validator";
import type { SpecPointer } from "../model/graph";
import { dereference, isMap, memberFor, type SchemaNode } from "../schema/language";
import { dottedPath } from "../source/pointer";
import { asYaml } from "./as-yaml";
import { explainTag, notAllowed } from "./explain-choice";
import { explainMissingKeys, explainUnknownKey } from "./explain-keys";
import { explainName } from "./explain-name";
import { explainType } from "./explain-type";
import { likeValue } from "./like-value";
import { findOutdentedKeys } from "./outdented-keys";
import { parentOf, placeOf, type LocatedValue } from "./place";
import { alternativesOf, capitalize, describe, label, purposeOf, spellOut } from "./wording";

/**
 * Turns the validator's errors into problems in the author's terms: what a key is for and what to write instead, one problem a place, in the order of
 * the text.
 */
export function explainShapeErrors(errors: readonly ShapeError[], located: LocatedValue): Problem[] {
  const outdented = [...findOutdentedKeys(errors, located)];
  const rest = errors.filter(({ instancePath }) => !outdented.some(({ pointer }) => isWithin(instancePath, pointer)));
  const meant = withoutOtherMembers(rest, located);
  const problems = [...outdented.map(({ problem }) => problem), ...explainMissingKeys(meant, located)];
  for (const error of meant) {
    const problem = explain(error, located);
    if (problem) problems.push(problem);
  }
  return inOrder(problems);
}

/** Problems in the order of the text, one a place. */
export function inOrder(found: readonly Problem[]): Problem[] {
  const problems = [...found].sort((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  return problems.filter((problem, index) => {
    const before = problems[index - 1];
    return !before || before.span.start !== problem.span.start || before.span.end !== problem.span.end;
  });
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
    const meant = memberFor(schema, found);
    const index = schema.oneOf?.findIndex((member) => dereference(member) === meant && hasKeyOf(meant, found)) ?? -1;
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

/** Whether a map has a key of a schema, well or badly spelt; what is empty or no map cannot have another one. */
function hasKeyOf({ properties = {} }: SchemaNode, value: unknown): boolean {
  const keys = isMap(value) ? Object.keys(value) : [];
  return keys.length === 0 || keys.some((key) => nearest(key, Object.keys(properties)) !== undefined);
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
    case "pattern": {
      const spelled = likeValue(String(value), place);
      const reason = `${capitalize(name)} cannot be ${quote(String(value))}.${spellOut(String(value))}`;
      return {
        code: "invalid-value",
        message:
          spelled === undefined
            ? `${reason}${notTemplate(value)} ${describe(place)}`
            : `${reason} ${purposeOf(place)} Did you mean ${quote(spelled)}?`,
        path,
        span,
        suggestions: spelled === undefined ? [] : [suggest(asYaml(spelled), span)],
      };
    }
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

function notTemplate(value: unknown): string {
  return /\$\{|\{\{|\{%/.test(String(value)) ? " A spec is no template: write the value itself." : "";
}

function entryText(value: unknown): string {
  return typeof value === "string" ? quote(value) : asYaml(value);
}
