import type { TablePrivilege, Warehouse, WarehouseSchema } from "../model/graph";

/**
 * What has to be in a warehouse's database, in the order in which it is made: roles, the database's own privileges, schemas, privileges in schemas. Pulumi's
 * resources and the statements of a local run both come from it, so that they grant the same.
 */
export interface GrantPlan {
  /** Name of the database. */
  readonly database: string;
  /** Role that owns the schemas and makes the tables; undefined where the user who connects does. */
  readonly owner?: string;
  readonly roles: readonly PlannedRole[];
  /** Whether the database belongs to the stack alone, so that nobody else may lose what PUBLIC has by default. */
  readonly ownDatabase: boolean;
  readonly databaseGrants: readonly PlannedDatabaseGrant[];
  readonly schemas: readonly WarehouseSchema[];
  readonly schemaGrants: readonly PlannedSchemaGrant[];
}

export interface PlannedRole {
  readonly name: string;
  /** Name of the access group whose role it is; undefined for a role of the stack's own. */
  readonly group?: string;
  /** JSON pointer of what it comes from in the spec. */
  readonly pointer: string;
  /** Whether it can log in, with an IAM token. */
  readonly login: boolean;
  readonly memberOf: readonly string[];
}

export interface PlannedDatabaseGrant {
  readonly role: string;
  readonly privileges: readonly ("CONNECT" | "TEMPORARY")[];
}

/** All that a role may do in a schema, but for what it may on single tables. */
export interface PlannedSchemaGrant {
  readonly schema: string;
  readonly role: string;
  readonly schemaPrivileges: readonly ("USAGE" | "CREATE")[];
  /** On tables that the owner makes from now on. */
  readonly tablePrivileges: readonly TablePrivilege[];
  /**
   * Whether the privileges are these on the tables of today, too. Not where the role has more on single tables of the schema: a grant on all would take
   * that away, so there each table's job says what holds (`Dataset.grants`) when it runs next.
   */
  readonly onPresentTables: boolean;
}

/** Plans the roles and privileges of a warehouse. */
export function grantPlan(warehouse: Warehouse): GrantPlan {
  const { grants } = warehouse;
  return {
    database: warehouse.database,
    ...(grants.ownerRole === undefined ? {} : { owner: grants.ownerRole }),
    roles: plannedRoles(warehouse),
    ownDatabase: grants.ownerRole !== undefined,
    databaseGrants: [
      ...(grants.ownerRole === undefined ? [] : [{ role: grants.ownerRole, privileges: ["CONNECT", "TEMPORARY"] } as const]),
      ...grants.groups.map(({ role }) => ({ role, privileges: ["CONNECT"] }) as const),
    ],
    schemas: warehouse.schemas,
    schemaGrants: grants.schemaGrants.map((grant) => ({
      ...grant,
      onPresentTables: !grants.tableGrants.some(({ schema, role }) => schema === grant.schema && role === grant.role),
    })),
  };
}

/** The owner before the job role that is a member of it, then the groups. */
function plannedRoles({ grants, pointer }: Warehouse): readonly PlannedRole[] {
  const { ownerRole, jobRole } = grants;
  return [
    ...(ownerRole === undefined ? [] : [{ name: ownerRole, pointer, login: false, memberOf: [] }]),
    ...(jobRole === undefined ? [] : [{ name: jobRole, pointer, login: true, memberOf: ownerRole === undefined ? [] : [ownerRole] }]),
    ...grants.groups.map((group) => ({ name: group.role, group: group.group, pointer: group.pointer, login: group.login, memberOf: [] })),
  ];
}
