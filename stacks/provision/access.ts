import type { Group, LakeGrant, Lake as LakeModel, Member, StackGraph } from "../../compiler/model/graph";
import { bucketName, physicalName, stackPrefix } from "../../compiler/model/names";
import { AccessGroup, lakePolicies, type DatabaseUser, type LakeAccess } from "../../components/access/access-group";
import { groupTrust, type GroupMembers } from "../../components/access/group-trust";
import type { LakePermission } from "../../components/access/lake-policy";
import type { Lake } from "../../components/lake/lake";
import { messageOf, type LimitProblem } from "../limit-problem";
import type { Foundation } from "./foundation";
import type { Provisioning } from "./stack-parts";
import type { WarehouseParts } from "./warehouse";

/** What the stack's groups are given. */
export interface AccessParts {
  /** By name of the group. */
  readonly groups: Readonly<Record<string, AccessGroup>>;
}

/** A role for each access group, with its workgroup and its login to the warehouse. */
export function provisionAccess(
  { graph, context, options }: Provisioning,
  foundation: Foundation,
  lake: Lake | undefined,
  warehouse: WarehouseParts | undefined,
): AccessParts {
  const groups = graph.groups.map((group) => {
    const lakeAccess = lakeAccessOf(graph, group, foundation, lake);
    const databaseUser = databaseUserOf(group, warehouse);
    return [
      group.name,
      new AccessGroup(
        `access-${group.name}`,
        {
          context,
          source: group.pointer,
          roleName: physicalName(graph.identity, "role", "group", group.name),
          description: group.description ?? `Access group ${group.name} of ${stackPrefix(graph.identity)}`,
          members: membersOf(group.members),
          ...(lakeAccess === undefined ? {} : { lake: lakeAccess }),
          ...(databaseUser === undefined ? {} : { databaseUser }),
        },
        { ...options, ...(group.movedFrom === undefined ? {} : { aliases: [{ name: `access-${group.movedFrom}` }] }) },
      ),
    ] as const;
  });
  return { groups: Object.fromEntries(groups) };
}

/** What IAM would refuse of the groups. */
export function groupLimitProblems(graph: StackGraph): readonly LimitProblem[] {
  return graph.groups.flatMap((group) =>
    [
      ...messageOf(() => groupTrust(graph.identity, membersOf(group.members))),
      ...messageOf(() => graph.lake && lakePolicies(graph.identity, lakeReach(graph, graph.lake, group))),
    ].map((message) => ({ pointer: group.pointer, message })),
  );
}

function membersOf(members: readonly Member[]): GroupMembers {
  return {
    permissionSets: members.flatMap((member) => (member.kind === "permission-set" ? [member.name] : [])),
    roleArns: members.flatMap((member) => (member.kind === "role" ? [member.arn] : [])),
  };
}

function lakeAccessOf(graph: StackGraph, group: Group, foundation: Foundation, lake: Lake | undefined): LakeAccess | undefined {
  if (graph.lake === undefined || lake === undefined || group.lake.length === 0) return undefined;
  const model = graph.lake;
  return {
    ...lakeReach(graph, model, group),
    resultsBucket: lake.resultsBucketName,
    kmsKeyArn: foundation.kmsKeyArn,
    scanLimitBytes: model.scanLimitBytes,
  };
}

/** What a group may do in the lake, by names alone. */
function lakeReach(graph: StackGraph, lake: LakeModel, group: Group) {
  return {
    permissions: group.lake.map((grant) => lakePermission(lake, grant)),
    workgroupName: physicalName(graph.identity, "workgroup", group.name),
    resultsBucketName: bucketName(graph.identity, "query-results"),
    keyEncryptsZones: lake.encryption === "kms",
  };
}

function lakePermission(lake: LakeModel, { zone: name, table, level }: LakeGrant): LakePermission {
  const zone = lake.zones.find((candidate) => candidate.name === name);
  if (zone === undefined) throw new Error(`The graph grants access to the zone ${name}, which it does not have.`);
  return {
    bucketName: zone.bucket,
    databaseName: zone.database,
    iceberg: zone.format === "iceberg",
    mayWrite: level !== "read",
    mayAdminister: level === "admin",
    ...(table === undefined ? {} : { table }),
  };
}

/** On a server that existed before, the logins are not IAM's. */
function databaseUserOf({ databaseRole }: Group, warehouse: WarehouseParts | undefined): DatabaseUser | undefined {
  if (databaseRole === undefined || warehouse?.cluster === undefined) return undefined;
  return { name: databaseRole, clusterResourceId: warehouse.cluster.clusterResourceId };
}
