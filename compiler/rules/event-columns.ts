import { quote } from "../diagnostics/quote";
import { entriesByName } from "../link/link-context";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** No field of an event becomes a column that every event has: a table has each column once. */
export const eventColumnsAreNew: Rule = (_, context) => {
  for (const [name, source] of entriesByName(context.spec.sources)) {
    if (source.type !== "clickstream") continue;
    for (const column of Object.keys(source.columns ?? {})) {
      const meaning = ownColumns[column];
      if (meaning === undefined) continue;
      const pointer = pointerTo("sources", name, "columns", column);
      const message = `Every event has ${quote(column)} already, ${meaning}: remove it, or let the pages call theirs by another name.`;
      context.report({ code: "reserved-name", pointer, span: context.keySpan(pointer), message });
    }
  }
};

/** Columns of every table of events, as components/ingestion/clickstream/event-columns.ts makes them. */
const ownColumns: Readonly<Partial<Record<string, string>>> = {
  event_id: "which tells it from every other",
  received_at: "the time at which it came",
  load_date: "the day by which its files are laid down",
};
