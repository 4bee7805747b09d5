import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillDefaults } from "../../../compiler/resolve/fill-defaults";
import { mergeOverrides, originOf } from "../../../compiler/resolve/merge-overrides";
import { isMap, language, ownValue } from "../../../compiler/schema/language";

type Tree = Readonly<Record<string, unknown>>;

const zoneName = fc.constantFrom("raw", "curated", "constructor", "__proto__", "toString");
const zone = fc.record(
  { retention: fc.constantFrom("1 day", "2 days"), format: fc.constantFrom("parquet", "iceberg"), versioning: fc.boolean() },
  { requiredKeys: [] },
);
const zoneOverride = fc.record(
  { retention: fc.constantFrom("3 days", null), format: fc.constantFrom("iceberg", null), versioning: fc.boolean() },
  { requiredKeys: [] },
);
const base = fc
  .record({ zones: fc.dictionary(zoneName, zone, { minKeys: 1, noNullPrototype: false }), encryption: fc.constantFrom("kms", "s3") })
  .map((lake) => ({ lake }));
const overrides = fc.record({ zones: fc.dictionary(zoneName, fc.option(zoneOverride)) }, { requiredKeys: [] }).map((lake) => ({ lake }));

/** The values of a tree that are no maps, by path. */
function leaves(value: unknown, path: readonly string[] = []): [path: readonly string[], value: unknown][] {
  if (!isMap(value)) return [[path, value]];
  return Object.keys(value).flatMap((key) => leaves(ownValue(value, key), [...path, key]));
}

function at(tree: Tree, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isMap(value) ? ownValue(value, key) : undefined), tree);
}

describe("mergeOverrides", () => {
  it("keeps the base where nothing is overridden", () => {
    fc.assert(
      fc.property(base, (tree) => {
        expect(plain(mergeOverrides(tree, {}).merged)).toEqual(plain(tree));
      }),
    );
  });

  it("takes every value from the override where it sets one, and else from the base", () => {
    fc.assert(
      fc.property(base, overrides, (tree, changes) => {
        const { merged } = mergeOverrides(tree, changes);
        for (const [path, value] of leaves(merged)) {
          const origin = originOf(tree, changes, path) === "override" ? changes : tree;
          expect(at(origin, path)).toEqual(value);
        }
      }),
    );
  });

  it("sets what is declared, removes by null, and reports the rest", () => {
    fc.assert(
      fc.property(base, overrides, (tree, changes) => {
        const { merged, problems } = mergeOverrides(tree, changes);
        const refused = new Set(problems.map(({ pointer }) => pointer));
        for (const [path, value] of leaves(changes)) {
          const reported = path.some((_, index) => refused.has(`/${path.slice(0, index + 1).join("/")}`));
          if (reported) expect(at(merged, path)).toEqual(at(tree, path));
          else if (!isMap(value)) expect(at(merged, path)).toEqual(value ?? undefined);
        }
      }),
    );
  });

  it("changes neither the base nor the overrides, nor the world", () => {
    fc.assert(
      fc.property(base, overrides, (tree, changes) => {
        const before = JSON.stringify([tree, changes]);
        const { merged } = mergeOverrides(tree, changes);
        fillDefaults(language, merged);
        expect(JSON.stringify([tree, changes])).toBe(before);
        expect(({} as { retention?: unknown }).retention).toBeUndefined();
      }),
    );
  });

  it("gives the same whatever the order of the keys, and the same when filled in twice", () => {
    fc.assert(
      fc.property(base, overrides, (tree, changes) => {
        const filled = fillDefaults(language, mergeOverrides(tree, changes).merged);
        const reversed = fillDefaults(language, mergeOverrides(reverse(tree), reverse(changes)).merged);
        expect(JSON.stringify(reversed)).toBe(JSON.stringify(filled));
        expect(JSON.stringify(fillDefaults(language, filled))).toBe(JSON.stringify(filled));
      }),
    );
  });
});

function reverse(tree: Tree): Tree {
  const result = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(tree).reverse()) {
    const value = ownValue(tree, key);
    result[key] = isMap(value) ? reverse(value) : value;
  }
  return result;
}

/** The same without prototypes, so that maps compare as maps. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
