import type { Lake, LakeProgram, Transform, Zone } from "../model/graph";
import { runToken, sqlName } from "../model/names";
import { checksQuery, createIcebergTable, createParquetTable, createView, mergeHead, temporaryTable } from "../sql/athena";
import { warehouseStatements } from "../sql/postgresql";
import type { TableGrantStatements } from "./grants";
import { compareNames } from "./link-context";
import type { LinkedTransform } from "./transforms";

/** Turns the selects of transforms into what their engines run. */
export function buildPrograms(
  transforms: readonly LinkedTransform[],
  lake: Lake | undefined,
  grants: TableGrantStatements,
): readonly Transform[] {
  const zones = new Map(lake?.zones.map((zone) => [zone.name, zone]));
  return transforms.map((transform) => {
    const { name, pointer, spec, target, dataset, materialization, select, checks, reads } = transform;
    const zone = target.store === "lake" ? zones.get(target.name) : undefined;
    return {
      name,
      pointer,
      ...(spec.description === undefined ? {} : { description: spec.description }),
      ...(spec.movedFrom === undefined ? {} : { movedFrom: spec.movedFrom }),
      target,
      dataset: dataset.id,
      table: dataset.table,
      materialization,
      sqlFile: spec.sql,
      select,
      reads: [...reads.keys()].sort(compareNames),
      checks,
      statements: zone ? [] : buildStatements(transform, grants),
      ...(zone ? { lakeProgram: buildLakeProgram(transform, zone) } : {}),
    };
  });
}

function buildStatements(
  { spec, target, dataset, materialization, select }: LinkedTransform,
  grants: TableGrantStatements,
): readonly string[] {
  const schema = sqlName(target.name);
  return warehouseStatements({
    target: { schema, table: dataset.table },
    materialization,
    select,
    ...(spec.movedFrom === undefined ? {} : { formerTable: sqlName(spec.movedFrom) }),
    grants: grants.of(schema, dataset.table),
  });
}

function buildLakeProgram({ dataset, materialization, select, checks }: LinkedTransform, zone: Zone): LakeProgram {
  const table = { database: zone.database, table: dataset.table };
  const base = { ...table, ...(checks.length === 0 ? {} : { checksQuery: checksQuery(checks) }) };
  const location = `s3://${zone.bucket}/${dataset.table}/${runToken}/`;
  switch (materialization.kind) {
    case "view":
      return { kind: "view", ...base, createView: createView(table, select) };
    case "incremental": {
      const { key } = materialization;
      const createTable = createIn(zone, table.table, location, select);
      return { kind: "incremental", ...base, createTable, location, select, key, mergeHead: mergeHead(table, select, key) };
    }
    case "table": {
      const temporary = temporaryTable(dataset.table);
      const createTable = createIn(zone, temporary, location, select);
      return { kind: "table", ...base, format: zone.format, createTable, temporaryTable: temporary, location };
    }
  }
}

function createIn({ database, format, snapshotDays }: Zone, table: string, location: string, select: string): string {
  if (format === "parquet") return createParquetTable({ database, table }, location, select);
  if (snapshotDays === undefined) throw new Error(`${database} is an iceberg zone without an age of snapshots`);
  return createIcebergTable({ database, table }, location, snapshotDays, select);
}
