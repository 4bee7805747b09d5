import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileLocal, SourceFile, type DatabaseIngestion, type FileIngestion } from "../../../compiler";
import { openLake } from "../../../local/lake/open-lake";
import { quoteLiteral } from "../../../compiler/sql/quote";
import { queryRows } from "../../../local/lake/duckdb";
import type { LocalLake } from "../../../local/lake/lake";
import type { LocalStack } from "../../../local/local-stack";
import type { ObjectSource, RowSource, SourceObject } from "../../../local/sources/row-source";
import { openState } from "../../../local/state/open-state";
import { stateFolder } from "../../../local/state/state-folder";
import { ingestFilesToLake } from "../../../local/steps/ingest-files-to-lake";
import { ingestTableToLake } from "../../../local/steps/ingest-table-to-lake";
import type { StepResult } from "../../../local/steps/step";

const spec = `
apiVersion: datastack/v1
name: shop
owner: data@example.com
environments:
  dev: { account: "111111111111", region: eu-west-1 }
lake:
  zones:
    raw: {}
    tables: { format: iceberg }
sources:
  db: { type: postgresql, host: db.internal.example, port: 5432, database: shop, secret: shop/db }
  csv: { type: s3, bucket: drop, prefix: csv/, format: csv }
  json: { type: s3, bucket: drop, prefix: json/, format: json }
  parquet: { type: s3, bucket: drop, prefix: parquet/, format: parquet }
  objects: { type: s3, bucket: drop, prefix: objects/, format: objects }
ingestion:
  grown: { from: sources.db, to: lake.raw, tables: { grown: { cursor: At, key: [Id] } }, schedule: { every: 1 hour } }
  copied: { from: sources.db, to: lake.raw, tables: { copied: {} }, schedule: { every: 1 hour } }
  merged: { from: sources.db, to: lake.tables, tables: { merged: { cursor: At, key: [Id] } }, schedule: { every: 1 hour } }
  added: { from: sources.db, to: lake.tables, tables: { added: { cursor: At } }, schedule: { every: 1 hour } }
  kept: { from: sources.db, to: lake.tables, tables: { kept: { key: [Id] } }, schedule: { every: 1 hour } }
  csv: { from: sources.csv, to: lake.raw }
  json: { from: sources.json, to: lake.raw }
  parquet: { from: sources.parquet, to: lake.raw }
  objects: { from: sources.objects, to: lake.raw }
  iced: { from: sources.csv, to: lake.tables }
`;

const { graph } = compileLocal({ file: new SourceFile("shop.yaml", spec), files: { read: () => ({ problem: "is none" }) } });

const datasets = graph.ingestions.flatMap((one) => (one.kind === "database" ? one.tables.map((table) => table.dataset) : [one.dataset]));

export type TableName = "grown" | "copied" | "merged" | "added" | "kept";
export type FilesName = "csv" | "json" | "parquet" | "objects" | "iced";

/** A stack on disk whose sources are what a test says. */
export class IngestionHarness {
  readonly folder = mkdtempSync(join(tmpdir(), "datastack-ingest-"));
  readonly state = stateFolder(this.folder, "shop");
  lake!: LocalLake;
  private runs = 0;

  static async open(): Promise<IngestionHarness> {
    const harness = new IngestionHarness();
    await harness.restart();
    return harness;
  }

  /** As another process finds the state. */
  async restart(): Promise<void> {
    (this.lake as LocalLake | undefined)?.close();
    mkdirSync(this.state.root, { recursive: true });
    openState(this.state);
    this.lake = await openLake(graph, this.state);
  }

  /** Does what leaves the state as a kill does: the rows are in their folders, and the catalog does not know of them. */
  async kill(work: () => Promise<unknown>): Promise<void> {
    const before = join(this.folder, "catalog before");
    cpSync(this.state.catalog, before, { recursive: true });
    await work();
    rmSync(this.state.catalog, { recursive: true });
    renameSync(before, this.state.catalog);
    await this.restart();
  }

  /** Leaves nothing for the next test: a lake of its own for each takes longer than most of them. */
  async clear(): Promise<void> {
    for (const dataset of datasets) await this.lake.dropTable(dataset);
    rmSync(join(this.folder, "source"), { recursive: true, force: true });
  }

  remove(): void {
    this.lake.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Runs the step of a table whose source has the rows of a select. */
  ingestTable(name: TableName, select: string, options: Partial<StepOptions> = {}): Promise<StepResult> {
    const ingestion = graph.ingestions.find((one): one is DatabaseIngestion => one.kind === "database" && one.name === name);
    const table = ingestion?.tables[0];
    if (!ingestion || !table) throw new Error(name);
    const source = selectSource(select, options.origin ?? "samples/db");
    return ingestTableToLake(this.context({ tableRows: () => source }), ingestion, table);
  }

  /** Runs the step of a file source. */
  ingestFiles(name: FilesName, objects: readonly SourceObject[], options: Partial<StepOptions> = {}): Promise<StepResult> {
    const ingestion = graph.ingestions.find((one): one is FileIngestion => one.kind === "files" && one.name === name);
    if (!ingestion) throw new Error(name);
    const source: ObjectSource = { origin: options.origin ?? "samples/files", list: () => Promise.resolve(objects) };
    return ingestFilesToLake(this.context({ files: () => source }), ingestion);
  }

  object(key: string, content: string | Buffer): SourceObject {
    const path = join(this.folder, "source", key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return this.describe(key);
  }

  describe(key: string): SourceObject {
    const path = join(this.folder, "source", key);
    const fingerprint = createHash("sha256")
      .update(`${key} ${statSync(path).mtimeMs}`)
      .digest("hex");
    return { key, path, bytes: statSync(path).size, fingerprint };
  }

  async query(select: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const connection = await this.lake.connect();
    try {
      return await queryRows(connection, select);
    } finally {
      connection.closeSync();
    }
  }

  /** The rows of a table as people see them; `order` may be left out where one row is expected. */
  rows(dataset: string, columns = "*", order = "all"): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.query(`select ${columns} from ${this.lake.relation(dataset)} order by ${order}`);
  }

  private context(sources: object) {
    const run = (this.runs++).toString().padStart(16, "0");
    const stack = { compilation: { graph }, folder: this.folder, state: this.state, lake: this.lake, sources } as unknown as LocalStack;
    return { stack, run, loadDate: "2026-01-31", progress: () => undefined };
  }
}

interface StepOptions {
  readonly origin: string;
}

/** A source as the contract has it: rows from a cursor on when it is asked for them, all of one moment. */
export function selectSource(select: string, origin: string): RowSource {
  let made = 0;
  return {
    origin,
    read: async (connection, from) => {
      const relation = `source_${made++}_${Math.random().toString(36).slice(2)}`;
      await connection.run(`create temp table ${relation} as select * from (${select})`);
      const described = await queryRows(connection, `describe ${relation}`);
      const columns = described.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }));
      const type = columns.find(({ name }) => name === from?.column)?.type;
      if (from)
        await connection.run(
          `delete from ${relation} where not coalesce("${from.column}" >= cast(${quoteLiteral(from.value)} as ${type}), false)`,
        );
      return { relation, columns, close: async () => void (await connection.run(`drop table ${relation}`)) };
    },
  };
}
