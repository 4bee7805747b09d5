import type {
  AccessLevel,
  DatabaseGrants,
  DatabaseGroup,
  Identity,
  Load,
  SchemaGrant,
  TableGrant,
  TablePrivilege,
  WarehouseSchema,
} from "../model/graph";
import { auroraRoles, sharedDatabaseRole, sqlName } from "../model/names";
import { tableGrantStatements } from "../sql/postgresql";
import { isAbove, raise, type GroupAccess } from "./access";
import { compareNames } from "./link-context";

type CopiedTable = Pick<Load, "dataset" | "schema" | "table">;

/** What one group may do in the database, by the names there. */
interface Privileges {
  readonly schemas: Map<string, AccessLevel>;
  /** By schema and table. */
  readonly tables: Map<string, Map<string, AccessLevel>>;
}

const privilegesOfLevels: Readonly<Record<AccessLevel, readonly TablePrivilege[]>> = {
  read: ["SELECT"],
  write: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  admin: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES"],
};

/**
 * Who may do what in the warehouse's database. A group has a role there when it refers to the warehouse; what it may read in the lake, it may then also
 * read in the lake's copies, which nobody may change.
 */
export function linkDatabaseGrants(
  identity: Identity,
  engine: "aurora-postgresql" | "postgresql",
  schemas: readonly WarehouseSchema[],
  access: readonly GroupAccess[],
  copies: readonly CopiedTable[],
): DatabaseGrants {
  const isOwn = engine === "aurora-postgresql";
  const members = access.filter(({ entries }) => entries.some(({ scope }) => storeOf(scope) === "warehouse"));
  const groups = members.map(({ name, pointer }): DatabaseGroup => {
    return { group: name, role: isOwn ? sqlName(name) : sharedDatabaseRole(identity, name), login: isOwn, pointer };
  });
  const copiesById = new Map(copies.map((copy) => [copy.dataset, copy]));
  const granted = members.map((group, index) => ({
    role: groups[index]?.role ?? "",
    privileges: privilegesOf(group, schemas, copiesById),
  }));
  return {
    ...(isOwn ? { ownerRole: auroraRoles.owner, jobRole: auroraRoles.job } : {}),
    groups,
    schemaGrants: granted.flatMap(({ role, privileges }) => schemaGrants(role, privileges)).sort(bySchemaAndRole),
    tableGrants: granted.flatMap(({ role, privileges }) => tableGrants(role, privileges)).sort(bySchemaAndRole),
  };
}

function storeOf(scope: GroupAccess["entries"][number]["scope"]): "lake" | "warehouse" {
  if (scope.kind === "store") return scope.store;
  return scope.kind === "container" ? scope.container.store : scope.dataset.container.store;
}

function privilegesOf({ entries }: GroupAccess, schemas: readonly WarehouseSchema[], copies: ReadonlyMap<string, CopiedTable>): Privileges {
  const privileges: Privileges = { schemas: new Map(), tables: new Map() };
  for (const { level, scope } of entries) {
    if (scope.kind === "dataset") {
      const { container, table, id } = scope.dataset;
      const copy = copies.get(id);
      if (container.store === "warehouse") raiseTable(privileges, sqlName(container.name), table, level);
      else if (copy) raiseTable(privileges, copy.schema, copy.table, "read");
      continue;
    }
    for (const schema of schemas) {
      const isMeant =
        storeOf(scope) === "lake"
          ? schema.copyOfZone !== undefined && (scope.kind === "store" || scope.container.name === schema.copyOfZone)
          : schema.copyOfZone === undefined && (scope.kind === "store" || scope.container.name === schema.name);
      if (isMeant) raise(privileges.schemas, schema.sqlName, schema.copyOfZone === undefined ? level : "read");
    }
  }
  for (const [schema, tables] of privileges.tables)
    for (const [table, level] of tables) if (!isAbove(level, privileges.schemas.get(schema))) tables.delete(table);
  return privileges;
}

function raiseTable({ tables }: Privileges, schema: string, table: string, level: AccessLevel): void {
  const levels = tables.get(schema) ?? new Map<string, AccessLevel>();
  raise(levels, table, level);
  tables.set(schema, levels);
}

function schemaGrants(role: string, { schemas, tables }: Privileges): readonly SchemaGrant[] {
  const whole = [...schemas].map(([schema, level]): SchemaGrant => {
    return {
      schema,
      role,
      schemaPrivileges: level === "admin" ? ["USAGE", "CREATE"] : ["USAGE"],
      tablePrivileges: privilegesOfLevels[level],
    };
  });
  const parts = [...tables]
    .filter(([schema, levels]) => levels.size > 0 && !schemas.has(schema))
    .map(([schema]): SchemaGrant => ({ schema, role, schemaPrivileges: ["USAGE"], tablePrivileges: [] }));
  return [...whole, ...parts];
}

function tableGrants(role: string, { tables }: Privileges): readonly TableGrant[] {
  return [...tables].flatMap(([schema, levels]) =>
    [...levels].map(([table, level]): TableGrant => ({ schema, table, role, privileges: privilegesOfLevels[level] })),
  );
}

function bySchemaAndRole(left: SchemaGrant | TableGrant, right: SchemaGrant | TableGrant): number {
  return compareNames(grantKey(left), grantKey(right));
}

function grantKey(grant: SchemaGrant | TableGrant): string {
  return [grant.schema, "table" in grant ? grant.table : "", grant.role].join(".");
}

/** Finds the statements that give every group's role its privileges on one table. */
export class TableGrantStatements {
  readonly #bySchema = new Map<string, SchemaGrant[]>();
  readonly #byTable = new Map<string, TableGrant[]>();

  constructor(private readonly grants: DatabaseGrants | undefined) {
    for (const grant of grants?.schemaGrants ?? []) addTo(this.#bySchema, grant.schema, grant);
    for (const grant of grants?.tableGrants ?? []) addTo(this.#byTable, `${grant.schema}.${grant.table}`, grant);
  }

  of(schema: string, table: string): readonly string[] {
    const privileges = new Map<string, readonly TablePrivilege[]>(this.grants?.groups.map(({ role }) => [role, []]));
    for (const grant of this.#bySchema.get(schema) ?? []) privileges.set(grant.role, grant.tablePrivileges);
    // A table's own grant is there only when it gives more than the schema's.
    for (const grant of this.#byTable.get(`${schema}.${table}`) ?? []) privileges.set(grant.role, grant.privileges);
    return tableGrantStatements({ schema, table }, privileges);
  }
}

function addTo<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
