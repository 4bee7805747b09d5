import type { Alerts } from "../model/graph";
import { pointerTo } from "../source/pointer";
import { compareNames, entriesByName, narrowSpan, type LinkContext } from "./link-context";
import type { References } from "./references";
import { parseMinutes } from "./units";

/** Who hears of what, with the datasets that must stay fresh. */
export function linkAlerts(context: LinkContext, references: References): Alerts | undefined {
  const { alerts } = context.spec;
  if (!alerts) return undefined;
  return {
    pointer: pointerTo("alerts"),
    emails: [...alerts.email].sort(compareNames),
    freshness: entriesByName(alerts.freshness).flatMap(([reference, age]) => {
      const pointer = pointerTo("alerts", "freshness", reference);
      const dataset = references.resolveDataset({ pointer, span: narrowSpan(context.keySpan(pointer), reference) }, reference);
      return dataset ? [{ dataset: dataset.id, pointer, maximumAgeMinutes: parseMinutes(age) }] : [];
    }),
  };
}
