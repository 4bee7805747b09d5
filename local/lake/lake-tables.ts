import type { DatasetId, StackGraph } from "../../compiler";
import { quoteTable } from "../../compiler/sql/quote";

/** A table of the lake by its physical names. */
export interface LakeTable {
  readonly dataset: DatasetId;
  /** `"<database>"."<table>"`: the zone's Glue database is a schema of DuckDB. */
  readonly relation: string;
  /** Below the lake's folder: `<zone>/<table>`. */
  readonly folder: string;
}

/** The lake's tables by dataset. */
export function lakeTables({ lake, datasets }: StackGraph): ReadonlyMap<DatasetId, LakeTable> {
  const databases = new Map(lake?.zones.map(({ name, database }) => [name, database]));
  return new Map(
    datasets.flatMap(({ id, container, table }) => {
      const database = container.store === "lake" ? databases.get(container.name) : undefined;
      if (database === undefined) return [];
      return [[id, { dataset: id, relation: quoteTable(database, table), folder: `${container.name}/${table}` }] as const];
    }),
  );
}
