import type { Client } from "pg";
import { quoteIdentifier, quoteLiteral } from "../../../compiler/sql/quote";
import type { RecordedPart } from "../network/record-parts";

/**
 * Sends what @pulumi/postgresql sends when it makes an object, as a user who is no superuser. Told from the source of the provider beneath it
 * (cyrilgdn/terraform-provider-postgresql of June 2026, `postgresql/resource_postgresql_*.go` and `helpers.go`): for each object one transaction, in which
 * the user is a member of the roles that own what is changed.
 */
export async function createObject(client: Client, part: RecordedPart): Promise<void> {
  await client.query("begin");
  try {
    await create[part.type]?.(client, part.inputs);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`${part.name}: ${String(error)}`, { cause: error });
  }
}

type Inputs = Readonly<Record<string, unknown>>;

const create: Readonly<Record<string, (client: Client, inputs: Inputs) => Promise<void>>> = {
  "postgresql:index/role:Role": createRole,
  "postgresql:index/schema:Schema": createSchema,
  "postgresql:index/grant:Grant": grant,
  "postgresql:index/defaultPrivileges:DefaultPrivileges": alterDefaultPrivileges,
};

async function createRole(client: Client, inputs: Inputs): Promise<void> {
  const role = quoteIdentifier(String(inputs["name"]));
  const login = inputs["login"] === true ? "LOGIN" : "NOLOGIN";
  await client.query(
    `CREATE ROLE ${role} WITH VALID UNTIL 'infinity' CONNECTION LIMIT -1 NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT ${login} NOBYPASSRLS NOREPLICATION`,
  );
  for (const group of texts(inputs["roles"])) await client.query(`GRANT ${quoteIdentifier(group)} TO ${role}`);
}

async function createSchema(client: Client, inputs: Inputs): Promise<void> {
  const schema = quoteIdentifier(String(inputs["name"]));
  const owner = inputs["owner"] === undefined ? [] : [String(inputs["owner"])];
  const authorization = owner.map((role) => ` AUTHORIZATION ${quoteIdentifier(role)}`).join("");
  await asMemberOf(client, [...(await databaseOwner(client)), ...owner], async () => {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}${authorization}`);
  });
}

async function grant(client: Client, inputs: Inputs): Promise<void> {
  const role = inputs["role"] === "public" ? "public" : quoteIdentifier(String(inputs["role"]));
  const privileges = texts(inputs["privileges"]);
  const place = grantPlace(inputs);
  await asMemberOf(client, await ownersOf(client, inputs), async () => {
    await client.query(`REVOKE ALL PRIVILEGES ON ${place} FROM ${role}`);
    if (privileges.length > 0) await client.query(`GRANT ${privileges.join(",")} ON ${place} TO ${role}`);
  });
}

function grantPlace(inputs: Inputs): string {
  const schema = quoteIdentifier(String(inputs["schema"]));
  if (inputs["objectType"] === "database") return `DATABASE ${quoteIdentifier(String(inputs["database"]))}`;
  return inputs["objectType"] === "schema" ? `SCHEMA ${schema}` : `ALL TABLES IN SCHEMA ${schema}`;
}

async function alterDefaultPrivileges(client: Client, inputs: Inputs): Promise<void> {
  const owner = String(inputs["owner"]);
  const role = quoteIdentifier(String(inputs["role"]));
  const future = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(owner)} IN SCHEMA ${quoteIdentifier(String(inputs["schema"]))}`;
  await asMemberOf(client, [owner], async () => {
    await client.query(`${future} REVOKE ALL ON TABLES FROM ${role}`);
    await client.query(`${future} GRANT ${texts(inputs["privileges"]).join(",")} ON TABLES TO ${role}`);
  });
}

/** Owners of the schema and of the tables in it; nobody for a database. */
async function ownersOf(client: Client, inputs: Inputs): Promise<readonly string[]> {
  if (inputs["objectType"] === "database") return [];
  const schema = quoteLiteral(String(inputs["schema"]));
  const tables =
    inputs["objectType"] === "table" ? await column(client, `select distinct tableowner from pg_tables where schemaname = ${schema}`) : [];
  const [owner] = await column(
    client,
    `select rolname from pg_namespace join pg_roles on nspowner = pg_roles.oid where nspname = ${schema}`,
  );
  const owners = [...new Set([...tables, ...(owner === undefined ? [] : [owner])])];
  const resolved = owners.map(async (name) => (name === "pg_database_owner" ? databaseOwner(client) : [name]));
  return (await Promise.all(resolved)).flat();
}

function databaseOwner(client: Client): Promise<readonly string[]> {
  return column(client, "select rolname from pg_database join pg_roles on datdba = pg_roles.oid where datname = current_database()");
}

/** Membership for as long as the change takes; from PostgreSQL 16 on only one that allows `set role` counts. */
async function asMemberOf(client: Client, roles: readonly string[], change: () => Promise<void>): Promise<void> {
  const [user = ""] = await column(client, "select current_user");
  const settable =
    (await column(client, "select current_setting('server_version_num')::int >= 160000"))[0] === "true" ? " and set_option" : "";
  const granted: string[] = [];
  for (const role of roles.filter((name) => name !== user)) {
    const members = `select 1 from pg_auth_members where pg_get_userbyid(roleid) = ${quoteLiteral(role)} and pg_get_userbyid(member) = current_user${settable}`;
    if ((await column(client, members)).length > 0) continue;
    await client.query(`GRANT ${quoteIdentifier(role)} TO ${quoteIdentifier(user)}`);
    granted.push(role);
  }
  await change();
  for (const role of granted) await client.query(`REVOKE ${quoteIdentifier(role)} FROM ${quoteIdentifier(user)}`);
}

async function column(client: Client, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<unknown[]>({ text: query, rowMode: "array" });
  return rows.map(([value]) => String(value));
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
