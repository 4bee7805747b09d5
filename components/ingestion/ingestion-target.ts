import type { DatabaseConnectionArgs } from "../jobs/database-connection";

/** A zone of the lake as a target. */
export interface LakeTarget {
  /** Physical name of the zone's bucket. */
  readonly bucketName: string;
  /** Physical name of the zone's Glue database. */
  readonly databaseName: string;
  /** `parquet` or `iceberg`. */
  readonly format: string;
  /** Whether the stack's key encrypts the bucket; keys that S3 manages otherwise. */
  readonly usesStackKey: boolean;
}

/** A schema of the warehouse as a target. */
export interface WarehouseTarget {
  readonly connection: DatabaseConnectionArgs;
  /** Name of the schema in the database. */
  readonly schema: string;
}

/** The target of a script that writes to the lake, as it reads it (components/jobs/README.md). */
export function lakeTargetConfig(target: Pick<LakeTarget, "format" | "databaseName" | "bucketName">): Record<string, string> {
  return { format: target.format, database: target.databaseName, location: `s3://${target.bucketName}` };
}

/**
 * The one target of an ingestion.
 *
 * @throws Error - When there is none, or there are two.
 */
export function onlyTarget<Result>(
  lake: LakeTarget | undefined,
  warehouse: WarehouseTarget | undefined,
  take: { readonly lake: (target: LakeTarget) => Result; readonly warehouse: (target: WarehouseTarget) => Result },
): Result {
  if (lake !== undefined && warehouse === undefined) return take.lake(lake);
  if (warehouse !== undefined && lake === undefined) return take.warehouse(warehouse);
  throw new Error("An ingestion has one target: a zone of the lake or a schema of the warehouse.");
}

/** Minutes after which a run is stopped: the first copy of a large source takes hours, and a run that hangs must not hang for days. */
export const ingestionTimeoutMinutes = 480;
