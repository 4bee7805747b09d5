import type { Dataset, Lake, Maintenance, Transform } from "../model/graph";
import { maintainTable } from "../sql/athena";

/** The iceberg tables of the stack, each with what keeps it fast and small. */
export function linkMaintenance(
  lake: Lake | undefined,
  datasets: readonly Dataset[],
  transforms: readonly Transform[],
): readonly Maintenance[] {
  const zones = new Map(lake?.zones.map((zone) => [zone.name, zone]));
  const views = new Set(transforms.filter(({ materialization }) => materialization.kind === "view").map(({ dataset }) => dataset));
  return datasets.flatMap(({ id, pointer, container, table, queryable }) => {
    const zone = container.store === "lake" ? zones.get(container.name) : undefined;
    if (zone?.format !== "iceberg" || zone.snapshotDays === undefined || !queryable || views.has(id)) return [];
    const { database } = zone;
    return [{ dataset: id, pointer, database, table, statements: maintainTable({ database, table }, zone.snapshotDays) }];
  });
}
