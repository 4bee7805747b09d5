import type { Client } from "pg";
import { grantPlan, grantStatements, type GrantPlan, type Warehouse } from "../../compiler";
import { quoteIdentifier, quoteLiteral } from "../../compiler/sql/quote";
import { newPassword, scramVerifier } from "./login-password";
import { readPasswords, writePasswords, type Passwords } from "./password-file";
import { retireRole } from "./retire-role";
import { readRecord, updateRecord } from "./setup-record";

/** Where and for whom a database is set up. */
export interface DatabaseSetup {
  readonly warehouse: Warehouse;
  /** Of the record and the passwords. */
  readonly folder: string;
  readonly server: { readonly host: string; readonly port: number };
  /** User of a server of the stack's own, where all roles are the stack's, too; undefined on a server with other people's roles. */
  readonly administrator?: string;
}

/**
 * Makes roles, schemas, privileges and logins of a database what the spec says, whatever they were, in one transaction. Roles of groups that left the spec
 * end.
 *
 * @param client - Connected to the database as who may do so.
 * @returns The passwords of those who can log in.
 */
export async function setUpDatabase(client: Client, setup: DatabaseSetup): Promise<Passwords> {
  const { warehouse, folder, server, administrator } = setup;
  const plan = grantPlan(warehouse);
  const groups = plan.roles.filter(({ group }) => group !== undefined).map(({ name }) => name);
  const logins = plan.roles.filter(({ group, login }) => group !== undefined || login).map(({ name }) => name);

  const before = readRecord(folder);
  const present = await presentNames(client);
  const own = administrator === undefined ? logins.filter((role) => before.roles.includes(role) || !present.roles.has(role)) : logins;
  const left = before.roles.filter((role) => !groups.includes(role) && present.roles.has(role));

  // First what must be known when this run ends before it could say so.
  const ownGroups = groups.filter((role) => own.includes(role));
  const schemas = plan.schemas.map(({ sqlName }) => sqlName);
  updateRecord(folder, { roles: union(before.roles, ownGroups), schemas: union(before.schemas, schemas) });
  const passwords = passwordsFor([...(administrator === undefined ? [] : [administrator]), ...own], readPasswords(folder));
  writePasswords(folder, server, passwords);

  const everySchema = withLeftSchemas(
    plan,
    before.schemas.filter((schema) => present.schemas.has(schema)),
  );
  // Before the transaction: nobody logs in anew while the sessions end.
  for (const role of left) await client.query(`alter role ${quoteIdentifier(role)} nologin`);
  await inTransaction(client, [
    ...left.flatMap((role) => retireRole(role, plan.owner)),
    ...grantStatements(everySchema),
    ...logins.map((role) => loginStatement(role, own.includes(role) ? passwords.get(role) : undefined)),
  ]);
  // One that could not be dropped is tried again by the next run.
  const kept = left.length === 0 ? [] : await presentNames(client).then(({ roles }) => left.filter((role) => roles.has(role)));
  updateRecord(folder, { roles: [...ownGroups, ...kept], schemas });
  return passwords;
}

async function presentNames(client: Client): Promise<{ readonly roles: ReadonlySet<string>; readonly schemas: ReadonlySet<string> }> {
  const { rows } = await client.query<{ readonly kind: string; readonly name: string }>(
    "select 'role' as kind, rolname::text as name from pg_catalog.pg_roles union all select 'schema', nspname::text from pg_catalog.pg_namespace",
  );
  const names = (wanted: string): ReadonlySet<string> => new Set(rows.filter(({ kind }) => kind === wanted).map(({ name }) => name));
  return { roles: names("role"), schemas: names("schema") };
}

function passwordsFor(users: readonly string[], known: Passwords): Passwords {
  return new Map(users.map((user) => [user, known.get(user) ?? newPassword()]));
}

/** The plan with schemas that left the spec: nobody is granted anything there, and so loses what was granted. */
function withLeftSchemas(plan: GrantPlan, schemas: readonly string[]): GrantPlan {
  const left = schemas.filter((schema) => !plan.schemas.some(({ sqlName }) => sqlName === schema));
  return { ...plan, schemas: [...plan.schemas, ...left.map((name) => ({ name, sqlName: name, pointer: "" }))] };
}

function loginStatement(role: string, password: string | undefined): string {
  const verifier = password === undefined ? "" : ` password ${quoteLiteral(scramVerifier(password))}`;
  return `alter role ${quoteIdentifier(role)} login${verifier}`;
}

async function inTransaction(client: Client, statements: readonly string[]): Promise<void> {
  await client.query("begin");
  try {
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } catch (error) {
    // The error is the news; where the connection is gone, so is the transaction.
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])];
}
