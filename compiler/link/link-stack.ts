import type { Diagnostics } from "../diagnostics/diagnostic";
import type { StackGraph } from "../model/graph";
import type { ResolvedStack } from "../resolve/resolved-stack";
import type { SpecFiles } from "../source/spec-files";
import { linkAccess, linkGroups } from "./access";
import { linkAlerts } from "./alerts";
import { grantOnDatasets } from "./dataset-grants";
import { DatasetCatalog } from "./datasets";
import { findCycles } from "./cycles";
import { TableGrantStatements } from "./grants";
import { linkIdentity } from "./identity";
import { linkIngestions } from "./ingestion";
import { linkLake } from "./lake";
import { LinkContext } from "./link-context";
import { linkLoads } from "./loads";
import { linkMaintenance } from "./maintenance";
import { linkNetwork } from "./network";
import { buildPrograms } from "./programs";
import { References } from "./references";
import { linkRuns } from "./runs";
import { checkSchedules } from "./schedules";
import type { LocateSql } from "./sql-file";
import { declareTransforms, linkTransforms } from "./transforms";
import { linkWarehouse } from "./warehouse";

export interface LinkedStack {
  readonly graph: StackGraph;
  /** For each transform by name: where a part of its select stands in the SQL file. */
  readonly selects: ReadonlyMap<string, LocateSql>;
}

/**
 * Turns the spec of one environment into its graph. All problems are reported at once; what has one is left out of the graph, which is complete only
 * when nothing was reported.
 */
export function linkStack(stack: ResolvedStack, files: SpecFiles, diagnostics: Diagnostics): LinkedStack {
  const context = new LinkContext(stack, diagnostics);
  const references = new References(context);
  const catalog = new DatasetCatalog(context, references);

  const identity = linkIdentity(context);
  const lake = linkLake(context, identity);
  const ingestions = linkIngestions(context, references, catalog, lake);
  const declared = declareTransforms(context, references, catalog);
  const linked = linkTransforms(context, references, files, lake, declared);
  const inCycle = findCycles(context, references, linked);
  const runnable = linked.filter((transform) => !inCycle.has(transform));

  const access = linkAccess(context, references);
  const linkedLoads = linkLoads(references, identity, lake, runnable);
  const warehouse = linkWarehouse(context, identity, access, linkedLoads);
  const grants = new TableGrantStatements(warehouse?.grants);
  const roles = new Map(warehouse?.grants.groups.map(({ group, role }) => [group, role]));
  const groups = linkGroups(context, access, lake, roles);

  const transforms = buildPrograms(runnable, lake, grants);
  const datasets = grantOnDatasets(catalog.all, grants);
  const loads = linkedLoads.map((load) => ({ ...load, grants: grants.of(load.schema, load.table) }));
  const maintenance = linkMaintenance(lake, datasets, transforms);
  checkSchedules(context, new Set([...ingestions, ...declared].map(({ pointer }) => pointer)));
  const runs = linkRuns(context, references, { ingestions, declared, transforms: runnable, maintenance });
  const network = linkNetwork(context, identity, { warehouse, ingestions, transforms, loads });
  const alerts = linkAlerts(context, references);
  references.reportRemoved();

  const graph: StackGraph = {
    identity,
    ...(network ? { network } : {}),
    ...(lake ? { lake } : {}),
    ...(warehouse ? { warehouse } : {}),
    ingestions,
    transforms,
    loads,
    maintenance,
    datasets,
    runs,
    groups,
    ...(alerts ? { alerts } : {}),
  };
  return { graph, selects: new Map(runnable.map(({ name, locate }) => [name, locate])) };
}
