import type * as pulumi from "@pulumi/pulumi";
import type {
  Container,
  DatabaseIngestion as DatabaseIngestionModel,
  FileIngestion as FileIngestionModel,
  Ingestion,
  StackGraph,
  StreamIngestion,
} from "../../compiler/model/graph";
import { physicalName } from "../../compiler/model/names";
import { Clickstream } from "../../components/ingestion/clickstream/clickstream";
import { DatabaseIngestion } from "../../components/ingestion/database-ingestion";
import { FileIngestion } from "../../components/ingestion/file-ingestion";
import type { LakeTarget, WarehouseTarget } from "../../components/ingestion/ingestion-target";
import type { Lake } from "../../components/lake/lake";
import type { Foundation } from "./foundation";
import type { JobsParts } from "./jobs";
import type { Provisioning } from "./stack-parts";
import type { WarehouseParts } from "./warehouse";
import { warehouseConnection } from "./warehouse-connection";

/** What others need of the ingestions. */
export interface IngestionParts {
  /** By name of the ingestion: the jobs that runs start. */
  readonly jobs: Readonly<Record<string, IngestionJob>>;
  /** By name of the ingestion: the streams, which run all the time. */
  readonly streams: Readonly<Record<string, IngestionStream>>;
}

export interface IngestionJob {
  readonly jobName: string;
  readonly arn: string;
  /** What has to exist before a run can start. */
  readonly ready: readonly pulumi.Resource[];
}

export interface IngestionStream {
  /** Address to which pages post events. */
  readonly endpointUrl: pulumi.Output<string>;
  /** Physical name, for alarms. */
  readonly deliveryStreamName: string;
}

/** Physical name of the job of an ingestion. */
export function ingestionJobName({ identity }: StackGraph, ingestion: string): string {
  return physicalName(identity, "job", ingestion);
}

/** A job for every ingestion from databases and files, and an endpoint for every stream. */
export function provisionIngestion(
  provisioning: Provisioning,
  foundation: Foundation,
  lake: Lake | undefined,
  warehouse: WarehouseParts | undefined,
  jobs: JobsParts | undefined,
): IngestionParts {
  const { graph, context } = provisioning;
  const jobsByName: Record<string, IngestionJob> = {};
  const streams: Record<string, IngestionStream> = {};
  for (const ingestion of graph.ingestions) {
    switch (ingestion.kind) {
      case "database":
        jobsByName[ingestion.name] = jobOf(createDatabaseIngestion(ingestion));
        break;
      case "files":
        jobsByName[ingestion.name] = jobOf(createFileIngestion(ingestion));
        break;
      case "stream":
        streams[ingestion.name] = createClickstream(ingestion);
        break;
    }
  }
  return { jobs: jobsByName, streams };

  function createDatabaseIngestion(ingestion: DatabaseIngestionModel): DatabaseIngestion {
    const { engine, host, port, database, secret } = ingestion.source;
    const { runtime, network, networkReady } = required(jobs, "jobs");
    return new DatabaseIngestion(
      logicalName(ingestion.name),
      {
        ...jobArguments(ingestion),
        from: { engine, host, port, database, secret },
        tables: ingestion.tables.map(({ sourceTable, table, key, cursor, dataset }) => ({
          sourceTable,
          table,
          key: [...key],
          ...(cursor === undefined ? {} : { cursor }),
          grants: [...grantsOn(graph, dataset)],
        })),
        ...target(ingestion.target),
        runtime,
        network: required(network, "network"),
      },
      ingestionOptions(provisioning, ingestion, [...runtime.ready, ...networkReady, ...readyTarget(ingestion.target)]),
    );
  }

  function createFileIngestion(ingestion: FileIngestionModel): FileIngestion {
    const { bucket, prefix, format, kmsKey } = ingestion.source;
    const { runtime, network, networkReady } = required(jobs, "jobs");
    return new FileIngestion(
      logicalName(ingestion.name),
      {
        ...jobArguments(ingestion),
        from: { bucket, prefix, format, ...(kmsKey === undefined ? {} : { kmsKeyArn: kmsKey }) },
        table: ingestion.table,
        grants: [...grantsOn(graph, ingestion.dataset)],
        ...target(ingestion.target),
        runtime,
        ...(network === undefined ? {} : { network }),
      },
      ingestionOptions(provisioning, ingestion, [
        ...runtime.ready,
        ...(ingestion.target.store === "warehouse" ? networkReady : []),
        ...readyTarget(ingestion.target),
      ]),
    );
  }

  function createClickstream(ingestion: StreamIngestion): Clickstream {
    const { identity } = graph;
    const { origins, columns } = ingestion.source;
    return new Clickstream(
      logicalName(ingestion.name),
      {
        context,
        source: ingestion.pointer,
        streamName: physicalName(identity, "deliveryStream", ingestion.name),
        deliveryRoleName: physicalName(identity, "role", "ingest", ingestion.name, "delivery"),
        apiRoleName: physicalName(identity, "role", "ingest", ingestion.name, "api"),
        description: describe(ingestion),
        origins: [...origins],
        ...(columns === undefined ? {} : { columns: [...columns] }),
        lake: lakeTarget(ingestion.target),
        table: ingestion.table,
        kmsKeyArn: foundation.kmsKeyArn,
      },
      ingestionOptions(provisioning, ingestion, readyTarget(ingestion.target)),
    );
  }

  function jobArguments(ingestion: Ingestion) {
    return {
      context,
      source: ingestion.pointer,
      jobName: ingestionJobName(graph, ingestion.name),
      roleName: physicalName(graph.identity, "role", "ingest", ingestion.name),
      description: describe(ingestion),
    };
  }

  function target(container: Container): { lake?: LakeTarget; warehouse?: WarehouseTarget } {
    return container.store === "lake" ? { lake: lakeTarget(container) } : { warehouse: warehouseTarget(container) };
  }

  /** What has to exist before something can be written there. */
  function readyTarget({ store, name }: Container): readonly pulumi.Resource[] {
    return store === "lake" ? required(lake?.zones[name], `zone ${name}`).ready : required(warehouse, "warehouse").ready;
  }

  function lakeTarget({ name }: Container): LakeTarget {
    const model = required(graph.lake, "lake");
    const zone = required(
      model.zones.find((candidate) => candidate.name === name),
      `zone ${name}`,
    );
    return {
      bucketName: zone.bucket,
      databaseName: zone.database,
      format: zone.format,
      usesStackKey: model.encryption === "kms",
    };
  }

  function warehouseTarget({ name }: Container): WarehouseTarget {
    const model = required(graph.warehouse, "warehouse");
    const parts = required(warehouse, "warehouse");
    const schema = required(
      model.schemas.find((candidate) => candidate.name === name),
      `schema ${name}`,
    );
    return { connection: warehouseConnection(model, parts), schema: schema.sqlName };
  }
}

function jobOf({ jobName, jobArn, ready }: DatabaseIngestion | FileIngestion): IngestionJob {
  return { jobName, arn: jobArn, ready };
}

/** `ingest-orders`: a transform of the same name has resources too. */
function logicalName(ingestion: string): string {
  return `ingest-${ingestion}`;
}

function ingestionOptions(
  { options }: Provisioning,
  { movedFrom }: Ingestion,
  needs: readonly pulumi.Resource[],
): pulumi.ComponentResourceOptions {
  return { ...options, dependsOn: [...needs], ...(movedFrom === undefined ? {} : { aliases: [{ name: logicalName(movedFrom) }] }) };
}

function describe(ingestion: Ingestion): string {
  return ingestion.description ?? `Ingestion ${ingestion.name}`;
}

/** Privileges that the job sets on the table that it makes; none in the lake. */
function grantsOn(graph: StackGraph, dataset: string): readonly string[] {
  return graph.datasets.find(({ id }) => id === dataset)?.grants ?? [];
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The graph refers to its ${what}, which it does not have.`);
  return value;
}
