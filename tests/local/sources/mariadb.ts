import { spawn, spawnSync } from "node:child_process";
import { chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createConnection, type Connection } from "mysql2/promise";

/** A MariaDB server of a test's own, on a Unix socket in a temporary folder; its user is `admin`. */
export interface TestMariadb {
  readonly socket: string;
  connect(): Promise<Connection>;
  stop(): Promise<void>;
}

/** The server's program: of the environment, or on the path; undefined when there is none. */
export function findMariadb(): string | undefined {
  const named = process.env.DATASTACK_MARIADBD;
  if (named) return named;
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin"];
  return folders.map((folder) => path.join(folder, "mariadbd")).find((program) => existsSync(program));
}

export async function startMariadb(program: string): Promise<TestMariadb> {
  const folder = mkdtempSync(path.join(tmpdir(), "datastack-mariadb-"));
  const data = path.join(folder, "data");
  mkdirSync(data);
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (user.uid !== undefined) for (const owned of [folder, data]) chownSync(owned, user.uid, user.gid);
  const base = path.dirname(path.dirname(realpathSync(program)));
  const share = ["share/mysql", "share/mariadb"]
    .map((name) => path.join(base, name))
    .find((name) => existsSync(`${name}/mysql_system_tables.sql`));
  if (share === undefined) throw new Error(`${program} has no system tables beside it`);
  const common = ["--no-defaults", `--basedir=${base}`, `--datadir=${data}`, `--lc-messages-dir=${share}`, `--tmpdir=${data}`];
  const scripts = [
    "mysql_system_tables.sql",
    "mysql_performance_tables.sql",
    "mysql_system_tables_data.sql",
    "maria_add_gis_sp_bootstrap.sql",
  ];
  const admin =
    "insert into global_priv values ('localhost', 'admin', json_object('access', 18446744073709551615, 'plugin', 'mysql_native_password'," +
    " 'authentication_string', password('admin-password')));";
  const input = [
    "create database mysql;",
    "use mysql;",
    ...scripts.map((name) => readFileSync(path.join(share, name), "utf8")),
    admin,
  ].join("\n");
  const made = spawnSync(program, [...common, "--bootstrap", "--skip-networking"], { ...user, input, encoding: "utf8", cwd: folder });
  if (made.status !== 0) throw new Error(`MariaDB's bootstrap failed: ${made.stderr.slice(-2000)}`);

  const socket = path.join(folder, "socket");
  const log = openSync(path.join(folder, "log"), "w");
  const options = [...common, `--socket=${socket}`, "--skip-networking", "--skip-log-bin", `--pid-file=${folder}/pid`, "--sql-mode="];
  const server = spawn(program, options, { ...user, cwd: folder, stdio: ["ignore", log, log] });
  closeSync(log);
  const connect = () => createConnection({ socketPath: socket, user: "admin", password: "admin-password", multipleStatements: true });
  for (const deadline = Date.now() + 30_000; ;) {
    try {
      await (await connect()).end();
      break;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) {
        const text = readFileSync(path.join(folder, "log"), "utf8");
        throw new Error(`MariaDB did not start: ${text.slice(-2000)}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    socket,
    connect,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
