import type { Client } from "pg";
import type { SourceObject } from "../../sources/row-source";
import { columnsOf, lockTable, WarehouseTable } from "./warehouse-table";

/** The objects whose rows are in the tables of a schema, as the cloud's job keeps them: one row each, in `datastack_loaded_objects`. */
export class LoadedObjects {
  readonly #manifest: WarehouseTable;

  constructor(
    private readonly client: Client,
    private readonly target: WarehouseTable,
  ) {
    this.#manifest = new WarehouseTable(target.schema, "datastack_loaded_objects");
  }

  /** Key to fingerprint of what earlier runs took. */
  async read(): Promise<ReadonlyMap<string, string>> {
    await this.create();
    const { rows } = await this.client.query<{ object: string; etag: string }>(
      `select object, etag from ${this.#manifest.sql} where dataset = $1`,
      [this.target.name],
    );
    return new Map(rows.map(({ object, etag }) => [object, etag]));
  }

  /** For a table that is made again from all objects. */
  async forget(): Promise<void> {
    await this.create();
    await this.client.query(`delete from ${this.#manifest.sql} where dataset = $1`, [this.target.name]);
  }

  async remember(objects: readonly SourceObject[]): Promise<void> {
    await this.client.query(
      `insert into ${this.#manifest.sql} (dataset, object, etag) select $1, object, etag from unnest($2::text[], $3::text[]) as taken (object, etag)
       on conflict (dataset, object) do update set etag = excluded.etag, loaded_at = excluded.loaded_at`,
      [this.target.name, objects.map(({ key }) => key), objects.map(({ fingerprint }) => fingerprint)],
    );
  }

  /** Another table's job may be about to create it, too. */
  private async create(): Promise<void> {
    if (await columnsOf(this.client, this.#manifest)) return;
    await lockTable(this.client, this.#manifest);
    await this.client.query(
      `create table if not exists ${this.#manifest.sql}
       (dataset text, object text, etag text not null, loaded_at timestamp with time zone default now(), primary key (dataset, object))`,
    );
  }
}
