import { quote } from "../diagnostics/quote";
import type { LinkContext } from "../link/link-context";
import type { StackGraph } from "../model/graph";
import { auroraRoles, localEnvironment, ownBuckets, ownWorkgroup, stackPrefix } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Rule } from "./rule";

/** Names that the language or a service keeps for itself are free. */
export const reservedNamesStayFree: Rule = (graph, context) => {
  reportStackPrefix(graph, context);
  reportLocalEnvironment(context);
  reportOwnBuckets(graph, context);
  reportOwnWorkgroups(graph, context);
  reportDatabaseRoles(graph, context);
  reportDatabaseSchemas(graph, context);
  reportIcebergTables(graph, context);
};

/** Amazon EC2 API Reference, "CreateSecurityGroup"; Amazon S3 User Guide, "General purpose bucket naming rules". */
const reservedPrefixes: readonly string[] = ["sg-", "sthree-", "amzn-s3-demo-"];

/** Every name of the stack begins with the stack's and the environment's. */
function reportStackPrefix({ identity }: StackGraph, context: LinkContext): void {
  const reserved = reservedPrefixes.find((prefix) => `${stackPrefix(identity)}-`.startsWith(prefix));
  if (reserved === undefined) return;
  const message = `A stack cannot be called ${quote(identity.stack)}: names that begin with ${reserved} are AWS's own. Write another name.`;
  context.report({ code: "reserved-name", pointer: pointerTo("name"), message });
}

/** `local` is what templates see on a laptop. */
function reportLocalEnvironment(context: LinkContext): void {
  if (!Object.hasOwn(context.stack.base.environments, localEnvironment)) return;
  const pointer = pointerTo("environments", localEnvironment);
  const message = 'An environment cannot be called "local": that is what runs on a laptop are called. Write another name, such as dev.';
  context.report({ code: "reserved-name", pointer, span: context.keySpan(pointer), message });
}

function reportOwnBuckets({ lake }: StackGraph, context: LinkContext): void {
  for (const { name, pointer, movedFrom } of lake?.zones ?? []) {
    const origin = (movedFrom ?? name).replaceAll("_", "-");
    if (!ownBuckets.includes(origin)) continue;
    const message = `A zone cannot be called ${quote(name)}: the stack has a bucket of its own of that name. The names ${ownBuckets.join(", ")} are taken.`;
    context.report({ code: "reserved-name", pointer, span: context.keySpan(pointer), message });
  }
}

/** Each group that reads the lake has a workgroup of its name. */
function reportOwnWorkgroups({ groups, lake }: StackGraph, context: LinkContext): void {
  for (const { name, pointer } of lake === undefined ? [] : groups) {
    if (name.replaceAll("_", "-") !== ownWorkgroup) continue;
    const message = `A group cannot be called ${quote(name)}: the stack has a workgroup of its own of that name. Rename the group.`;
    context.report({ code: "reserved-name", pointer, span: context.keySpan(pointer), message });
  }
}

/** PostgreSQL documentation, "CREATE ROLE" and "Predefined Roles"; Amazon RDS User Guide, "Understanding PostgreSQL roles and permissions". */
const reservedRoles: readonly string[] = [
  "postgres",
  "public",
  "none",
  "user",
  "current_user",
  "current_role",
  "session_user",
  ...Object.values(auroraRoles),
];

function reportDatabaseRoles({ warehouse }: StackGraph, context: LinkContext): void {
  for (const { group, role, pointer } of warehouse?.grants.groups ?? []) {
    if (!reservedRoles.includes(role) && !/^(pg_|rds)/.test(role)) continue;
    const message = `The group ${quote(group)} would have the role ${quote(role)} in the database, which is reserved there: rename the group.`;
    context.report({ code: "reserved-name", pointer, span: context.keySpan(pointer), message });
  }
}

/** PostgreSQL documentation, "Schemas": names that begin with pg_ are the system's; `public` is everybody's. */
function reportDatabaseSchemas({ warehouse }: StackGraph, context: LinkContext): void {
  for (const { name, sqlName, pointer } of warehouse?.schemas ?? []) {
    if (sqlName !== "public" && sqlName !== "information_schema" && !sqlName.startsWith("pg_")) continue;
    const message = `The schema ${quote(name)} is one that every PostgreSQL database has for itself: write another name.`;
    context.report({ code: "reserved-name", pointer, message });
  }
}

/**
 * Words that Athena takes as a name only in quotes, which its statements for the upkeep of Iceberg tables do not take (Amazon Athena User Guide, "Escape
 * reserved keywords in queries", SELECT statements; dbt-athena #154).
 */
const athenaWords: ReadonlySet<string> = new Set(
  [
    "alter and as between by case cast constraint create cross cube current_catalog current_date current_path current_schema current_time",
    "current_timestamp current_user deallocate delete describe distinct drop else end escape except execute exists extract false first for from",
    "full group grouping having in inner insert intersect into is join json_array json_exists json_object json_query json_value last left like",
    "listagg localtime localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table then trim true",
    "uescape union unnest using values when where with",
  ].flatMap((line) => line.split(" ")),
);

function reportIcebergTables({ maintenance }: StackGraph, context: LinkContext): void {
  for (const { dataset, table, pointer } of maintenance) {
    if (!athenaWords.has(table)) continue;
    const advice = pointer.includes("/tables/") ? "give it another name with as: <name>" : "rename it, or send it to a parquet zone";
    const message = `${dataset} cannot be an iceberg table: ${quote(table)} is a word of SQL, and Athena's statements that keep such tables small take no quotes: ${advice}.`;
    context.report({ code: "reserved-name", pointer, span: context.keySpan(pointer), message });
  }
}
