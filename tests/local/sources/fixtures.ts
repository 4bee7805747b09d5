import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { compileLocal, type DatabaseIngestion, type FileIngestion, type StreamIngestion } from "../../../compiler";
import { RunProblem } from "../../../local/problem";
import { createSources } from "../../../local/sources/create-sources";
import type { CursorPosition, RowSource } from "../../../local/sources/row-source";
import type { Sources } from "../../../local/sources/sources";
import { specInput } from "../../compiler/spec-text";

const spec = (tables: string) => `lake:
  zones:
    raw: {}
sources:
  orders-db: { type: postgresql, host: orders.shop.example, database: orders, secret: shop/orders }
  crm: { type: mysql, host: crm.shop.example, database: crm, secret: shop/crm }
  drop: { type: s3, bucket: partner-drop, prefix: in/, format: csv }
  web: { type: clickstream, origins: ["https://shop.example"] }
ingestion:
  orders:
    from: sources.orders-db
    tables: ${tables}
    to: lake.raw
    schedule: { every: 1 hour }
  contacts:
    from: sources.crm
    tables: { contacts: {} }
    to: lake.raw
    schedule: { every: 1 hour }
  partner:
    from: sources.drop
    to: lake.raw
  events:
    from: sources.web
    to: lake.raw
`;

/** A spec beside a folder of files, with all kinds of sources. */
export interface SourcesFixture {
  readonly folder: string;
  readonly scratch: string;
  readonly connection: DuckDBConnection;
  write(file: string, content: string | Buffer): string;
  sources(places?: Readonly<Record<string, string>>): Sources;
  /** The first table of `orders`, or the one of that name. */
  table(places?: Readonly<Record<string, string>>, name?: string): RowSource;
  contacts(places?: Readonly<Record<string, string>>): RowSource;
  ingestion(name: "partner"): FileIngestion;
  ingestion(name: "events"): StreamIngestion;
  close(): void;
}

export async function sourcesFixture(tables = "{ public.orders: { cursor: updated_at, key: [id] } }"): Promise<SourcesFixture> {
  const folder = mkdtempSync(path.join(tmpdir(), "datastack-sources-"));
  const scratch = path.join(folder, ".datastack", "scratch");
  mkdirSync(scratch, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false" });
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  const compilation = compileLocal(specInput(spec(tables)));
  const ingestion = (name: string) => compilation.graph.ingestions.find((one) => one.name === name);
  const sources = (places: Readonly<Record<string, string>> = {}) =>
    createSources({ compilation, folder, scratch, places: new Map(Object.entries(places)) });
  const tableOf = (name: string, places?: Readonly<Record<string, string>>, table?: string) => {
    const found = ingestion(name) as DatabaseIngestion;
    const taken = found.tables.find(({ sourceTable }) => table === undefined || sourceTable === table);
    if (!taken) throw new Error(`no table ${table}`);
    return sources(places).tableRows(found, taken);
  };
  return {
    folder,
    scratch,
    connection,
    write: (file, content) => {
      const target = path.join(folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
      return target;
    },
    sources,
    table: (places, name) => tableOf("orders", places, name),
    contacts: (places) => tableOf("contacts", places),
    ingestion: ingestion as SourcesFixture["ingestion"],
    close: () => {
      connection.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Columns as `name TYPE`, and rows as text. */
export async function readAll(
  connection: DuckDBConnection,
  source: RowSource,
  from?: CursorPosition,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }> {
  const rows = await source.read(connection, from);
  try {
    const list = rows.columns.map(({ name }) => `"${name.replaceAll('"', '""')}"::varchar`).join(", ");
    const answer = await connection.runAndReadAll(`select ${list} from ${rows.relation}`);
    const described = await connection.runAndReadAll(`select column_name, column_type from (describe select * from ${rows.relation})`);
    const columns = rows.columns.map(({ name, type }) => `${name} ${type}`);
    if (
      columns.join() !==
      described
        .getRowsJson()
        .map((row) => row.join(" "))
        .join()
    )
      throw new Error("the columns are not those of the relation");
    return { columns, rows: answer.getRowsJson() as (string | null)[][] };
  } finally {
    await rows.close();
  }
}

/** The message of the problem that something throws, with the folder as `<folder>`. */
export async function problemOf(folder: string, run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    return error.message.replaceAll(folder, "<folder>");
  }
  return "no problem";
}

/** The problem's place, as the text that it points at. */
export async function placeOf(run: () => unknown): Promise<string | undefined> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof RunProblem) || !error.place) throw error;
    const { file, start, end } = error.place;
    return file.text.slice(start, end);
  }
  return undefined;
}
