import type { Problem } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import { suggest } from "../diagnostics/suggest";
import type { ShapeError } from "../generated/validator";
import { dereference } from "../schema/language";
import { dottedPath, pointerTo } from "../source/pointer";
import { asYaml } from "./as-yaml";
import { likeName } from "./like-value";
import type { LocatedValue, Place } from "./place";
import { spellOut } from "./wording";

/** A key that the author chose, and that cannot be a name. */
export function explainName({ keyword, params }: ShapeError, name: string, place: Place, located: LocatedValue): Problem {
  const pointer = place.pointer + pointerTo(name);
  const span = located.locate(pointer, "key");
  const names = place.member?.propertyNames ?? {};
  const what = namedThing(place);
  const path = dottedPath(pointer);
  if (keyword === "maxLength") {
    const message = `${quote(name)} has ${[...name].length} characters; the name of ${what} has at most ${String(params["limit"])}.`;
    return { code: "invalid-name", message, path, span };
  }
  const spelled = likeName(name, names);
  const example = names.examples ? ` For example: ${asYaml(names.examples[0])}` : "";
  const advice = spelled === undefined ? example : ` Did you mean ${quote(spelled)}?`;
  return {
    code: "invalid-name",
    message: `${quote(name)} cannot be the name of ${what}.${spellOut(name)} ${names.description ?? ""}${advice}`,
    path,
    span,
    suggestions: spelled === undefined ? [] : [suggest(spelled, span)],
  };
}

/** What the keys of a map name: a zone, an ingestion, a tag. */
function namedThing({ member }: Place): string {
  const { propertyNames, additionalProperties } = member ?? {};
  const entry = typeof additionalProperties === "object" ? dereference(additionalProperties).title : undefined;
  const own = propertyNames?.title?.replace(/ name$/, "");
  const noun = ((own === "Name" ? entry : own) ?? "entry").toLowerCase();
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
