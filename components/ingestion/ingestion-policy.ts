import { bucketArn, catalogArn, catalogDatabaseArn, catalogTableArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import { literalText, policyDocument, type PolicyStatement } from "../shared/policy-document";
import { listPrefixes, probeBucket, readObjects, useKeyForBuckets, writeObjects } from "../shared/s3-statements";

/** Tables of a zone that a Spark job makes and fills. */
export interface LakeTablesScope {
  /** Physical name of the zone's bucket. */
  readonly bucket: string;
  /** Physical name of the zone's database. */
  readonly database: string;
  /** Physical names of the tables. */
  readonly tables: readonly string[];
  /** Physical name of the jobs' bucket, which keeps what of a table's source has been taken so far. */
  readonly stateBucket: string;
}

/** Key of the state of a table, as the scripts build it from the folder that they get. */
export function stateKey(database: string, table: string): string {
  return `${stateFolder(database)}/${table}.json`;
}

/** Folder of the state of a zone's tables. A table has one producer, so its state outlives the name of the ingestion. */
export function stateFolder(database: string): string {
  return `state/${database}`;
}

/**
 * Keeps the state of tables: the key is listed before it is read, so that a missing one is told from a denied one.
 */
export function keepState(
  context: StackContext,
  scope: Pick<LakeTablesScope, "database" | "tables" | "stateBucket">,
): readonly PolicyStatement[] {
  const arn = bucketArn(context, scope.stateBucket);
  const keys = scope.tables.map((table) => literalText(stateKey(scope.database, table)));
  return [
    { Sid: "ListState", Effect: "Allow", Action: "s3:ListBucket", Resource: arn, Condition: { StringLike: { "s3:prefix": keys } } },
    { Sid: "KeepState", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: keys.map((key) => `${arn}/${key}`) },
  ];
}

/**
 * What Spark and the scripts do to fill tables of a zone, and no other table; the lists of calls are in the scripts. One statement for all that is done
 * below a folder, since each table's names count towards the limits of policies.
 *
 * EMRFS asks of each folder above what it writes whether it exists, by its name with and without a slash, and leaves markers `<folder>_$folder$`.
 * In the catalog a table's ancestors are resources of each call (AWS Glue Developer Guide, "Specifying AWS Glue resource ARNs").
 */
export function writeLakeTables(context: StackContext, scope: LakeTablesScope): readonly PolicyStatement[] {
  const { bucket, database, tables } = scope;
  const arn = bucketArn(context, bucket);
  const names = tables.map(literalText);
  const markers = names.map((name) => `${name}_${literalText("$folder$")}`);
  return [
    ...keepState(context, scope),
    ...probeBucket(context, bucket),
    {
      Sid: "ListTables",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: arn,
      Condition: { StringLike: { "s3:prefix": [...names, ...names.map((name) => `${name}/*`), ...markers] } },
    },
    {
      Sid: "FillTables",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      Resource: names.map((name) => `${arn}/${name}/*`),
    },
    {
      Sid: "MarkFolders",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:PutObject"],
      Resource: markers.map((marker) => `${arn}/${marker}`),
    },
    {
      Sid: "DefineTables",
      Effect: "Allow",
      Action: ["glue:CreateTable", "glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"],
      Resource: [
        catalogArn(context),
        catalogDatabaseArn(context, database),
        ...tables.map((table) => catalogTableArn(context, database, table)),
      ],
    },
  ];
}

/** Policies of a role: inside of it, and beside it. */
export interface PolicyParts {
  readonly inline: readonly PolicyStatement[];
  readonly managed: readonly (readonly PolicyStatement[])[];
}

/** Characters that tables may take of the 10,240 of a role's inline policies; the rest is for what every job does. */
const inlineLimit = 4_000;

/** Characters of a managed policy (IAM User Guide, "IAM and AWS STS quotas"). */
const managedLimit = 6_144;

/** The statements of `writeLakeTables`, in managed policies when they are too many for an inline one: from about ten tables on. */
export function lakeTablePolicies(context: StackContext, scope: LakeTablesScope): PolicyParts {
  const statements = (tables: readonly string[]): readonly PolicyStatement[] => writeLakeTables(context, { ...scope, tables });
  const size = (tables: readonly string[]): number => policyDocument(statements(tables)).length;
  if (size(scope.tables) <= inlineLimit) return { inline: statements(scope.tables), managed: [] };
  const chunks: string[][] = [];
  for (const table of scope.tables) {
    const last = chunks.at(-1);
    if (last !== undefined && size([...last, table]) <= managedLimit) last.push(table);
    else chunks.push([table]);
  }
  return { inline: [], managed: chunks.map(statements) };
}

/** Copies objects as they are below a folder of a zone: nothing is read back, no table is made. */
export function copyObjectsTo(context: StackContext, bucket: string, folder: string): readonly PolicyStatement[] {
  return writeObjects(context, { bucket, prefixes: [`${folder}/`] });
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
