import { execFileSync, spawn } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { findPostgres } from "../../tests/harness/find-postgres.mjs";

/** A PostgreSQL server that plays the application's database, on 127.0.0.1. PostgreSQL refuses root: the user nobody stands in. */
export async function startSource() {
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const folder = mkdtempSync(path.join(tmpdir(), "datastack-bench-source-"));
  cpSync(path.dirname(findPostgres()), path.join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  const programs = path.join(folder, "native", "bin");
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, "data");
  const quiet = { ...user, cwd: folder, stdio: "ignore" };
  execFileSync(
    path.join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"],
    quiet,
  );
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "fsync=off", "max_wal_size=4GB"];
  const server = spawn(path.join(programs, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], quiet);
  const url = (database) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  await untilReady(url("postgres"), server);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database with so many orders and a tenth as many customers, whose columns have the types of real ones. */
export async function fillSource(source, orders) {
  const database = `orders_${orders}`;
  await run(source.url("postgres"), [`create database ${database}`]);
  await run(source.url(database), [
    `create table customers as select n::bigint as customer_id, 'Customer ' || n as name, 'customer' || n || '@mail.example' as email,
       (array['NL','DE','FR','BE'])[1 + n % 4] as country, timestamp '2024-01-01' + n * interval '37 seconds' as created_at
     from generate_series(1, ${Math.max(1, orders / 10)}) as n`,
    `create table orders as select n::bigint as order_id, (1 + (n::bigint * 7919) % ${Math.max(1, orders / 10)})::bigint as customer_id,
       (array['open','paid','shipped','delivered','cancelled'])[1 + n % 5] as status, 'EUR' as currency,
       ((n::bigint * 104729) % 100000)::numeric(12, 2) / 100 as amount,
       case when n % 3 = 0 then null else 'note, "' || n || '"' end as note,
       timestamp '2025-01-01' + n * interval '1 second' as ordered_at, timestamp '2025-01-02' + n * interval '1 second' as updated_at
     from generate_series(1, ${orders}) as n`,
    "alter table orders alter column amount type numeric(12, 2)",
    "alter table customers add primary key (customer_id)",
    "alter table orders add primary key (order_id)",
    "create index on orders (updated_at)",
    "vacuum analyze",
  ]);
  return source.url(database);
}

async function run(url, statements) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function untilReady(url, server) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const client = new pg.Client(url);
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("the source did not start");
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
