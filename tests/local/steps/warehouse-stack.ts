import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Client } from "pg";
import { compileLocal, grantPlan, grantStatements, type Compilation, type Warehouse } from "../../../compiler";
import { quoteIdentifier } from "../../../compiler/sql/quote";
import { connectTo, openDuckdb } from "../../../local/lake/duckdb";
import type { LocalStack } from "../../../local/local-stack";
import type { ObjectSource, RowSource, SourceObject } from "../../../local/sources/row-source";
import type { StepContext } from "../../../local/steps/step";
import { stateFolder } from "../../../local/state/state-folder";
import type { LocalWarehouse } from "../../../local/warehouse/warehouse";
import { specInput } from "../../compiler/spec-text";
import { startPostgres, type TestPostgres } from "../../harness/postgres";

/** A stack whose warehouse is a real PostgreSQL server, whose lake is DuckDB's memory, and whose sources are what a test says. */
export interface WarehouseStack {
  /** As the role that makes schemas and tables. */
  readonly owner: Client;
  readonly admin: Client;
  readonly duckdb: DuckDBConnection;
  /** Makes a table of DuckDB: `raw_orders` is the lake's `lake.raw.orders`. */
  makeTable(name: string, select: string): Promise<void>;
  readonly folder: string;
  readonly scratch: string;
  /** Compiles the spec and makes its roles, schemas and privileges. */
  use(spec: string, files?: Readonly<Record<string, string>>): Promise<Compilation>;
  /** Every value as text. */
  rows(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  context(): StepContext;
  /** Ends the session that inserts into the table, while it does, and returns the message of the step's problem. */
  killWhileInserting(table: string, step: () => Promise<unknown>): Promise<string>;
  stop(): Promise<void>;
  server: TestPostgres;
  source: RowSource;
  objects: ObjectSource;
}

export async function startWarehouseStack(): Promise<WarehouseStack> {
  const folder = mkdtempSync(join(tmpdir(), "datastack-warehouse-"));
  const state = stateFolder(folder, "shop");
  mkdirSync(state.scratch, { recursive: true });
  const server = await startPostgres();
  const admin = await server.connect();
  const instance = await openDuckdb(state);
  const connectDuckDb = (): Promise<DuckDBConnection> => connectTo(instance);
  const duckdb = await connectDuckDb();
  const missing = (): never => {
    throw new Error("the test has no such source");
  };
  let compilation: Compilation | undefined;
  let owner: Client = admin;

  const connect = async (): Promise<Client> => {
    const client = await server.connect();
    const role = compilation?.graph.warehouse?.grants.ownerRole;
    await client.query(`set timezone = 'UTC'${role === undefined ? "" : `; set role ${quoteIdentifier(role)}`}`);
    return client;
  };
  const warehouse = { kind: "server", database: "postgres", connect } as unknown as LocalWarehouse;
  const table = (dataset: string): string => dataset.split(".").slice(1).join("_");
  const tables = new Set<string>();
  const lake = {
    connect: connectDuckDb,
    relation: (dataset: string) => quoteIdentifier(table(dataset)),
    entry: (dataset: string) => (tables.has(table(dataset)) ? {} : undefined),
  } as unknown as LocalStack["lake"];

  const stack: WarehouseStack = {
    get owner() {
      return owner;
    },
    admin,
    duckdb,
    folder,
    scratch: state.scratch,
    server,
    source: { origin: "nowhere", read: missing },
    objects: { origin: "nowhere", list: missing },
    async makeTable(name, select) {
      await duckdb.run(`create or replace table ${name} as ${select}`);
      tables.add(name);
    },
    async use(spec, files) {
      compilation = compileLocal(specInput(spec, files));
      const schemas = (compilation.graph.warehouse?.schemas ?? []).map(
        ({ sqlName }) => `drop schema if exists ${quoteIdentifier(sqlName)} cascade`,
      );
      const plan = { ...grantPlan(compilation.graph.warehouse as Warehouse), database: "postgres" };
      for (const statement of [...schemas, ...grantStatements(plan)]) await admin.query(statement);
      owner = await connect();
      return compilation;
    },
    async rows(sql) {
      const types = { getTypeParser: () => (value: string | null) => value };
      return (await owner.query({ text: sql, rowMode: "array", types })).rows as (string | null)[][];
    },
    context: () => {
      const context: StepContext = {
        run: "run0000000000001",
        loadDate: "2026-01-31",
        progress: () => undefined,
        stack: {
          compilation: compilation as Compilation,
          folder,
          state,
          lake,
          sources: { tableRows: () => stack.source, files: () => stack.objects, events: () => undefined },
          warehouse: () => Promise.resolve(warehouse),
        },
      };
      return context;
    },
    async killWhileInserting(inserted, step) {
      await admin.query(
        `create or replace function public.hang() returns trigger language plpgsql as 'begin perform pg_sleep(60); return new; end'`,
      );
      await admin.query(`create trigger hang before insert on ${inserted} for each row execute function public.hang()`);
      const kill = setInterval(
        () =>
          void admin.query("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'").catch(() => undefined),
        50,
      );
      try {
        return await step().then(
          () => "the step was not disturbed",
          (error: Error) => error.message,
        );
      } finally {
        clearInterval(kill);
        await admin.query(`drop trigger hang on ${inserted}`);
      }
    },
    async stop() {
      duckdb.closeSync();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stack;
}

/** The rows of a table of DuckDB. */
export function rowsOf(name: string, origin = `samples/${name}.csv`): RowSource {
  return {
    origin,
    read: async (_, from) => {
      const where = from && ` where ${quoteIdentifier(from.column)} >= '${from.value.replaceAll("'", "''")}'`;
      return { relation: `(from ${name}${where ?? ""})`, columns: [], close: () => Promise.resolve() };
    },
  };
}

export function objectsOf(objects: readonly SourceObject[], origin = "samples/drop"): ObjectSource {
  return { origin, list: () => Promise.resolve(objects) };
}
