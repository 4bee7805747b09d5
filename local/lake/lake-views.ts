import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier } from "../../compiler/sql/quote";
import type { LakeColumn, TableEntry } from "./catalog";
import { failureOf } from "./duckdb-problem";
import type { LakeTable } from "./lake-tables";
import { emptySelect, tableSelect } from "./table-view";

export interface NamedEntry {
  readonly table: LakeTable;
  readonly entry: TableEntry;
}

/** The tables of the lake as DuckDB's views. One statement at a time: DuckDB refuses changes of its catalog that cross. */
export class LakeViews {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly folder: string,
  ) {}

  makeSchema(database: string): Promise<void> {
    return this.run(`create schema if not exists ${quoteIdentifier(database)}`);
  }

  /** An empty table that has no entry yet. */
  declare({ relation }: LakeTable, columns: readonly LakeColumn[]): Promise<void> {
    return this.run(`create or replace view ${relation} as ${emptySelect(columns)}`);
  }

  replace({ relation }: LakeTable, entry: TableEntry): Promise<void> {
    return this.run(`create or replace view ${relation} as ${tableSelect(this.folder, entry)}`);
  }

  drop({ relation }: LakeTable): Promise<void> {
    return this.run(`drop view if exists ${relation}`);
  }

  /**
   * Makes views that may read each other, whatever their order. One whose select fails by now is not made: its transform makes it again, or says why it
   * cannot.
   */
  async replaceAll(views: readonly NamedEntry[]): Promise<void> {
    let waiting = views;
    let before = Infinity;
    while (waiting.length < before) {
      before = waiting.length;
      const failed: NamedEntry[] = [];
      for (const view of waiting) if (!(await this.canReplace(view))) failed.push(view);
      waiting = failed;
    }
  }

  private async canReplace({ table, entry }: NamedEntry): Promise<boolean> {
    try {
      await this.replace(table, entry);
      return true;
    } catch (error) {
      failureOf(error);
      return false;
    }
  }

  private run(statement: string): Promise<void> {
    const done = this.last.then(async () => {
      await this.connection.run(statement);
    });
    this.last = done.catch(() => undefined);
    return done;
  }
}
