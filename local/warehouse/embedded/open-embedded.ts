import type { Client, ClientConfig } from "pg";
import type { Warehouse } from "../../../compiler";
import { quoteIdentifier } from "../../../compiler/sql/quote";
import { RunProblem } from "../../problem";
import type { StateFolder } from "../../state/state-folder";
import { isMissingDatabase, isServerGone, openConnection, type Login } from "../connection";
import { groupLogins, loginOf } from "../group-logins";
import { passwordFile } from "../password-file";
import { setUpDatabase } from "../set-up-database";
import type { LocalWarehouse } from "../warehouse";
import { administrator } from "./data-folder";
import { ensureServer } from "./embedded-server";
import { loopback } from "./free-port";
import { logOf } from "./server-home";

/** Opens the database of a stack's own server, which is started when it does not run, and sets it up. */
export async function openEmbedded(state: StateFolder, warehouse: Warehouse): Promise<LocalWarehouse> {
  const { port, password } = await ensureServer(state);
  const { database } = warehouse;
  const { ownerRole = administrator, jobRole = administrator } = warehouse.grants;
  const logins = groupLogins(warehouse);
  const client = await administratorConnection();
  const setup = { warehouse, folder: state.warehouse, server: { host: loopback, port }, administrator };
  const passwords = await setUpDatabase(client, setup).finally(() => client.end());
  return {
    kind: "embedded",
    host: loopback,
    port,
    database,
    user: administrator,
    logins,
    passwordFile: passwordFile(state.warehouse),
    connect: () => openConnection(configOf(jobRole), quoteIdentifier(ownerRole)).catch(explainEnd),
    connectAs: async (group) => openConnection(configOf(loginOf(logins, group).role)).catch(explainEnd),
  };

  /** It was there a moment ago. */
  function explainEnd(error: unknown): never {
    if (!isServerGone(error)) throw error;
    throw new RunProblem(`The warehouse's server has ended, and the next run starts it again. ${logOf(state)} says why.`, undefined, {
      cause: error,
    });
  }

  function configOf(user: string): ClientConfig {
    return databaseConfig({ user, password: passwords.get(user) ?? "" }, database);
  }

  function databaseConfig(login: Login, name: string): ClientConfig {
    return { host: loopback, port, database: name, ssl: false, ...login };
  }

  async function administratorConnection(): Promise<Client> {
    const login = { user: administrator, password };
    try {
      return await openConnection(databaseConfig(login, database));
    } catch (error) {
      if (!isMissingDatabase(error)) throw error;
    }
    const maintenance = await openConnection(databaseConfig(login, "postgres"));
    await makeDatabase(maintenance, database).finally(() => maintenance.end());
    return openConnection(databaseConfig(login, database));
  }
}

/** By default everybody may connect to the databases that initdb makes, and make temporary tables there. */
async function makeDatabase(client: Client, database: string): Promise<void> {
  for (const name of ["postgres", "template1"]) await client.query(`revoke all on database ${name} from public`);
  await client.query(`create database ${quoteIdentifier(database)}`);
}
