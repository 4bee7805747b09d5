import type { AccessLevel, Group, Lake, LakeGrant, Member, SpecPointer } from "../model/graph";
import { pointerTo } from "../source/pointer";
import { compareNames, entriesByName, type LinkContext } from "./link-context";
import type { References, Scope } from "./references";

/** A group of the spec with its references resolved. */
export interface GroupAccess {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly entries: readonly { readonly level: AccessLevel; readonly scope: Scope }[];
}

/** From the least to the most: each level includes those before it. */
export const accessLevels: readonly AccessLevel[] = ["read", "write", "admin"];

export function linkAccess(context: LinkContext, references: References): readonly GroupAccess[] {
  return entriesByName(context.spec.access).map(([name, group]) => {
    const pointer = pointerTo("access", name);
    const entries = accessLevels.flatMap((level) =>
      group[level].flatMap((text, index) => {
        const scope = references.resolveScope(`${pointer}${pointerTo(level, index)}`, text);
        return scope ? [{ level, scope }] : [];
      }),
    );
    return { name, pointer, entries };
  });
}

/** The groups with what they may do in the lake. */
export function linkGroups(
  context: LinkContext,
  access: readonly GroupAccess[],
  lake: Lake | undefined,
  databaseRoles: ReadonlyMap<string, string>,
): readonly Group[] {
  return access.map((group) => {
    const spec = context.spec.access[group.name];
    if (!spec) throw new Error(`there is no group ${group.name}`);
    const databaseRole = databaseRoles.get(group.name);
    return {
      name: group.name,
      pointer: group.pointer,
      ...(spec.description === undefined ? {} : { description: spec.description }),
      ...(spec.movedFrom === undefined ? {} : { movedFrom: spec.movedFrom }),
      members: [...spec.members].sort(compareNames).map(toMember),
      lake: lake ? lakeGrants(group, lake) : [],
      ...(databaseRole === undefined ? {} : { databaseRole }),
    };
  });
}

function toMember(text: string): Member {
  return text.startsWith("sso:") ? { kind: "permission-set", name: text.slice("sso:".length) } : { kind: "role", arn: text };
}

function lakeGrants({ entries }: GroupAccess, lake: Lake): readonly LakeGrant[] {
  const zoneLevels = new Map<string, AccessLevel>();
  const tableLevels = new Map<string, { readonly zone: string; readonly table: string; readonly level: AccessLevel }>();
  for (const { level, scope } of entries) {
    if (scope.kind === "store" && scope.store === "lake") for (const zone of lake.zones) raise(zoneLevels, zone.name, level);
    if (scope.kind === "container" && scope.container.store === "lake") raise(zoneLevels, scope.container.name, level);
    if (scope.kind === "dataset" && scope.dataset.container.store === "lake") {
      const { container, table } = scope.dataset;
      const key = `${container.name}.${table}`;
      const known = tableLevels.get(key)?.level;
      if (known === undefined || isAbove(level, known)) tableLevels.set(key, { zone: container.name, table, level });
    }
  }
  const zones = [...zoneLevels].map(([zone, level]) => ({ zone, level }));
  const tables = [...tableLevels.values()].filter(({ zone, level }) => isAbove(level, zoneLevels.get(zone)));
  return [...zones, ...tables].sort((left, right) => compareNames(grantKey(left), grantKey(right)));
}

function grantKey({ zone, table }: LakeGrant): string {
  return `${zone}.${table ?? ""}`;
}

/** Sets a level unless a higher one is known. */
export function raise<Key>(levels: Map<Key, AccessLevel>, key: Key, level: AccessLevel): void {
  if (isAbove(level, levels.get(key))) levels.set(key, level);
}

/** Whether a level gives more than another, or than nothing. */
export function isAbove(level: AccessLevel, other: AccessLevel | undefined): boolean {
  return other === undefined || accessLevels.indexOf(level) > accessLevels.indexOf(other);
}
