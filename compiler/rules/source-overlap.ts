import { entriesByName, type LinkContext } from "../link/link-context";
import type { FileSource } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** No two sources of files take the same objects of a bucket, unless that is meant: their rows would be there twice. */
export const sourcesTakeOtherObjects: Rule = ({ ingestions }, context) => {
  const taken = new Map(ingestions.flatMap(({ kind, source }) => (kind === "files" ? [[source.name, source as FileSource] as const] : [])));
  const sources = entriesByName(Object.fromEntries(taken)).map(([, source]) => source);
  sources.forEach((source, index) => {
    for (const other of sources.slice(0, index)) {
      if (source.bucket !== other.bucket) continue;
      if (source.prefix.startsWith(other.prefix)) report(context, source, other);
      else if (other.prefix.startsWith(source.prefix)) report(context, other, source);
    }
  });
};

/** @param inner - The one whose prefix is the longer: all that it takes the outer one takes as well. */
function report(context: LinkContext, inner: FileSource, outer: FileSource): void {
  const place = (name: string): string => pointerTo("sources", name);
  const pointer = `${place(inner.name)}/${inner.prefix === "" ? "bucket" : "prefix"}`;
  context.report({
    code: "source-overlap",
    severity: "warning",
    pointer,
    message: `All that sources.${inner.name} takes from the bucket ${inner.bucket}, sources.${outer.name} takes as well: give them prefixes of which neither begins with the other.`,
    related: [{ span: context.keySpan(place(outer.name)), message: "the other source" }],
  });
}
