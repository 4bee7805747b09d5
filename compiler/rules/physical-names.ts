import { quote } from "../diagnostics/quote";
import { compareNames, type LinkContext } from "../link/link-context";
import type { StackGraph } from "../model/graph";
import { sqlName } from "../model/names";
import { dottedPath, pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** Two things of one kind never get the same physical name: there, capitals, hyphens and underscores may be one. */
export const physicalNamesDiffer: Rule = (graph, context) => {
  for (const [section, names] of namesOfSections(graph, context)) reportCollisions(context, section, names);
};

/** Names as the spec has them, by where they stand, each with what the physical name derives from. */
function namesOfSections({ lake }: StackGraph, { spec }: LinkContext): readonly (readonly [string, ReadonlyMap<string, string>])[] {
  const plain = (names: readonly string[]): ReadonlyMap<string, string> => new Map(names.map((name) => [name, name]));
  return [
    ["/lake/zones", new Map(lake?.zones.map(({ name, movedFrom }) => [name, movedFrom ?? name]))],
    ["/sources", plain(Object.keys(spec.sources))],
    ["/ingestion", plain(Object.keys(spec.ingestion))],
    ["/transforms", plain(Object.keys(spec.transforms))],
    ["/access", plain(Object.keys(spec.access))],
  ];
}

interface Node {
  readonly name: string;
  readonly pointer: string;
}

function reportCollisions(context: LinkContext, section: string, names: ReadonlyMap<string, string>): void {
  const known = new Map<string, { readonly name: string; readonly origin: string }>();
  for (const [name, origin] of [...names].sort(([left], [right]) => compareNames(left, right))) {
    const folded = sqlName(origin);
    const other = known.get(folded);
    if (!other) known.set(folded, { name, origin });
    // Of one spelling they can only be by movedFrom, which has a rule of its own.
    if (!other || other.origin === origin) continue;
    const nodes = [name, other.name].map((node) => ({ name: node, pointer: section + pointerTo(node) })) as [Node, Node];
    const [{ pointer, name: blamed }, kept] = context.blamedFirst(...nodes);
    context.report({
      code: "name-collision",
      pointer,
      span: context.keySpan(pointer),
      message: `${quote(blamed)} and ${quote(kept.name)} under ${dottedPath(section)} would get the same physical name, where a hyphen and an underscore are one: rename one of them.`,
      related: [{ span: context.keySpan(kept.pointer), message: "the other one" }],
    });
  }
}
