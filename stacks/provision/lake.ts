import type { Lake as LakeModel, StackGraph } from "../../compiler/model/graph";
import { bucketName, parquetTablesWorkgroup, physicalName } from "../../compiler/model/names";
import { Lake, type LakeZoneSettings } from "../../components/lake/lake";
import type { Foundation } from "./foundation";
import type { Provisioning } from "./stack-parts";

/** The zones, the bucket of query results and the workgroup of the transforms. */
export function provisionLake({ graph, context, options }: Provisioning, foundation: Foundation): Lake | undefined {
  if (graph.lake === undefined) return undefined;
  const { lake, identity } = { lake: graph.lake, identity: graph.identity };
  return new Lake(
    "lake",
    {
      context,
      source: lake.pointer,
      zones: [...zoneSettings(lake)],
      kmsKeyArn: foundation.kmsKeyArn,
      encryptZones: lake.encryption === "kms",
      resultsBucketName: bucketName(identity, "query-results"),
      workgroupName: physicalName(identity, "workgroup"),
      scanLimitBytes: lake.scanLimitBytes,
      ...(makesParquetTables(graph) ? { parquetTablesWorkgroupName: parquetTablesWorkgroup(identity) } : {}),
      ...(foundation.accessLogs === undefined ? {} : { accessLogBucket: foundation.accessLogs.bucketName }),
    },
    options,
  );
}

function makesParquetTables(graph: StackGraph): boolean {
  return graph.transforms.some(({ lakeProgram }) => lakeProgram?.kind === "table" && lakeProgram.format === "parquet");
}

function zoneSettings(lake: LakeModel): readonly LakeZoneSettings[] {
  return lake.zones.map((zone) => ({
    name: zone.name,
    source: zone.pointer,
    bucketName: zone.bucket,
    databaseName: zone.database,
    versioning: zone.versioning,
    ...(zone.description === undefined ? {} : { description: zone.description }),
    ...(zone.movedFrom === undefined ? {} : { movedFrom: zone.movedFrom }),
    ...(zone.retentionDays === undefined ? {} : { retentionDays: zone.retentionDays }),
    ...(zone.archiveDays === undefined ? {} : { archiveDays: zone.archiveDays }),
  }));
}
