import { Client, type ClientConfig } from "pg";
import { RunProblem } from "../problem";

/** As whom one connects. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A server that does not answer by then is down. */
const connectionTimeoutMillis = 15_000;

/**
 * A new connection, whose session has the time zone UTC.
 *
 * @param role - What the session becomes with `set role`, quoted.
 * @throws RunProblem - When there is none to be had; it says why, without a password.
 */
export async function openConnection(config: ClientConfig, role?: string): Promise<Client> {
  const client = await connect(config).catch((error: unknown) => {
    throw connectionProblem(error, new Client(config));
  });
  try {
    await client.query(`set timezone = 'UTC'${role === undefined ? "" : `; set role ${role}`}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  return client;
}

/** A new connection as it is, or pg's error. */
export async function connect(config: ClientConfig): Promise<Client> {
  const client = new Client({ connectionTimeoutMillis, ...config });
  // A connection that breaks while it is idle fails the next query, whose error is told.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    // Closes a socket that a refused login leaves open; the login's error is the one to tell.
    await client.end().catch(() => undefined);
    throw error;
  }
}

const noSuchDatabase = "3D000";

/** Whether the server of a connection that failed lacks its database. */
export function isMissingDatabase(error: unknown): boolean {
  return ((error as Error).cause as { readonly code?: string } | undefined)?.code === noSuchDatabase;
}

/** Whether nothing listens where a connection that failed went to. */
export function isServerGone(error: unknown): boolean {
  return ((error as Error).cause as { readonly code?: string } | undefined)?.code === "ECONNREFUSED";
}

function connectionProblem(error: unknown, { host, port, user, database }: Client): RunProblem {
  const { code = "", message } = error as Error & { readonly code?: string };
  const place = `${host}:${port}`;
  const problem = (text: string): RunProblem => new RunProblem(text, undefined, { cause: error });
  if (/^(ECONNREFUSED|ENOENT|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code) || /timeout/i.test(message))
    return problem(`No PostgreSQL server answers at ${place}: start it, or give the address of another.`);
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return problem(`The PostgreSQL server's host ${host} has no address: check its name.`);
  if (code === "28P01") return problem(`The PostgreSQL server at ${place} refuses the password of the user ${user ?? ""}.`);
  if (/password must be a/.test(message))
    return problem(
      `The PostgreSQL server at ${place} asks for a password of the user ${user ?? ""}: give it in PGPASSWORD or in ~/.pgpass.`,
    );
  if (code === noSuchDatabase)
    return problem(`The PostgreSQL server at ${place} has no database ${database ?? ""}: create it, or name another.`);
  return problem(`The PostgreSQL server at ${place} refuses a connection: ${message}.`);
}
