import { catalogArn, catalogDatabaseArn, catalogTableArn, dataCatalogArn, workgroupArn } from "../shared/arns";
import type { StackContext } from "../shared/context";
import { literalText, type PolicyStatement } from "../shared/policy-document";
import { changeObjects, listPrefixes, locateBuckets, readObjects, useKeyForBuckets, writeObjects } from "../shared/s3-statements";
import { unscoped } from "../shared/unscoped-actions";

/** What a group may do with one zone of the lake, or with one table of it. */
export interface LakePermission {
  /** Physical name of the zone's bucket. */
  readonly bucketName: string;
  /** Physical name of the zone's Glue database. */
  readonly databaseName: string;
  /** Whether its tables are Iceberg tables, whose every change is a change of the catalog entry. */
  readonly iceberg: boolean;
  /** Physical name of the table; the whole zone without it. */
  readonly table?: string;
  /** Whether the group may change rows. */
  readonly mayWrite: boolean;
  /** Whether the group may create, alter and drop tables. */
  readonly mayAdminister: boolean;
}

/** Where a group's queries run. */
export interface QueryPlace {
  /** Physical name of the group's Athena workgroup. */
  readonly workgroupName: string;
  /** Physical name of the bucket of query results. */
  readonly resultsBucketName: string;
  /** Key of the stack, which encrypts the results. */
  readonly keyArn: string;
  /** Whether it encrypts the zones too. */
  readonly keyEncryptsZones: boolean;
}

/**
 * The statements of a group that queries the lake with Athena, or reads its objects: Athena and Glue use the caller's rights, so all of them are needed
 * (Amazon Athena User Guide, "Actions, resources, and condition keys" and "Configure access to databases and tables in the AWS Glue Data Catalog").
 */
export function lakeStatements(context: StackContext, permissions: readonly LakePermission[], place: QueryPlace): PolicyStatement[] {
  const { workgroupName, resultsBucketName, keyArn } = place;
  const results = { bucket: resultsBucketName, prefixes: [`${workgroupName}/`] };
  const writable = permissions.filter((permission) => permission.mayWrite);
  const readBuckets = bucketsOf(permissions);
  const writeBuckets = bucketsOf(writable);
  return [
    ...athenaStatements(context, workgroupName),
    ...catalogStatements(context, permissions),
    ...zoneScopes(permissions).flatMap((scope) => [...readObjects(context, scope), ...listPrefixes(context, scope)]),
    ...zoneScopes(writable).flatMap((scope) => changeObjects(context, scope)),
    ...readObjects(context, results),
    ...listPrefixes(context, results),
    ...writeObjects(context, results),
    ...locateBuckets(context, [...readBuckets, resultsBucketName]),
    ...(place.keyEncryptsZones
      ? useKeyForBuckets(
          context,
          keyArn,
          readBuckets.filter((bucket) => !writeBuckets.includes(bucket)),
          "read",
        )
      : []),
    ...useKeyForBuckets(context, keyArn, [...(place.keyEncryptsZones ? writeBuckets : []), resultsBucketName], "write"),
  ];
}

function athenaStatements(context: StackContext, workgroup: string): PolicyStatement[] {
  return [
    {
      Sid: "RunQueries",
      Effect: "Allow",
      Action: [
        "athena:BatchGetQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetQueryResultsStream",
        "athena:GetWorkGroup",
        "athena:ListQueryExecutions",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      Resource: workgroupArn(context, workgroup),
    },
    {
      Sid: "ReadMetadata",
      Effect: "Allow",
      Action: [
        "athena:GetDataCatalog",
        "athena:GetDatabase",
        "athena:GetTableMetadata",
        "athena:ListDatabases",
        "athena:ListTableMetadata",
      ],
      Resource: dataCatalogArn(context),
    },
    { Sid: "FindWorkgroup", Effect: "Allow", ...unscoped("athena:ListDataCatalogs", "athena:ListEngineVersions", "athena:ListWorkGroups") },
  ];
}

/**
 * Glue checks a table together with its database and its catalog, and Athena looks at the database `default` first. Who may use single tables cannot list
 * the database: the list would show the columns of all tables.
 */
function catalogStatements(context: StackContext, permissions: readonly LakePermission[]): PolicyStatement[] {
  const catalog = [catalogArn(context)];
  const wholeZones = permissions.filter((permission) => permission.table === undefined);
  const writable = permissions.filter((permission) => permission.mayWrite);
  return [
    catalogStatement(
      "ReadTables",
      ["BatchGetPartition", "GetDatabase", "GetPartition", "GetPartitions", "GetTable"],
      [...catalog, catalogDatabaseArn(context, "default"), ...databasesAndTables(context, permissions)],
    ),
    ...(wholeZones.length === 0
      ? []
      : [catalogStatement("ListTables", ["GetDatabases", "GetTables"], [...catalog, ...databasesAndTables(context, wholeZones)])]),
    ...forTables(
      "CommitToTables",
      ["UpdateTable"],
      writable.filter(({ iceberg, mayAdminister }) => iceberg && !mayAdminister),
    ),
    ...forTables(
      "AddPartitions",
      ["BatchCreatePartition", "CreatePartition"],
      writable.filter(({ iceberg }) => !iceberg),
    ),
    ...forTables(
      "DefineTables",
      ["BatchDeletePartition", "CreateTable", "DeletePartition", "DeleteTable", "UpdatePartition", "UpdateTable"],
      permissions.filter(({ mayAdminister }) => mayAdminister),
    ),
  ];

  function forTables(sid: string, actions: readonly string[], tables: readonly LakePermission[]): PolicyStatement[] {
    return tables.length === 0 ? [] : [catalogStatement(sid, actions, [...catalog, ...databasesAndTables(context, tables)])];
  }
}

function catalogStatement(sid: string, actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return { Sid: sid, Effect: "Allow", Action: actions.map((action) => `glue:${action}`), Resource: resources };
}

function databasesAndTables(context: StackContext, permissions: readonly LakePermission[]): readonly string[] {
  return [
    ...new Set(permissions.map(({ databaseName }) => catalogDatabaseArn(context, databaseName))),
    ...permissions.map(({ databaseName, table }) => catalogTableArn(context, databaseName, table === undefined ? "*" : literalText(table))),
  ];
}

/** One scope a zone: all of it when a permission says so, otherwise the folders of its tables. */
function zoneScopes(permissions: readonly LakePermission[]): readonly { readonly bucket: string; readonly prefixes?: readonly string[] }[] {
  return bucketsOf(permissions).map((bucket) => {
    const ofBucket = permissions.filter((permission) => permission.bucketName === bucket);
    return ofBucket.some(({ table }) => table === undefined) ? { bucket } : { bucket, prefixes: ofBucket.map(({ table }) => `${table}/`) };
  });
}

function bucketsOf(permissions: readonly LakePermission[]): readonly string[] {
  return [...new Set(permissions.map((permission) => permission.bucketName))];
}
