import type { ResolvedIngestion, ResolvedSource } from "../generated/resolved-spec";
import type { Container, Ingestion, IngestedTable, IngestionBase, Lake } from "../model/graph";
import { pointerTo } from "../source/pointer";
import type { DatasetCatalog } from "./datasets";
import { entriesByName, type LinkContext } from "./link-context";
import { containerId, type References } from "./references";
import { linkDatabaseSource, linkFileSource, linkStreamSource } from "./sources";

/** Every ingestion whose source and target exist, and its datasets. */
export function linkIngestions(
  context: LinkContext,
  references: References,
  catalog: DatasetCatalog,
  lake: Lake | undefined,
): readonly Ingestion[] {
  return entriesByName(context.spec.ingestion).flatMap(([name, ingestion]) => {
    const pointer = pointerTo("ingestion", name);
    const from = references.resolveSource(`${pointer}/from`, ingestion.from);
    const target = references.resolveContainer(`${pointer}/to`, ingestion.to);
    if (!from || !target || !canHold(context, name, from.source, target, lake)) {
      for (const table of [name, ...Object.entries(ingestion.tables ?? {}).map(([sourceTable, { as }]) => as ?? tableName(sourceTable))])
        references.withhold(table);
      return [];
    }
    withholdMisfits(references, ingestion, from.source, target);
    const base: IngestionBase = {
      name,
      pointer,
      ...(ingestion.description === undefined ? {} : { description: ingestion.description }),
      ...(ingestion.movedFrom === undefined ? {} : { movedFrom: ingestion.movedFrom }),
      target,
    };
    return linkIngestion(base, ingestion, from, catalog);
  });
}

/** A database without tables, and tables of what has none, are for a rule: what they would have made is not missed as well. */
function withholdMisfits(references: References, { tables }: ResolvedIngestion, { type }: ResolvedSource, target: Container): void {
  const isDatabase = type === "postgresql" || type === "mysql";
  if (isDatabase && !tables) references.withhold(containerId(target));
  if (!isDatabase) for (const [sourceTable, { as }] of Object.entries(tables ?? {})) references.withhold(as ?? tableName(sourceTable));
}

function linkIngestion(
  base: IngestionBase,
  ingestion: ResolvedIngestion,
  { name, source }: { readonly name: string; readonly source: ResolvedSource },
  catalog: DatasetCatalog,
): readonly Ingestion[] {
  switch (source.type) {
    case "postgresql":
    case "mysql":
      return [{ ...base, kind: "database", source: linkDatabaseSource(name, source), tables: linkTables(base, ingestion, catalog) }];
    case "s3": {
      const dataset = declareOwnDataset(base, catalog, { queryable: source.format !== "objects" });
      return dataset ? [{ ...base, kind: "files", source: linkFileSource(name, source), dataset: dataset.id, table: dataset.table }] : [];
    }
    case "clickstream": {
      const dataset = declareOwnDataset(base, catalog, { streaming: true });
      return dataset
        ? [{ ...base, kind: "stream", source: linkStreamSource(name, source), dataset: dataset.id, table: dataset.table }]
        : [];
    }
  }
}

function linkTables(
  { name, pointer, target }: IngestionBase,
  { tables = {} }: ResolvedIngestion,
  catalog: DatasetCatalog,
): readonly IngestedTable[] {
  return entriesByName(tables).flatMap(([sourceTable, table]) => {
    const tablePointer = pointerTo("ingestion", name, "tables", sourceTable);
    const dataset = catalog.declare({
      container: target,
      name: table.as ?? tableName(sourceTable),
      producer: nodeOf(pointer),
      pointer: tablePointer,
      ...(table.as === undefined ? {} : { namePointer: `${tablePointer}/as` }),
    });
    if (!dataset) return [];
    const cursor = table.cursor === undefined ? {} : { cursor: table.cursor };
    return [{ sourceTable, pointer: tablePointer, dataset: dataset.id, table: dataset.table, key: table.key ?? [], ...cursor }];
  });
}

/** The name of a table without its schema. */
function tableName(sourceTable: string): string {
  return sourceTable.slice(sourceTable.indexOf(".") + 1);
}

function declareOwnDataset(
  { name, pointer, target }: IngestionBase,
  catalog: DatasetCatalog,
  kind: { streaming?: boolean; queryable?: boolean },
) {
  return catalog.declare({ container: target, name, producer: nodeOf(pointer), pointer, ...kind });
}

function nodeOf(pointer: string): string {
  return pointer.slice(1).replace("/", ".");
}

/** Whether the target can take what the source gives. */
function canHold(context: LinkContext, name: string, source: ResolvedSource, target: Container, lake: Lake | undefined): boolean {
  const message = targetProblem(source, target, lake);
  if (message === undefined) return true;
  const pointer = pointerTo("ingestion", name, "to");
  const cause = target.store === "lake" ? { cause: pointerTo("lake", "zones", target.name, "format") } : {};
  context.report({ code: "unsupported-target", pointer, message, ...cause });
  return false;
}

function targetProblem(source: ResolvedSource, target: Container, lake: Lake | undefined): string | undefined {
  const isIceberg = lake?.zones.some((zone) => zone.name === target.name && zone.format === "iceberg") === true && target.store === "lake";
  if (source.type === "clickstream" && target.store === "warehouse")
    return "A stream cannot go straight into the warehouse yet: it would keep the database awake and write row by row. Send it to a parquet zone of the lake, and read it from there with a scheduled transform.";
  if (source.type === "clickstream" && isIceberg)
    return "A stream cannot go into an iceberg zone yet: every minute of it would be a snapshot of its own. Send it to a parquet zone, and merge it from there with a scheduled transform.";
  if (source.type === "s3" && source.format === "objects" && target.store === "warehouse")
    return "Objects that are taken as they are have no rows, so the warehouse cannot hold them. Send them to a parquet zone of the lake, or say what they hold with format on the source.";
  if (source.type === "s3" && source.format === "objects" && isIceberg)
    return "Objects that are taken as they are have no rows, so an iceberg zone cannot hold them. Send them to a parquet zone, or say what they hold with format on the source.";
  return undefined;
}
