import type { StackGraph } from "../../compiler/model/graph";
import { bucketName, physicalName } from "../../compiler/model/names";
import type { DatabaseConnectionArgs } from "../../components/jobs/database-connection";
import { programKey, WarehouseJobs, type WarehouseProgram } from "../../components/transforms/warehouse-jobs";
import type { JobsParts } from "./jobs";
import type { Provisioning } from "./stack-parts";
import type { WarehouseParts } from "./warehouse";
import { warehouseConnection } from "./warehouse-connection";

/** What runs need of the jobs that work in the warehouse. */
export interface TransformParts {
  readonly jobs: WarehouseJobs;
  /** How the jobs log in. */
  readonly connection: DatabaseConnectionArgs;
}

/** The jobs of transforms and loads in the warehouse; undefined when nothing is done there. Transforms of the lake need none: Athena runs them. */
export function provisionTransforms(
  { graph, context, options }: Provisioning,
  warehouse: WarehouseParts | undefined,
  jobs: JobsParts | undefined,
): TransformParts | undefined {
  const programs = warehousePrograms(graph);
  if (programs.length === 0 && graph.loads.length === 0) return undefined;
  if (graph.warehouse === undefined || warehouse === undefined || jobs?.network === undefined) {
    throw new Error("The graph of a stack with transforms or loads in a warehouse has the warehouse and a network for its jobs.");
  }
  const { identity } = graph;
  const connection = warehouseConnection(graph.warehouse, warehouse);
  const jobNames = warehouseJobNames(graph);
  const bucket = bucketName(identity, "jobs");
  return {
    jobs: new WarehouseJobs(
      "warehouse-jobs",
      {
        context,
        source: graph.warehouse.pointer,
        runtime: jobs.runtime,
        network: jobs.network,
        connection,
        programs: [...programs],
        statementsJobName: jobNames.statements,
        statementsRoleName: physicalName(identity, "role", "job", "warehouse", "statements"),
        unloadPrefixes: graph.loads.map(({ files }) => `${files.slice(`s3://${bucket}/`.length)}/`),
        loadJobName: jobNames.load,
        loadRoleName: physicalName(identity, "role", "job", "warehouse", "load"),
      },
      { ...options, dependsOn: [...jobs.runtime.ready, ...jobs.networkReady, ...warehouse.ready] },
    ),
    connection,
  };
}

/** Physical names of the jobs that work in the warehouse. */
export function warehouseJobNames({ identity }: StackGraph): { readonly statements: string; readonly load: string } {
  return { statements: physicalName(identity, "job", "warehouse", "statements"), load: physicalName(identity, "job", "warehouse", "load") };
}

/** By name of the transform: the S3 object of its program. */
export function programLocations(graph: StackGraph): Readonly<Record<string, string>> {
  const bucket = bucketName(graph.identity, "jobs");
  return Object.fromEntries(warehousePrograms(graph).map((program) => [program.name, `s3://${bucket}/${programKey(program)}`]));
}

/** The programs of the transforms that run in the warehouse. */
export function warehousePrograms(graph: StackGraph): readonly WarehouseProgram[] {
  return graph.transforms
    .filter(({ target }) => target.store === "warehouse")
    .map(({ name, pointer, statements, checks }) => ({
      name,
      source: pointer,
      content: JSON.stringify({ statements, checks: checks.map((check) => ({ name: check.name, sql: check.sql })) }),
    }));
}
