import type { Identity, Lake, Zone } from "../model/graph";
import { bucketName, catalogDatabaseName } from "../model/names";
import { pointerTo } from "../source/pointer";
import { entriesByName, type LinkContext } from "./link-context";
import { parseBytes, parseDays } from "./units";

const defaultSnapshotDays = 5;

/** The lake with the physical names of its zones. A renamed zone keeps the names that it was made under, since those cannot change without its data. */
export function linkLake({ spec }: LinkContext, identity: Identity): Lake | undefined {
  if (!spec.lake) return undefined;
  const { zones, encryption, accessLogs, scanLimit } = spec.lake;
  return {
    pointer: pointerTo("lake"),
    encryption,
    accessLogs,
    scanLimitBytes: parseBytes(scanLimit),
    zones: entriesByName(zones).map(([name, zone]): Zone => {
      const madeAs = zone.movedFrom ?? name;
      return {
        name,
        pointer: pointerTo("lake", "zones", name),
        ...(zone.description === undefined ? {} : { description: zone.description }),
        ...(zone.movedFrom === undefined ? {} : { movedFrom: zone.movedFrom }),
        format: zone.format,
        ...(zone.retention === undefined ? {} : { retentionDays: parseDays(zone.retention) }),
        ...(zone.archive === undefined ? {} : { archiveDays: parseDays(zone.archive) }),
        ...(zone.format === "iceberg"
          ? { snapshotDays: zone.snapshots === undefined ? defaultSnapshotDays : parseDays(zone.snapshots) }
          : {}),
        versioning: zone.versioning,
        bucket: bucketName(identity, madeAs),
        database: catalogDatabaseName(identity, madeAs),
      };
    }),
  };
}
