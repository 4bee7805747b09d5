import { catalogArn, catalogDatabaseArn, catalogTableArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import { literalText, type PolicyStatement } from "../shared/policy-document";
import { deleteObjects, listPrefixes, probeBucket, readObjects, useKeyForBuckets, writeObjects } from "../shared/s3-statements";

/** Tables of a zone that a Spark job makes and fills. */
export interface LakeTablesScope {
  /** Physical name of the zone's bucket. */
  readonly bucket: string;
  /** Physical name of the zone's database. */
  readonly database: string;
  /** Physical names of the tables. */
  readonly tables: readonly string[];
}

/**
 * What Spark and the scripts do to fill tables of a zone, and no other table; the lists of calls are in the scripts.
 *
 * EMRFS asks for each folder above what it writes whether it exists, by the name with and without a slash, and leaves markers `<folder>_$folder$`.
 */
export function writeLakeTables(context: StackContext, { bucket, database, tables }: LakeTablesScope): readonly PolicyStatement[] {
  const folders = tables.map((table) => `${table}/`);
  const markers = tables.map((table) => `${table}_$folder$`);
  return [
    ...probeBucket(context, bucket),
    ...listTables(context, bucket, tables),
    ...readObjects(context, { bucket, prefixes: folders }),
    ...writeObjects(context, { bucket, prefixes: [...folders, ...markers] }),
    ...deleteObjects(context, { bucket, prefixes: [...folders, ...markers] }),
    defineTables(context, database, tables),
  ];
}

/** Lists what belongs to the tables: their folders by name, with and without a slash, and the markers beside them. */
function listTables(context: StackContext, bucket: string, tables: readonly string[]): readonly PolicyStatement[] {
  const names = tables.map(literalText);
  return listPrefixes(context, { bucket, prefixes: tables }).map((statement) => ({
    ...statement,
    Condition: { StringLike: { "s3:prefix": names.flatMap((name) => [name, `${name}/*`, `${name}_${literalText("$folder$")}*`]) } },
  }));
}

/** Reads and writes the catalog's entries of these tables; the ancestors are resources of the calls too (AWS Glue Developer Guide, "Resource ARNs"). */
function defineTables(context: StackContext, database: string, tables: readonly string[]): PolicyStatement {
  return {
    Sid: "DefineTables",
    Effect: "Allow",
    Action: ["glue:CreateTable", "glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"],
    Resource: [
      catalogArn(context),
      catalogDatabaseArn(context, database),
      ...tables.map((table) => catalogTableArn(context, database, table)),
    ],
  };
}

/** Copies objects as they are below a folder of a zone: nothing is read back, no table is made. */
export function copyObjectsTo(context: StackContext, bucket: string, folder: string): readonly PolicyStatement[] {
  return writeObjects(context, { bucket, prefixes: [`${folder}/`] });
}

/** Where the state of tables is kept: what of their source has been taken so far. */
export interface StateScope {
  /** Physical name of the jobs' bucket. */
  readonly bucket: string;
  readonly keys: readonly string[];
}

/** Keeps the state of tables: a key is listed first, so that a missing one is told from a denied one. */
export function keepState(context: StackContext, { bucket, keys }: StateScope): readonly PolicyStatement[] {
  const objects = { bucket, prefixes: keys };
  return [...listPrefixes(context, objects), ...readObjects(context, objects), ...writeObjects(context, objects)];
}

/** Buckets whose objects the stack's key encrypts, as a job that keeps state and fills a zone uses them. */
export function bucketsUnderKey(
  jobsBucket: string,
  lake: { readonly bucketName: string; readonly usesStackKey: boolean },
): readonly string[] {
  return [jobsBucket, ...(lake.usesStackKey ? [lake.bucketName] : [])];
}

/** Objects that somebody else puts into a bucket. */
export interface SourceObjectsScope {
  readonly bucket: string;
  readonly prefix: string;
  /** ARN of the bucket's own key. */
  readonly kmsKeyArn?: string;
}

/** Reads the objects of a source, and decrypts them with the key of their bucket. */
export function readSource(context: StackContext, { bucket, prefix, kmsKeyArn }: SourceObjectsScope): readonly PolicyStatement[] {
  const objects = prefix === "" ? { bucket } : { bucket, prefixes: [prefix] };
  return [
    ...listPrefixes(context, objects),
    ...readObjects(context, objects),
    ...(kmsKeyArn === undefined ? [] : useKeyForBuckets({ ...context, region: regionOfKey(kmsKeyArn) }, kmsKeyArn, [bucket], "read")),
  ];
}

/** A bucket's key is in the region of the bucket, which need not be the stack's. */
function regionOfKey(kmsKeyArn: string): string {
  return kmsKeyArn.split(":")[3] ?? "";
}
