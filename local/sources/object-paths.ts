import { quoteLiteral } from "../../compiler/sql/quote";
import type { SourceObject } from "./row-source";

/** The files as a list for DuckDB's readers, which take a path for a pattern: `*`, `?` and `[` stand for themselves in brackets. */
export function pathList(objects: readonly Pick<SourceObject, "path">[]): string {
  return `[${objects.map(({ path }) => quoteLiteral(path.replaceAll(/[*?[]/g, "[$&]"))).join(", ")}]`;
}

/** Groups in the order of their first member. */
export function groupBy<Item>(items: readonly Item[], groupOf: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groupOf(item);
    const members = groups.get(group);
    if (members) members.push(item);
    else groups.set(group, [item]);
  }
  return [...groups.values()];
}
