import type { DatasetId, Identity, Lake, Load } from "../model/graph";
import { bucketName, runToken, zoneCopySchema } from "../model/names";
import { unloadTable } from "../sql/athena";
import { compareNames } from "./link-context";
import type { References } from "./references";
import type { LinkedTransform } from "./transforms";

/** A load without the grants on its copy, which follow from what is loaded. */
export type LinkedLoad = Omit<Load, "grants">;

/** The lake tables that transforms of the warehouse read. */
export function linkLoads(
  references: References,
  identity: Identity,
  lake: Lake | undefined,
  transforms: readonly LinkedTransform[],
): readonly LinkedLoad[] {
  const databases = new Map(lake?.zones.map((zone) => [zone.name, zone.database]));
  const read = new Set(transforms.filter(({ target }) => target.store === "warehouse").flatMap(({ reads }) => [...reads.keys()]));
  return [...read].sort(compareNames).flatMap((id) => linkLoad(references, identity, databases, id));
}

function linkLoad(
  references: References,
  identity: Identity,
  databases: ReadonlyMap<string, string>,
  id: DatasetId,
): readonly LinkedLoad[] {
  const dataset = references.dataset(id);
  if (dataset?.container.store !== "lake") return [];
  const zone = dataset.container.name;
  const files = `s3://${bucketName(identity, "jobs")}/unload/${id}`;
  return [
    {
      dataset: id,
      zone,
      table: dataset.table,
      schema: zoneCopySchema(zone),
      pointer: dataset.pointer,
      files,
      unload: unloadTable({ database: databases.get(zone) ?? zone, table: dataset.table }, `${files}/${runToken}/`),
    },
  ];
}
