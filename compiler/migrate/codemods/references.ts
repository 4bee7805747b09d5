import { isMap, ownValue } from "../../schema/language";
import { pointerTo } from "../../source/pointer";
import type { SpecPointer } from "../../model/graph";

/** A place in a spec where a reference stands. */
export interface ReferencePlace {
  readonly pointer: SpecPointer;
  /** Whether the reference is the key there, the value, or inside of calls of ref("…") in the value. */
  readonly part: "key" | "value" | "sql";
  readonly text: string;
}

/** Every reference of a spec, those of overrides included. `*` stands for any key or list position. */
const referencePaths: readonly (readonly [part: ReferencePlace["part"], ...path: readonly string[]])[] = [
  ["value", "ingestion", "*", "from"],
  ["value", "ingestion", "*", "to"],
  ["value", "transforms", "*", "to"],
  ["value", "transforms", "*", "checks", "*", "relationships", "*"],
  ["sql", "transforms", "*", "checks", "*", "sql"],
  ["value", "access", "*", "read", "*"],
  ["value", "access", "*", "write", "*"],
  ["value", "access", "*", "admin", "*"],
  ["key", "alerts", "freshness", "*"],
];

/** The base and what the environments lay over it, each with the pointer to it. */
export function layersOf(spec: unknown): readonly { readonly pointer: SpecPointer; readonly value: unknown }[] {
  const environments = valuesAt(spec, ["environments", "*", "overrides"]);
  return [{ pointer: "", value: spec }, ...environments];
}

export function referencesOf(spec: unknown): readonly ReferencePlace[] {
  return layersOf(spec).flatMap((layer) =>
    referencePaths.flatMap(([part, ...path]) =>
      valuesAt(layer.value, path).map(({ pointer, key, value }) => ({
        pointer: layer.pointer + pointer,
        part,
        text: part === "key" ? key : typeof value === "string" ? value : "",
      })),
    ),
  );
}

interface FoundValue {
  readonly pointer: SpecPointer;
  readonly key: string;
  readonly value: unknown;
}

/** The values that a path leads to. */
export function valuesAt(value: unknown, path: readonly string[], pointer: SpecPointer = "", key = ""): readonly FoundValue[] {
  const [segment, ...rest] = path;
  if (segment === undefined) return [{ pointer, key, value }];
  const below = (name: string, child: unknown): readonly FoundValue[] => valuesAt(child, rest, pointer + pointerTo(name), name);
  if (segment !== "*") return isMap(value) && Object.hasOwn(value, segment) ? below(segment, ownValue(value, segment)) : [];
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([name, child]) => below(name, child)) : [];
}
