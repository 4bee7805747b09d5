import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { findPostgres } from "./find-postgres.mjs";

/** A PostgreSQL server of a test's own, on a Unix socket in a temporary folder. */
export interface TestPostgres {
  /** A new connection as its superuser; the server's end closes those that are left. */
  connect(options?: { readonly database?: string; readonly user?: string }): Promise<Client>;
  stop(): Promise<void>;
}

/** @throws Error - When no PostgreSQL can be had on this machine, or it does not start. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), "datastack-pg-"));
  const user = unprivilegedUser();
  const programs = runnable(findPostgres(), folder, user);
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid);
  const data = path.join(folder, "data");
  const initialize = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"];
  execFileSync(path.join(programs, "initdb"), initialize, { ...user, cwd: folder, stdio: "pipe" });
  const settings = ["listen_addresses=", `unix_socket_directories=${folder}`, "fsync=off", "max_connections=50"];
  const server = spawn(path.join(programs, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
    ...user,
    cwd: folder,
    stdio: "ignore",
  });
  const clients: Client[] = [];
  const connect: TestPostgres["connect"] = async ({ database = "postgres", user: login = "postgres" } = {}) => {
    const client = new Client({ host: folder, database, user: login });
    // The server's end is no error of a test.
    client.on("error", () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const stop = async (): Promise<void> => {
    await Promise.allSettled(clients.map((client) => client.end()));
    await stopServer(server);
    rmSync(folder, { recursive: true, force: true });
  };
  await waitUntilReady(connect, server).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { connect, stop };
}

/** Another user may not reach programs below this checkout: they are copied to where everybody can. */
function runnable(programs: string, folder: string, user: { readonly uid?: number }): string {
  if (user.uid === undefined || !programs.startsWith(path.join(__dirname, "..", ".."))) return programs;
  const copy = path.join(folder, "native");
  cpSync(path.dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
  return path.join(copy, "bin");
}

/** PostgreSQL refuses to run as root; the user nobody may be root's stand-in. */
function unprivilegedUser(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
}

async function waitUntilReady(connect: TestPostgres["connect"], server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      await (await connect()).end();
      return;
    } catch (error) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} before it was ready`, { cause: error });
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // A fast shutdown: open transactions are rolled back.
  server.kill("SIGINT");
  await ended;
}
