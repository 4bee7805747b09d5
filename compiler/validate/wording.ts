import { enumerate, quote } from "../diagnostics/quote";
import type { SpecPointer } from "../model/graph";
import { dereference, type SchemaNode } from "../schema/language";
import { dottedPath, pointerSegments } from "../source/pointer";
import { asYaml } from "./as-yaml";
import { unitsOf } from "./like-value";
import type { Place } from "./place";

/** What a message calls a node: its key, or the list that it is an entry of. */
export function label(pointer: SpecPointer): string {
  const segments = pointerSegments(pointer);
  const last = segments.at(-1);
  if (last === undefined) return "the spec";
  if (!/^[0-9]+$/.test(last)) return /^[a-zA-Z_][\w-]*$/.test(last) ? last : quote(last);
  const list = segments.at(-2);
  return list === undefined ? dottedPath(pointer) : `an entry of ${list}`;
}

/** What a key is for and an example of it; for an amount with a unit, how to write one. */
export function describe(place: Place): string {
  const { examples } = place.schema;
  return `${purposeOf(place)} ${examples ? `For example: ${asYaml(examples[0])}` : ""}`.trim();
}

/** What a key is for; for an amount with a unit, how to write one. */
export function purposeOf({ schema }: Place): string {
  const units = unitsOf(schema);
  if (!units) return schema.description ?? "";
  const least = schema.pattern?.startsWith("^[1-9]") ? " from 1 on" : "";
  return `Write a whole number${least}, a space and ${enumerate(units, "or")}.`;
}

/** What may be written: the allowed values, and an example of each form that is no single value. */
export function alternativesOf(schema: SchemaNode): string[] {
  if (schema.const !== undefined) return [String(schema.const)];
  if (schema.enum) return schema.enum.map(String);
  return (schema.oneOf ?? []).flatMap((member) => {
    const { enum: values, examples } = dereference(member);
    return values ? values.map(String) : [asYaml(examples?.[0])];
  });
}

/** Names the characters that only look like others, or like nothing. */
export function spellOut(text: string): string {
  const strange = /[^\p{ASCII}]/u.exec(text)?.[0];
  if (strange === undefined) return "";
  return ` The character ${quote(strange)} is U+${(strange.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}.`;
}

/** A name at the start of a sentence; keys keep their spelling. */
export function capitalize(text: string): string {
  return /^(the|an?) /.test(text) ? text.replace(/^./, (letter) => letter.toUpperCase()) : text;
}
