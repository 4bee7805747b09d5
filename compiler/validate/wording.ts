import { enumerate, quote } from "../diagnostics/quote";
import type { SpecPointer } from "../model/graph";
import { dereference, type SchemaNode } from "../schema/language";
import { dottedPath, pointerSegments } from "../source/pointer";
import { asYaml } from "./as-yaml";

/** A node of the spec beside what the language says of it. */
export interface Place {
  readonly pointer: SpecPointer;
  readonly schema: SchemaNode;
  /** The schema, or the member of the union that the value belongs to. */
  readonly member: SchemaNode | undefined;
  readonly value: unknown;
}

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
export function describe({ schema }: Place): string {
  const units = /\(([a-zA-Z|]+)\)(s\?)?\$$/.exec(schema.pattern ?? "");
  const example = schema.examples ? `For example: ${asYaml(schema.examples[0])}` : "";
  const purpose = units?.[1]
    ? `Write a whole number, a space and ${enumerate(
        units[1].split("|").map((unit) => (units[2] ? `${unit}s` : unit)),
        "or",
      )}.`
    : (schema.description ?? "");
  return `${purpose} ${example}`.trim();
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
