import type { DatasetId, StackGraph } from "../../compiler";
import { streamColumns } from "../serve/stream-columns";
import type { LakeCatalog } from "./lake-catalog";
import type { LakeTable } from "./lake-tables";
import type { LakeViews } from "./lake-views";
import { partitionColumn } from "./table-view";

/** Makes all tables of the lake readable. Streams are tables from the start; others when something has been written. */
export async function makeViews(
  views: LakeViews,
  { lake, ingestions }: StackGraph,
  tables: ReadonlyMap<DatasetId, LakeTable>,
  catalog: LakeCatalog,
): Promise<void> {
  for (const { database } of lake?.zones ?? []) await views.makeSchema(database);
  for (const ingestion of ingestions) {
    const table = ingestion.kind === "stream" ? tables.get(ingestion.dataset) : undefined;
    if (ingestion.kind !== "stream" || !table) continue;
    const columns = streamColumns(ingestion).map(({ name, lakeType }) => ({ name, type: lakeType }));
    await views.declare(table, [...columns, partitionColumn]);
  }
  const known = catalog.entries.flatMap((entry) => {
    const table = entry.kind === "objects" ? undefined : tables.get(entry.dataset);
    return table ? [{ table, entry }] : [];
  });
  for (const { table, entry } of known) if (entry.kind !== "view") await views.replace(table, entry);
  await views.replaceAll(known.filter(({ entry }) => entry.kind === "view"));
}
