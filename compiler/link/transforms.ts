import { quote } from "../diagnostics/quote";
import type { ResolvedTransform } from "../generated/resolved-spec";
import type { Check, Container, Dataset, DatasetId, Lake, Materialization, SpecPointer, Zone } from "../model/graph";
import { sqlName, zoneCopySchema } from "../model/names";
import { pointerTo } from "../source/pointer";
import type { Span } from "../source/source-file";
import type { SpecFiles } from "../source/spec-files";
import { quoteTable } from "../sql/quote";
import { linkChecks } from "./checks";
import type { DatasetCatalog } from "./datasets";
import { entriesByName, type LinkContext } from "./link-context";
import { containerId, type References } from "./references";
import { linkSelect, readSqlFile, type LocateSql } from "./sql-file";

/** A transform whose place is known and whose SQL is not read yet. */
export interface DeclaredTransform {
  readonly name: string;
  readonly pointer: SpecPointer;
  readonly spec: ResolvedTransform;
  readonly target: Container;
  readonly dataset: Dataset;
}

/** A transform with its SQL. */
export interface LinkedTransform extends DeclaredTransform {
  readonly materialization: Materialization;
  readonly select: string;
  readonly checks: readonly Check[];
  /** What it reads, each with the first place that names it. */
  readonly reads: ReadonlyMap<DatasetId, Span>;
  /** Where a part of the select stands in the SQL file. */
  readonly locate: LocateSql;
}

/** The transforms whose target exists. Their datasets can be referred to from here on. */
export function declareTransforms(context: LinkContext, references: References, catalog: DatasetCatalog): readonly DeclaredTransform[] {
  return entriesByName(context.spec.transforms).flatMap(([name, spec]) => {
    const pointer = pointerTo("transforms", name);
    const target = references.resolveContainer(`${pointer}/to`, spec.to);
    if (!target) {
      references.withhold(name);
      return [];
    }
    const dataset = catalog.declare({ container: target, name, producer: `transforms.${name}`, pointer });
    return dataset ? [{ name, pointer, spec, target, dataset }] : [];
  });
}

/** Reads and renders the SQL of transforms; those with problems are left out. */
export function linkTransforms(
  context: LinkContext,
  references: References,
  files: SpecFiles,
  lake: Lake | undefined,
  declared: readonly DeclaredTransform[],
): readonly LinkedTransform[] {
  const zones = new Map(lake?.zones.map((zone) => [zone.name, zone]));
  const known = new Set(declared.map(({ name }) => name));
  for (const [name, spec] of entriesByName(context.spec.transforms))
    if (!known.has(name)) checkUndeclared(context, references, files, pointerTo("transforms", name), spec);
  return declared.flatMap((transform) => linkTransform(context, references, files, zones, transform) ?? []);
}

function linkTransform(
  context: LinkContext,
  references: References,
  files: SpecFiles,
  zones: ReadonlyMap<string, Zone>,
  transform: DeclaredTransform,
): LinkedTransform | undefined {
  const { pointer, spec, target, dataset } = transform;
  const dialect = target.store === "lake" ? "athena" : "postgresql";
  const tableName = (place: SpecPointer, read: Dataset, span: Span) => readableName(context, zones, transform, place, read, span);
  const materialization = linkMaterialization(context, zones, transform);
  const file = readSqlFile(context, files, `${pointer}/sql`, spec.sql);
  const linked =
    file &&
    linkSelect(context, references, {
      text: file.text,
      dialect,
      pointer: `${pointer}/sql`,
      span: (range) => ({ file, ...range }),
      tableName: (read, span) => tableName(`${pointer}/sql`, read, span),
    });
  const checked = linkChecks(
    context,
    references,
    { pointer, result: physicalName(zones, target, dataset), dialect, tableName },
    spec.checks,
  );
  if (!materialization || !linked || !checked.isComplete) return undefined;
  return {
    ...transform,
    materialization,
    select: linked.select,
    checks: checked.checks,
    reads: new Map([...checked.reads, ...linked.reads]),
    locate: linked.locate,
  };
}

/** Of a transform that goes nowhere, or whose name is taken, the SQL is looked at all the same: all that is wrong with it is told at once. */
function checkUndeclared(
  context: LinkContext,
  references: References,
  files: SpecFiles,
  pointer: SpecPointer,
  { sql, to, checks }: ResolvedTransform,
): void {
  const dialect = to.startsWith("warehouse") ? "postgresql" : "athena";
  const file = readSqlFile(context, files, `${pointer}/sql`, sql);
  const tableName = ({ container, table }: Dataset): string => quoteTable(container.name, table);
  if (file)
    linkSelect(context, references, {
      text: file.text,
      dialect,
      pointer: `${pointer}/sql`,
      span: (range) => ({ file, ...range }),
      tableName,
    });
  const result = { pointer, result: "result", dialect, tableName: (_: SpecPointer, read: Dataset) => tableName(read) } as const;
  linkChecks(context, references, result, checks);
}

function linkMaterialization(
  context: LinkContext,
  zones: ReadonlyMap<string, Zone>,
  transform: DeclaredTransform,
): Materialization | undefined {
  const { pointer, spec, target } = transform;
  if (typeof spec.materialize === "string") return { kind: spec.materialize };
  const key = spec.materialize.incremental;
  if (target.store === "lake" && zones.get(target.name)?.format !== "iceberg") {
    context.report({
      code: "unsupported-target",
      pointer: `${pointer}/materialize`,
      message: `Rows cannot be merged into ${containerId(target)}, whose tables are plain Parquet files: give the zone format: iceberg, or materialize: table.`,
      related: [{ span: context.keySpan(pointerTo("lake", "zones", target.name)), message: "the zone is declared here" }],
      cause: pointerTo("lake", "zones", target.name, "format"),
    });
    return undefined;
  }
  return { kind: "incremental", key };
}

/** The name by which the SQL of a transform reads a dataset. */
function readableName(
  context: LinkContext,
  zones: ReadonlyMap<string, Zone>,
  { target }: DeclaredTransform,
  pointer: SpecPointer,
  dataset: Dataset,
  span: Span,
): string | undefined {
  const message = unreadableReason(target, dataset);
  if (message === undefined) return physicalName(zones, target, dataset);
  const related = [{ span: context.keySpan(dataset.pointer), message: "what makes it is declared here" }];
  context.report({ code: "unreachable-dataset", pointer, span, message, related });
  return undefined;
}

function unreadableReason(target: Container, dataset: Dataset): string | undefined {
  if (!dataset.queryable)
    return `${quote(dataset.id)} holds objects as they are: it has no table that SQL could read. Say what they hold with format on the source.`;
  if (target.store === "lake" && dataset.container.store === "warehouse")
    return `${quote(dataset.id)} is in the warehouse, and a transform to ${containerId(target)} runs on Athena, which reads only the lake: send this transform to the warehouse, or that dataset to the lake.`;
  return undefined;
}

/** Lake tables read from the warehouse are the copies in the schema of their zone. */
function physicalName(zones: ReadonlyMap<string, Zone>, reader: Container, { container, table }: Dataset): string {
  if (container.store === "warehouse") return quoteTable(sqlName(container.name), table);
  if (reader.store === "warehouse") return quoteTable(zoneCopySchema(container.name), table);
  return quoteTable(zones.get(container.name)?.database ?? container.name, table);
}
