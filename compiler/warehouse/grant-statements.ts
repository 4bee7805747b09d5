import { quoteIdentifier, quoteLiteral } from "../sql/quote";
import type { GrantPlan, PlannedDatabaseGrant, PlannedRole, PlannedSchemaGrant } from "./grant-plan";

/**
 * The plan as PostgreSQL's statements, to be run in order and in one transaction by an administrator: they make roles, schemas and privileges what the
 * plan says, whatever they were, and change nothing when run again. Single tables are left to the jobs that make them.
 *
 * @param loginRole - Role that whoever logs in has to be a member of, `rds_iam` on Aurora; none without it.
 */
export function grantStatements(plan: GrantPlan, loginRole?: string): readonly string[] {
  return [
    ...plan.roles.flatMap((role) => roleStatements(role, loginRole)),
    ...plan.databaseGrants.flatMap((grant) => databaseStatements(plan, grant)),
    ...(plan.ownDatabase ? publicStatements(plan) : []),
    ...plan.schemas.flatMap(({ sqlName }) => schemaStatements(plan, sqlName)),
    ...schemaRolePairs(plan).flatMap((grant) => privilegeStatements(plan, grant)),
  ];
}

function roleStatements({ name, login, memberOf }: PlannedRole, loginRole: string | undefined): readonly string[] {
  const role = quoteIdentifier(name);
  const exists = `exists (select from pg_catalog.pg_roles where rolname = ${quoteLiteral(name)})`;
  const groups = [...memberOf, ...(login && loginRole !== undefined ? [loginRole] : [])];
  return [
    `do $role$ begin if not ${exists} then create role ${role}; end if; end $role$`,
    `alter role ${role} ${login ? "login" : "nologin"}`,
    ...groups.map((group) => `grant ${quoteIdentifier(group)} to ${role}`),
  ];
}

function databaseStatements({ database }: GrantPlan, { role, privileges }: PlannedDatabaseGrant): readonly string[] {
  const place = `on database ${quoteIdentifier(database)}`;
  return [`revoke all ${place} from ${quoteIdentifier(role)}`, `grant ${words(privileges)} ${place} to ${quoteIdentifier(role)}`];
}

/** By default everybody may connect, make temporary tables and, before PostgreSQL 15, tables in the schema `public`. */
function publicStatements({ database }: GrantPlan): readonly string[] {
  return [`revoke all on database ${quoteIdentifier(database)} from public`, "revoke all on schema public from public"];
}

function schemaStatements({ owner }: GrantPlan, schema: string): readonly string[] {
  const name = quoteIdentifier(schema);
  return owner === undefined
    ? [`create schema if not exists ${name}`]
    : [
        `create schema if not exists ${name} authorization ${quoteIdentifier(owner)}`,
        `alter schema ${name} owner to ${quoteIdentifier(owner)}`,
      ];
}

/** Every group with every schema, so that what is no longer granted is revoked. */
function schemaRolePairs({ schemas, roles, schemaGrants }: GrantPlan): readonly PlannedSchemaGrant[] {
  const groups = roles.filter(({ group }) => group !== undefined);
  return schemas.flatMap(({ sqlName: schema }) =>
    groups.map(
      ({ name: role }) =>
        schemaGrants.find((grant) => grant.schema === schema && grant.role === role) ??
        ({ schema, role, schemaPrivileges: [], tablePrivileges: [], onPresentTables: true } as const),
    ),
  );
}

function privilegeStatements(plan: GrantPlan, grant: PlannedSchemaGrant): readonly string[] {
  const schema = quoteIdentifier(grant.schema);
  const future = `alter default privileges${plan.owner === undefined ? "" : ` for role ${quoteIdentifier(plan.owner)}`} in schema ${schema}`;
  return [
    ...replaced("", `on schema ${schema}`, grant.schemaPrivileges, grant.role),
    ...(grant.onPresentTables ? replaced("", `on all tables in schema ${schema}`, grant.tablePrivileges, grant.role) : []),
    ...replaced(`${future} `, "on tables", grant.tablePrivileges, grant.role),
  ];
}

/** Takes everything away, then grants: nobody sees the moment between, in one transaction. */
function replaced(before: string, place: string, privileges: readonly string[], role: string): readonly string[] {
  return [
    `${before}revoke all ${place} from ${quoteIdentifier(role)}`,
    ...(privileges.length === 0 ? [] : [`${before}grant ${words(privileges)} ${place} to ${quoteIdentifier(role)}`]),
  ];
}

function words(privileges: readonly string[]): string {
  return privileges.join(", ").toLowerCase();
}
