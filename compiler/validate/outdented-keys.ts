import type { Problem } from "../diagnostics/diagnostic";
import { quote } from "../diagnostics/quote";
import type { ShapeError } from "../generated/validator";
import type { SpecPointer } from "../model/graph";
import { childSchema, isNamedMap } from "../schema/language";
import { dottedPath, pointerSegments } from "../source/pointer";
import { keysOf } from "./key-owners";
import { parentOf, placeOf, type LocatedValue } from "./place";

/** Keys of an entry of a map that stand beside the entry, as `schedule` beside the ingestion that it belongs to. */
export function* findOutdentedKeys(
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
