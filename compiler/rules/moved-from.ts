import { quote } from "../diagnostics/quote";
import { entriesByName, type LinkContext } from "../link/link-context";
import { dottedPath, pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

interface Movable {
  readonly movedFrom?: string;
}

/** A former name is a name that nothing has any more, and that only one thing had. */
export const movesNameWhatIsGone: Rule = (_, context) => {
  const { lake, sources, ingestion, transforms, access } = context.spec;
  checkSection(context, "/lake/zones", lake?.zones ?? {});
  checkSection(context, "/sources", sources);
  checkSection(context, "/ingestion", ingestion);
  checkSection(context, "/transforms", transforms);
  checkSection(context, "/access", access);
};

function checkSection(context: LinkContext, section: string, nodes: Readonly<Record<string, Movable>>): void {
  const movedBy = new Map<string, string>();
  for (const [name, { movedFrom }] of entriesByName(nodes)) {
    if (movedFrom === undefined) continue;
    const isThere = Object.hasOwn(nodes, movedFrom);
    const other = isThere ? movedFrom : movedBy.get(movedFrom);
    movedBy.set(movedFrom, name);
    if (other === undefined) continue;
    const pointer = section + pointerTo(name, "movedFrom");
    const reason =
      movedFrom === name ? "that is its name now" : isThere ? `${quote(movedFrom)} is still declared` : `${quote(other)} was called so too`;
    context.report({
      code: "false-move",
      pointer,
      message: `${dottedPath(section)}.${name} cannot have been ${quote(movedFrom)} before: ${reason}. Name what the node was called when it was made, or remove movedFrom.`,
      related: other === name ? [] : [{ span: context.keySpan(section + pointerTo(other)), message: `${quote(other)} is declared here` }],
    });
  }
}
