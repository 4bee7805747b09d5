import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import type { CursorPosition, RowSource } from "../row-source";
import type { TableRequest } from "../table-request";
import { CsvShapeScan, type CsvShape } from "../csv-shape";
import { readDatabaseUrl, type DatabaseAddress } from "./database-url";
import { postgresColumn, type CatalogColumn } from "./postgres-columns";
import { postgresProblem } from "./postgres-problem";
import { readStaged, type DatabaseColumn } from "./staged-rows";
import { dialects, noSuchTable, splitTable, type TableName } from "./table-name";

const connectMilliseconds = 15_000;

const { identifier, literal } = dialects.postgresql;

/** A table of a PostgreSQL database. */
export function postgresTable(request: TableRequest, text: string): RowSource {
  const address = readDatabaseUrl(request.source, text, "postgresql");
  const server = address.shown;
  const table = splitTable(request.table.sourceTable, "public");
  const origin = `${server} ${table.schema}.${table.name}`;
  return {
    origin,
    read: async (connection, from) => {
      try {
        return await withClient(text, address, async (client) => {
          const columns = await readCatalog(request, client, server, table);
          const read = columns.map((column) => postgresColumn(column, request.store));
          return readStaged(request, connection, origin, read, (path, selected) =>
            copyOut(client, path, selectRows(table, columns, selected, from)),
          );
        });
      } catch (error) {
        throw postgresProblem(error, { request, server });
      }
    },
  };
}

/** One transaction that sees one moment, in a session that writes every type exactly and has no time limits. */
async function withClient<Result>(text: string, { url }: DatabaseAddress, use: (client: Client) => Promise<Result>): Promise<Result> {
  const { Client } = await import("pg");
  // `sslmode` as libpq means it: `require` encrypts without a look at the certificate, as the jobs on AWS do.
  const isEncrypted = url.searchParams.has("sslmode") && !url.searchParams.has("uselibpqcompat");
  const client = new Client({
    connectionString: isEncrypted ? `${text}&uselibpqcompat=true` : text,
    connectionTimeoutMillis: connectMilliseconds,
    keepAlive: true,
    application_name: "datastack",
  });
  // What is going on at that moment fails, and says so.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(
      "set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set extra_float_digits = 3;" +
        " set standard_conforming_strings = on; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0",
    );
    await client.query("begin isolation level repeatable read read only");
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readCatalog(request: TableRequest, client: Client, server: string, table: TableName): Promise<readonly CatalogColumn[]> {
  const { rows } = await client.query<CatalogColumn>(
    `select a.attname::text as name, (n.nspname = 'pg_catalog') as "isBuiltin", (b.typcategory = 'A') as "isArray",
       format_type(b.oid, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end) as type
     from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
       join pg_catalog.pg_namespace s on s.oid = c.relnamespace join pg_catalog.pg_type t on t.oid = a.atttypid
       join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
       join pg_catalog.pg_namespace n on n.oid = b.typnamespace
     where s.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped and c.relkind in (${relationKinds})
     order by a.attnum`,
    [table.schema, table.name],
  );
  if (rows.length > 0) return rows;
  const others = await client.query<{ table: string }>(
    `select case when s.nspname = 'public' and $1 then c.relname else s.nspname || '.' || c.relname end as table
     from pg_catalog.pg_class c join pg_catalog.pg_namespace s on s.oid = c.relnamespace
     where c.relkind in (${relationKinds}) and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'`,
    [!request.table.sourceTable.includes(".")],
  );
  throw noSuchTable(
    request,
    server,
    others.rows.map((row) => row.table),
  );
}

/** Tables, partitioned ones, views, materialized views, foreign tables. */
const relationKinds = "'r', 'p', 'v', 'm', 'f'";

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

const textTypes = /^(text|character varying|character)\b/;

/** Text is compared by its bytes, as DuckDB does. */
function atOrAfter({ name, type, isBuiltin }: CatalogColumn, value: string): string {
  const isText = textTypes.test(type);
  return `${identifier(name)}${isText ? ' collate "C"' : ""} >= ${literal(value)}${isBuiltin && !isText ? `::${type}` : ""}`;
}

async function copyOut(client: Client, path: string, select: string): Promise<CsvShape> {
  const { to } = await import("pg-copy-streams");
  const scan = new CsvShapeScan();
  const rows = client.query(to(`copy (${select}) to stdout (format csv)`));
  rows.on("data", (bytes: Buffer) => scan.read(bytes));
  await pipeline(rows, createWriteStream(path, { highWaterMark: 1 << 20 }));
  return scan.end();
}
