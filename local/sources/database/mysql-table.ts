import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Connection, ConnectionOptions, QueryError, QueryOptions, RowDataPacket } from "mysql2";
import { RunProblem } from "../../problem";
import { readCsvShape } from "../csv-shape";
import type { CursorPosition, RowSource } from "../row-source";
import type { TableRequest } from "../table-request";
import { csvLine } from "./csv-line";
import { readDatabaseUrl, type DatabaseAddress } from "./database-url";
import { isTextType, mysqlColumn, type CatalogColumn } from "./mysql-columns";
import { mysqlProblem } from "./mysql-problem";
import { readStaged, type DatabaseColumn } from "./staged-rows";
import { dialects, noSuchTable, splitTable, type TableName } from "./table-name";

const connectMilliseconds = 15_000;
const blockLength = 1 << 20;
const { identifier, literal } = dialects.mysql;

/** A table of a MySQL database. */
export function mysqlTable(request: TableRequest, text: string): RowSource {
  const address = readDatabaseUrl(request.source, text, "mysql");
  const options = connectionOptions(request.source, address);
  const server = address.shown;
  const table = splitTable(request.table.sourceTable, address.database);
  const origin = `${server} ${table.schema}.${table.name}`;
  return {
    origin,
    read: async (connection, from) => {
      try {
        return await withConnection(options, async (client) => {
          const columns = await readCatalog(request, client, server, table);
          const read = columns.map((column) => mysqlColumn(column, request.store));
          return readStaged(request, connection, origin, read, async (path, selected) => {
            await writeRows(client, selectRows(table, columns, selected, from), path);
            return readCsvShape({ key: path, path, bytes: 0, fingerprint: "" });
          });
        });
      } catch (error) {
        throw mysqlProblem(error, { request, server });
      }
    },
  };
}

/** `REQUIRED` encrypts without a look at the certificate, as the jobs on AWS do. */
const encryption: Readonly<Record<string, ConnectionOptions["ssl"]>> = {
  disabled: undefined,
  required: { rejectUnauthorized: false },
  verify_ca: { verifyIdentity: false },
  verify_identity: { verifyIdentity: true },
};

function connectionOptions(source: string, { host, port, database, url }: DatabaseAddress): ConnectionOptions {
  const { "ssl-mode": mode = "disabled", socket, host: _, port: __, ...unknown } = Object.fromEntries(url.searchParams);
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined)
    throw new RunProblem(`--source ${source}=mysql://…: the URL's parameter "${stranger}" is not known. It may have ssl-mode and socket.`);
  if (!Object.hasOwn(encryption, mode.toLowerCase()))
    throw new RunProblem(`--source ${source}=mysql://…: ssl-mode is DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY.`);
  const ssl = encryption[mode.toLowerCase()];
  return {
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    database,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ...(ssl && { ssl }),
    connectTimeout: connectMilliseconds,
    charset: "utf8mb4",
    enableKeepAlive: true,
  };
}

/** One transaction that sees one moment, in UTC, that may wait for this machine. */
async function withConnection<Result>(options: ConnectionOptions, use: (client: Connection) => Promise<Result>): Promise<Result> {
  const { createConnection } = await import("mysql2");
  const client = createConnection(options);
  // What is going on at that moment fails, and says so.
  client.on("error", () => undefined);
  try {
    await new Promise<void>((resolve, reject) => client.connect((error) => (error ? reject(error) : resolve())));
    await query(client, "set session time_zone = '+00:00', net_write_timeout = 3600, transaction_isolation = 'REPEATABLE-READ'").catch(() =>
      // MariaDB and older servers name it otherwise.
      query(client, "set session time_zone = '+00:00', net_write_timeout = 3600, tx_isolation = 'REPEATABLE-READ'"),
    );
    await query(client, "start transaction with consistent snapshot, read only");
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** All rows of a short answer, each value as text. */
function query(client: Connection, sql: string): Promise<(string | null)[][]> {
  return new Promise((resolve, reject) => {
    client.query({ ...asText, sql }, (error: QueryError | null, rows) => (error ? reject(error) : resolve(rows as unknown as string[][])));
  });
}

/** Values as MySQL writes them. */
const asText: Omit<QueryOptions, "sql"> = { rowsAsArray: true, typeCast: (field) => field.string() };

async function readCatalog(request: TableRequest, client: Connection, server: string, table: TableName): Promise<readonly CatalogColumn[]> {
  const rows = await query(
    client,
    `select column_name, column_type from information_schema.columns
     where table_schema = ${literal(table.schema)} and table_name = ${literal(table.name)} order by ordinal_position`,
  );
  if (rows.length > 0) return rows.map(([name, type]) => ({ name: name ?? "", type: type ?? "" }));
  const isShort = !request.table.sourceTable.includes(".");
  const others = await query(
    client,
    `select ${isShort ? "table_name" : "concat(table_schema, '.', table_name)"} from information_schema.tables
     where ${isShort ? `table_schema = ${literal(table.schema)}` : "table_schema not in ('information_schema', 'performance_schema', 'sys', 'mysql')"}`,
  );
  throw noSuchTable(
    request,
    server,
    others.map(([name]) => name ?? ""),
  );
}

function selectRows(
  { schema, name }: TableName,
  catalog: readonly CatalogColumn[],
  columns: readonly DatabaseColumn[],
  from: CursorPosition | undefined,
): string {
  const select = `select ${columns.map(({ selected }) => selected).join(", ")} from ${identifier(schema)}.${identifier(name)}`;
  const cursor = catalog.find((column) => column.name === from?.column);
  return from && cursor ? `${select} where ${atOrAfter(cursor, from.value)}` : select;
}

/** Text is compared by its bytes, as DuckDB does; numbers as numbers. */
function atOrAfter({ name, type }: CatalogColumn, value: string): string {
  const column = identifier(name);
  if (isTextType(type)) return `cast(convert(${column} using utf8mb4) as binary) >= cast(${literal(value)} as binary)`;
  return `${column} >= ${/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(value) ? value : literal(value)}`;
}

/** Streams rows into a csv file: the server waits while the disk does. */
async function writeRows(client: Connection, sql: string, path: string): Promise<void> {
  const file = createWriteStream(path);
  const written = finished(file);
  try {
    const rest = await Promise.race([streamRows(client, sql, file), written.then(() => "")]);
    file.end(rest);
    await written;
  } catch (error) {
    file.destroy();
    await written.catch(() => undefined);
    throw error;
  }
}

/** Resolves to the lines that are left to write. */
function streamRows(client: Connection, sql: string, file: WriteStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let block = "";
    const rows = client.query<RowDataPacket[][]>({ ...asText, sql });
    rows.on("error", reject);
    rows.on("result", (row) => {
      block += csvLine(row as unknown as (string | null)[]);
      if (block.length < blockLength) return;
      const isFree = file.write(block);
      block = "";
      if (isFree) return;
      client.pause();
      once(file, "drain").then(() => client.resume(), reject);
    });
    rows.on("end", () => resolve(block));
  });
}
