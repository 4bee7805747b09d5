import { entriesByName } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** From a database tables are taken; other sources have none. */
export const ingestionsFitTheirSource: Rule = ({ ingestions }, context) => {
  const kinds = new Map(ingestions.map(({ name, kind, source }) => [name, { kind, source: source.name }]));
  for (const [name, { tables }] of entriesByName(context.spec.ingestion)) {
    const found = kinds.get(name);
    if (!found) continue;
    const pointer = pointerTo("ingestion", name);
    if (found.kind === "database" && tables === undefined) {
      const message = `ingestion.${name} does not say which tables to take from sources.${found.source}: add tables, as in tables: { public.orders: {} }.`;
      context.report({ code: "missing-key", pointer, span: context.keySpan(pointer), message });
    }
    if (found.kind !== "database" && tables !== undefined) {
      const place = `${pointer}/tables`;
      const what = found.kind === "stream" ? "is a stream of events" : "holds files";
      const message = `sources.${found.source} ${what} and has no tables: remove tables. The dataset is named as the ingestion, ${name}.`;
      context.report({ code: "misplaced-key", pointer: place, span: context.keySpan(place), message, cause: `${pointer}/from` });
    }
  }
};
