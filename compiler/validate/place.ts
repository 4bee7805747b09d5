import type { SpecPointer } from "../model/graph";
import { childSchema, dereference, isMap, language, memberFor, ownValue, type SchemaNode } from "../schema/language";
import { pointerSegments, pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";

/** A value and where its parts stand in a text. */
export interface LocatedValue {
  readonly value: unknown;
  locate(pointer: SpecPointer, part?: "key" | "value"): Span;
}

/** A node of the spec beside what the language says of it. */
export interface Place {
  readonly pointer: SpecPointer;
  readonly schema: SchemaNode;
  /** The schema, or the member of the union that the value belongs to. */
  readonly member: SchemaNode | undefined;
  readonly value: unknown;
}

/** The schema and the value that a pointer leads to; unions by the member that the value belongs to. */
export function placeOf(pointer: SpecPointer, root: unknown): Place {
  let value = root;
  let schema = language;
  for (const segment of pointerSegments(pointer)) {
    const member = memberFor(schema, value) ?? {};
    schema = dereference(childSchema(member, segment) ?? {});
    value = Array.isArray(value) ? value[Number(segment)] : isMap(value) ? ownValue(value, segment) : undefined;
  }
  return { pointer, schema, member: memberFor(schema, value), value };
}

/** The pointer of the map or list that a node is in. */
export function parentOf(pointer: SpecPointer): SpecPointer {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
}

/** Where a key is missing: the key of the object that lacks it; for the spec itself, which has none, its first line. */
export function missingSpan(located: LocatedValue, object: SpecPointer, missing: string): Span {
  const span = located.locate(object + pointerTo(missing), "key");
  const lineEnd = span.file.text.indexOf("\n", span.start);
  return { ...span, end: lineEnd === -1 ? span.end : Math.min(span.end, lineEnd) };
}
