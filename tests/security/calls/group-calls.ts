import type { Group, LakeGrant } from "../../../compiler";
import { physicalName } from "../../../compiler/model/names";
import { bucketArn, databaseUserArn } from "../../../components/shared/arns";
import { stackPrefix } from "../../../compiler/model/names";
import { call, tableMadeByHand, type Call, type LakeTable, type RoleCalls, type StackCalls, type Whole } from "./call";

/** What people of a group do: they query with Athena, read objects, and connect to the warehouse. */
export function groupCalls(stack: StackCalls): readonly RoleCalls[] {
  return stack.graph.groups.map((group) => ({
    role: physicalName(stack.graph.identity, "role", "group", group.name),
    calls: [...(group.lake.length === 0 ? [] : lakeCalls(stack, group)), ...warehouseCalls(stack, group)],
    wholes: group.lake.filter(({ table }) => table === undefined).flatMap((grant) => zoneObjects(stack, grant)),
  }));
}

function lakeCalls(stack: StackCalls, group: Group): readonly Call[] {
  const workgroup = physicalName(stack.graph.identity, "workgroup", group.name);
  return [
    ...stack.workgroup(
      [
        "athena:BatchGetQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetQueryResultsStream",
        "athena:GetWorkGroup",
        "athena:ListQueryExecutions",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      workgroup,
    ),
    ...stack.athenaCatalog([
      "athena:GetDataCatalog",
      "athena:GetDatabase",
      "athena:GetTableMetadata",
      "athena:ListDatabases",
      "athena:ListTableMetadata",
    ]),
    ...call(["athena:ListDataCatalogs", "athena:ListEngineVersions", "athena:ListWorkGroups"], "*"),
    ...stack.queryResults(workgroup),
    ...group.lake.flatMap((grant) => grantCalls(stack, grant)),
  ];
}

/** Who has a zone has all its objects, refused records among them. */
function zoneObjects(stack: StackCalls, { zone, level }: LakeGrant): readonly Whole[] {
  const arn = bucketArn(stack.graph.identity, stack.zone(zone).bucket);
  return [
    { actions: ["s3:ListBucket"], resource: arn },
    { actions: ["s3:GetObject", ...(level === "read" ? [] : ["s3:DeleteObject", "s3:PutObject"])], resource: `${arn}/*` },
  ];
}

function grantCalls(stack: StackCalls, grant: LakeGrant): readonly Call[] {
  const tables = grantedTables(stack, grant);
  const { format, bucket } = stack.zone(grant.zone);
  return [
    ...stack.readTables(tables),
    ...(grant.table === undefined ? wholeZone(stack, grant.zone, bucket, tables) : []),
    ...(grant.level === "read" ? [] : changeCalls(stack, tables, format)),
    ...(grant.level === "admin" ? adminCalls(stack, tables) : []),
  ];
}

function grantedTables(stack: StackCalls, { zone, table }: LakeGrant): readonly LakeTable[] {
  return table === undefined ? [...stack.tablesOf(zone), { zone, table: tableMadeByHand }] : [{ zone, table }];
}

function wholeZone(stack: StackCalls, zone: string, bucket: string, tables: readonly LakeTable[]): readonly Call[] {
  return [
    ...tables.flatMap((table) => stack.catalog("glue:GetTables", table)),
    ...stack.catalogDatabase(["glue:GetDatabases", "glue:GetTables"], zone),
    ...stack.list(bucket),
  ];
}

function changeCalls(stack: StackCalls, tables: readonly LakeTable[], format: "parquet" | "iceberg"): readonly Call[] {
  const partitions = ["glue:BatchCreatePartition", "glue:CreatePartition"];
  return [
    ...tables.flatMap((table) => stack.catalog(format === "iceberg" ? "glue:UpdateTable" : partitions, table)),
    ...stack.writeFiles(tables),
    // A commit that lost a race, or a failed query, takes its files away.
    ...tables.flatMap((table) => call("s3:DeleteObject", stack.file(table))),
  ];
}

function adminCalls(stack: StackCalls, tables: readonly LakeTable[]): readonly Call[] {
  const actions = ["BatchDeletePartition", "CreateTable", "DeletePartition", "DeleteTable", "UpdatePartition", "UpdateTable"];
  return tables.flatMap((table) =>
    stack.catalog(
      actions.map((action) => `glue:${action}`),
      table,
    ),
  );
}

function warehouseCalls({ graph }: StackCalls, { databaseRole }: Group): readonly Call[] {
  if (databaseRole === undefined || graph.warehouse?.engine !== "aurora-postgresql") return [];
  const cluster = `<${stackPrefix(graph.identity)}-warehouse.clusterResourceId>`;
  return call("rds-db:connect", databaseUserArn(graph.identity, cluster, databaseRole));
}
