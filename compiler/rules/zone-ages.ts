import { entriesByName } from "../link/link-context";
import { parseDays } from "../link/units";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** More is hardly meant, and Athena takes the age of snapshots in seconds. */
const longestDays = 100 * 365;

/** Plain files are deleted and archived by age; the tables of an iceberg zone, which refer to old files, expire by snapshots. */
export const zoneAgesFitTheFormat: Rule = (_, context) => {
  for (const [name, zone] of entriesByName(context.spec.lake?.zones ?? {})) {
    const pointer = pointerTo("lake", "zones", name);
    for (const key of ["retention", "archive", "snapshots"] as const) {
      const age = zone[key];
      if (age === undefined || parseDays(age) <= longestDays) continue;
      const message = `${age} is more than 100 years: leave ${key} out, or write what is meant.`;
      context.report({ code: "invalid-value", pointer: `${pointer}/${key}`, message });
    }
    if (zone.format === "iceberg") {
      for (const key of ["retention", "archive"] as const) {
        if (zone[key] === undefined) continue;
        const place = `${pointer}/${key}`;
        const message = `${key} would take files away from under the tables of lake.${name}, which is an iceberg zone: write snapshots: ${zone[key]} to let old versions of rows expire, or format: parquet.`;
        context.report({ code: "misplaced-key", pointer: place, span: context.keySpan(place), message, cause: `${pointer}/format` });
      }
    } else if (zone.snapshots !== undefined) {
      const place = `${pointer}/snapshots`;
      const message = `Only the tables of iceberg zones have snapshots, and lake.${name} is a parquet zone: write retention: ${zone.snapshots} to delete old files, or format: iceberg.`;
      context.report({ code: "misplaced-key", pointer: place, span: context.keySpan(place), message, cause: `${pointer}/format` });
    }
    if (zone.retention !== undefined && zone.archive !== undefined && parseDays(zone.archive) >= parseDays(zone.retention)) {
      const related = [{ span: context.stack.locate(`${pointer}/retention`), message: "when objects are deleted" }];
      const message = `Objects would be archived after ${zone.archive}, when they are already deleted: write an archive age below the retention of ${zone.retention}.`;
      context.report({ code: "invalid-value", pointer: `${pointer}/archive`, message, related, cause: `${pointer}/retention` });
    }
  }
};
