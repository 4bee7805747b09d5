import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { compileLocal, type Compilation } from "../../../compiler";
import type { LocalLake, RowsToWrite } from "../../../local/lake/lake";
import { queryRows, type JsonValue } from "../../../local/lake/duckdb";
import { openLake } from "../../../local/lake/open-lake";
import { openState } from "../../../local/state/open-state";
import { stateFolder, type StateFolder } from "../../../local/state/state-folder";
import { specInput } from "../../compiler/spec-text";

export const lakeSpec = `
lake: { zones: { raw: {}, curated: { format: iceberg } } }
sources:
  orders-db: { type: postgresql, host: h.example, port: 5432, database: orders, secret: s }
  site: { type: clickstream, origins: ["https://shop.example"], columns: { page: string, "n": bigint } }
ingestion:
  orders: { from: sources.orders-db, tables: { orders: { key: [order_id] }, refunds: {} }, to: lake.raw, schedule: { every: 1 hour } }
  events: { from: sources.site, to: lake.raw }
`;

/** A lake in a folder of its own, until it is removed. */
export class LakeFolder {
  readonly parent: string;
  readonly state: StateFolder;
  readonly compilation: Compilation;
  private opened: LocalLake | undefined;
  private connected: DuckDBConnection | undefined;

  constructor(spec = lakeSpec, files: Readonly<Record<string, string>> = {}, folder = "shop[1] a=b") {
    this.compilation = compileLocal(specInput(spec, files));
    this.parent = mkdtempSync(path.join(tmpdir(), "datastack-lake-"));
    this.state = stateFolder(this.parent, folder);
  }

  get lake(): LocalLake {
    if (!this.opened) throw new Error("open the lake first");
    return this.opened;
  }

  /** Opens the lake, as a run does; closes it first, as a kill does. */
  async open(): Promise<LocalLake> {
    this.close();
    openState(this.state);
    this.opened = await openLake(this.compilation.graph, this.state);
    this.connected = await this.opened.connect();
    return this.opened;
  }

  close(): void {
    this.connected?.closeSync();
    this.opened?.close();
    this.opened = this.connected = undefined;
  }

  remove(): void {
    this.close();
    rmSync(this.parent, { recursive: true, force: true });
  }

  rows(select: string, others: Partial<RowsToWrite> = {}): RowsToWrite {
    if (!this.connected) throw new Error("open the lake first");
    return { connection: this.connected, select, ...others };
  }

  query(select: string): Promise<readonly Readonly<Record<string, JsonValue>>[]> {
    return queryRows(this.rows("").connection, select);
  }

  /** All rows of a dataset, in order. */
  read(dataset: string): Promise<readonly Readonly<Record<string, JsonValue>>[]> {
    return this.query(`select * from ${this.lake.relation(dataset)} order by all`);
  }

  /** Paths of all files in the lake. */
  files(folder = this.state.lake): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((child) => child.isFile())
      .map((child) => path.relative(folder, path.join(child.parentPath, child.name)))
      .sort();
  }
}

/** The message of what a promise fails with. */
export function problemOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "it works",
    (error: unknown) => (error instanceof Error && error.name === "RunProblem" ? error.message : `no RunProblem: ${String(error)}`),
  );
}
