import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseError, type Client } from "pg";
import type { Warehouse } from "../../compiler";
import { RunProblem } from "../problem";
import type { StateFolder } from "../state/state-folder";
import { openConnection } from "./connection";
import { groupLogins, loginOf } from "./group-logins";
import { passwordFile } from "./password-file";
import { parseServerUrl, urlConnection, urlUser } from "./server-url";
import { setUpDatabase } from "./set-up-database";
import type { LocalWarehouse } from "./warehouse";

/** Opens the database of a server that runs already, and sets it up as the URL's user, who owns what the steps make. */
export async function openExistingServer(state: StateFolder, warehouse: Warehouse, url: string): Promise<LocalWarehouse> {
  const { host, port, database } = parseServerUrl(url);
  const user = urlUser(url);
  const logins = groupLogins(warehouse);
  const client = await openConnection(urlConnection(url));
  const folder = recordFolder();
  const passwords = await setUp(client).finally(() => client.end());
  return {
    kind: "server",
    host,
    port,
    database,
    user,
    logins,
    passwordFile: passwordFile(folder),
    connect: () => openConnection(urlConnection(url)),
    connectAs: async (group) => {
      const { role } = loginOf(logins, group);
      const password = passwords.get(role);
      if (password === undefined)
        throw new RunProblem(
          `The role ${role} was on the server before this run, so that its password is not known: drop it, and run again.`,
        );
      return openConnection(urlConnection(url, { user: role, password }));
    },
  };

  /** Each server has a record and passwords of its own. */
  function recordFolder(): string {
    const name = createHash("sha256").update(`${host}:${port}/${database}`).digest("hex").slice(0, 12);
    const path = join(state.warehouse, "servers", name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  async function setUp(client: Client): Promise<ReadonlyMap<string, string>> {
    await checkRights(client, { user, database, needsRoles: logins.length > 0 });
    return setUpDatabase(client, { warehouse, folder, server: { host, port } }).catch((error: unknown) => {
      if (!(error instanceof DatabaseError)) throw error;
      const advice = error.code === "42501" ? ". Give the user that right, or another user" : "";
      throw new RunProblem(`The user ${user} could not set up the warehouse on ${host}:${port}: ${error.message}${advice}.`, undefined, {
        cause: error,
      });
    });
  }
}

interface NeededRights {
  readonly user: string;
  readonly database: string;
  readonly needsRoles: boolean;
}

async function checkRights(client: Client, { user, database, needsRoles }: NeededRights): Promise<void> {
  const { rows } = await client.query<{ readonly roles: boolean; readonly schemas: boolean; readonly staging: boolean }>(
    `select rolsuper or rolcreaterole as roles, has_database_privilege(current_database(), 'create') as schemas,
       has_database_privilege(current_database(), 'temporary') as staging
     from pg_catalog.pg_roles where rolname = current_user`,
  );
  const missing = rows.flatMap(({ roles, schemas, staging }) => [
    ...(roles || !needsRoles ? [] : ["the attribute CREATEROLE, for the roles of the groups"]),
    ...(schemas ? [] : [`CREATE on the database ${database}`]),
    ...(staging ? [] : [`TEMPORARY on the database ${database}`]),
  ]);
  if (missing.length > 0)
    throw new RunProblem(
      `The user ${user} may not set up the warehouse: it lacks ${missing.join(", and ")}. Give it that, or another user.`,
    );
}
