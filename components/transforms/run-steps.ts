import type { Load, Maintenance, Run, StackGraph, Step, Transform } from "../../compiler/model/graph";
import { inOrder, single, stateName, type Part } from "./asl";
import { checkTable } from "./check-table";
import { maintainTables } from "./maintain-tables";
import { mergeTable } from "./merge-table";
import { refreshTable, removeOldFiles } from "./refresh-table";
import { replaceView } from "./replace-view";
import { jobTask, queryTask, refreshedPart, withRun, type TaskSetting } from "./tasks";

/** What the states of a run are made from. */
export interface RunSetting extends TaskSetting {
  readonly graph: StackGraph;
  /** By name of the ingestion. */
  readonly ingestionJobs: Readonly<Record<string, RunJob>>;
  /** Undefined when the stack has no warehouse, or nothing is done in it. */
  readonly warehouse?: WarehouseJobs;
}

export interface RunJob {
  /** Physical name of the Glue job. */
  readonly jobName: string;
  /** The limit that the job has itself. */
  readonly timeoutMinutes: number;
}

/** The jobs that work in the warehouse; each run tells them what to do. */
export interface WarehouseJobs {
  /** Runs the statements of a transform. */
  readonly statements: RunJob;
  /** Loads the copy of a lake table. */
  readonly load: RunJob;
  /** The warehouse's database as the scripts read it (components/jobs/README.md). */
  readonly connection: Readonly<Record<string, string | number>>;
  /** By name of the transform: the S3 object of its statements and checks. */
  readonly programs: Readonly<Record<string, string>>;
}

/** One thing of a level: what a branch does, and its name in the names of states. */
export interface RunNode {
  readonly label: string;
  readonly part: Part;
}

/** What a level does; all its maintenance is one node, which sees to it that a failure does not stop the rest. */
export function levelNodes(setting: RunSetting, level: Run["levels"][number]): readonly RunNode[] {
  const tables = level.flatMap((step) => (step.kind === "maintenance" ? [maintenanceOf(setting.graph, step.dataset)] : []));
  return [
    ...level.flatMap((step) => (step.kind === "maintenance" ? [] : [stepNode(setting, step)])),
    ...(tables.length === 0 ? [] : [{ label: "maintenance", part: maintainTables(setting, "maintenance", tables) }]),
  ];
}

function stepNode(setting: RunSetting, step: Exclude<Step, { kind: "maintenance" }>): RunNode {
  switch (step.kind) {
    case "ingestion":
      return ingestionNode(setting, step.ingestion);
    case "load":
      return loadNode(setting, loadOf(setting.graph, step.dataset));
    case "transform":
      return transformNode(setting, transformOf(setting.graph, step.transform));
  }
}

function ingestionNode(setting: RunSetting, ingestion: string): RunNode {
  const label = `ingestion.${ingestion}`;
  const datasets = setting.graph.datasets.filter(({ producer }) => producer === label).map(({ id }) => id);
  return {
    label,
    part: inOrder([
      single(stateName(label), jobTask(setting, jobOf(setting.ingestionJobs, ingestion))),
      ...refreshedPart(setting, stateName(label, "refreshed"), watched(setting.graph, datasets)),
    ]),
  };
}

/** Athena writes all rows to a folder of this run, and a job copies them into the warehouse. */
function loadNode(setting: RunSetting, load: Load): RunNode {
  const label = `load ${load.dataset}`;
  const { load: job, connection } = warehouseOf(setting);
  return {
    label,
    part: inOrder([
      single(
        stateName(label, "unload"),
        queryTask(setting, { statement: withRun(load.unload), database: databaseOf(setting.graph, load.zone) }),
      ),
      single(
        stateName(label, "copy"),
        jobTask(setting, {
          ...job,
          config: JSON.stringify({
            files: load.files,
            target: { connection, schema: load.schema },
            dataset: load.table,
            ...(load.grants.length === 0 ? {} : { grants: load.grants }),
          }),
        }),
      ),
    ]),
  };
}

function transformNode(setting: RunSetting, transform: Transform): RunNode {
  const label = `transforms.${transform.name}`;
  const refreshed = refreshedPart(setting, stateName(label, "refreshed"), watched(setting.graph, [transform.dataset]));
  return { label, part: inOrder([...workParts(setting, label, transform, refreshed)]) };
}

function workParts(setting: RunSetting, label: string, transform: Transform, refreshed: readonly Part[]): readonly Part[] {
  const program = transform.lakeProgram;
  if (program === undefined) return [warehouseTransform(setting, label, transform), ...refreshed];
  const checks = program.checksQuery === undefined ? [] : [checkTable(setting, label, program.database, program.checksQuery)];
  switch (program.kind) {
    case "table":
      return [
        refreshTable(setting, label, program),
        ...checks,
        ...refreshed,
        removeOldFiles(setting, label, program, isShared(setting.graph, transform)),
      ];
    case "incremental":
      return [mergeTable(setting, label, program), ...checks, ...refreshed];
    case "view":
      return [replaceView(setting, label, program), ...checks, ...refreshed];
  }
}

/** Whether several runs refresh what a transform makes: their machines know nothing of each other. */
function isShared(graph: StackGraph, { name }: Transform): boolean {
  const runs = graph.runs.filter(({ levels }) => levels.flat().some((step) => step.kind === "transform" && step.transform === name));
  return runs.length > 1;
}

/** The job runs the checks too. */
function warehouseTransform(setting: RunSetting, label: string, transform: Transform): Part {
  const { statements, connection, programs } = warehouseOf(setting);
  const config = JSON.stringify({ connection, program: programs[transform.name] });
  return single(stateName(label), jobTask(setting, { ...statements, config }));
}

/** The datasets whose age somebody watches: only they are counted, each count costs a call. */
function watched(graph: StackGraph, datasets: readonly string[]): readonly string[] {
  const freshness = new Set(graph.alerts?.freshness.map(({ dataset }) => dataset));
  return datasets.filter((dataset) => freshness.has(dataset));
}

export function transformOf(graph: StackGraph, name: string): Transform {
  return found(
    graph.transforms.find((transform) => transform.name === name),
    `transform ${name}`,
  );
}

export function loadOf(graph: StackGraph, dataset: string): Load {
  return found(
    graph.loads.find((load) => load.dataset === dataset),
    `load of ${dataset}`,
  );
}

export function maintenanceOf(graph: StackGraph, dataset: string): Maintenance {
  return found(
    graph.maintenance.find((maintenance) => maintenance.dataset === dataset),
    `maintenance of ${dataset}`,
  );
}

export function jobOf(jobs: RunSetting["ingestionJobs"], ingestion: string): RunJob {
  return found(jobs[ingestion], `job of ingestion ${ingestion}`);
}

function databaseOf(graph: StackGraph, zone: string): string {
  return found(
    graph.lake?.zones.find(({ name }) => name === zone),
    `zone ${zone}`,
  ).database;
}

export function warehouseOf(setting: RunSetting): WarehouseJobs {
  return found(setting.warehouse, "jobs of the warehouse");
}

function found<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing === undefined) throw new Error(`The graph names a ${what} that is not there.`);
  return thing;
}
