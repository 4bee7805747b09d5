import * as pulumi from "@pulumi/pulumi";
import { connectionConfig, loginStatements, resolveConnection, type DatabaseConnectionArgs } from "../jobs/database-connection";
import { createGlueJob, type GlueJob, type GlueJobArgs, type JobNetwork, type JobSetting } from "../jobs/glue-job";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";
import { useKeyForBuckets } from "../shared/s3-statements";
import { lakeTablePolicies, stateFolder } from "./ingestion-policy";
import { ingestionTimeoutMinutes, lakeTargetConfig, onlyTarget, type LakeTarget, type WarehouseTarget } from "./ingestion-target";

export interface DatabaseIngestionArgs extends ComponentArgs {
  /** Physical name of the job. */
  readonly jobName: string;
  /** Physical name of the job's role. */
  readonly roleName: string;
  readonly description: string;
  readonly from: DatabaseConnectionArgs;
  readonly tables: SourceTable[];
  /** The zone that takes the tables; or else `warehouse`. */
  readonly lake?: LakeTarget;
  /** The schema that takes the tables; or else `lake`. */
  readonly warehouse?: WarehouseTarget;
  readonly runtime: JobSetting;
  /** Where the source, and the warehouse, can be reached. */
  readonly network: JobNetwork;
}

/** One table to copy. */
export interface SourceTable {
  /** `table` or `schema.table`. */
  readonly sourceTable: string;
  /** Physical name in the target. */
  readonly table: string;
  /** Columns that tell rows apart; none for a table that only grows or is copied as a whole. */
  readonly key: string[];
  /** Column that grows with each change of a row: only newer rows are copied; all rows each time without it. */
  readonly cursor?: string;
  /** Statements that make the privileges on the table in the warehouse what the spec says; none in the lake. */
  readonly grants: string[];
}

/**
 * Tables of a PostgreSQL or MySQL database, copied into a zone of the lake by a Spark job, or into a schema of the warehouse by a Python job.
 *
 * The job comes after what the option `dependsOn` names: the runtime, the network, the target. It reads its login from the secret when it runs. A secret under a customer key asks for a statement in that key's policy: see `loginStatements`.
 */
export class DatabaseIngestion extends ComponentResource {
  readonly jobName: string;
  /** ARN of the job. */
  readonly jobArn: string;

  constructor(name: string, args: DatabaseIngestionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:DatabaseIngestion", name, args, handingOn(opts));
    const parent = this;
    const { context, runtime } = args;

    const job = onlyTarget(args.lake, args.warehouse, { lake: createLakeJob, warehouse: createWarehouseJob });

    this.jobName = job.jobName;
    this.jobArn = job.arn;
    this.ready = job.ready;
    this.registerOutputs({ jobName: this.jobName, jobArn: this.jobArn });

    function createLakeJob(lake: LakeTarget): GlueJob {
      const source = resolveConnection(args.from);
      const tables = lakeTablePolicies(context, {
        bucket: lake.bucketName,
        database: lake.databaseName,
        tables: args.tables.map(({ table }) => table),
        stateBucket: runtime.bucketName,
      });
      return createJob({
        script: "ingest_database_to_lake",
        spark: true,
        iceberg: lake.format === "iceberg",
        config: source.apply((from) =>
          JSON.stringify({
            source: connectionConfig(context, from),
            tables: args.tables.map(tableConfig),
            target: lakeTargetConfig(lake),
            state: `s3://${runtime.bucketName}/${stateFolder(lake.databaseName)}`,
          }),
        ),
        statements: pulumi
          .all([source, runtime.kmsKeyArn])
          .apply(([from, kmsKeyArn]) => [
            ...loginStatements(context, [from]),
            ...tables.inline,
            ...useKeyForBuckets(context, kmsKeyArn, lake.usesStackKey ? [lake.bucketName] : [], "write"),
          ]),
        managedPolicies: tables.managed,
      });
    }

    function createWarehouseJob({ connection, schema }: WarehouseTarget): GlueJob {
      const connections = pulumi.all([resolveConnection(args.from), resolveConnection(connection)]);
      return createJob({
        script: "ingest_database_to_warehouse",
        spark: false,
        config: connections.apply(([from, to]) =>
          JSON.stringify({
            source: connectionConfig(context, from),
            tables: args.tables.map(tableConfig),
            target: { connection: connectionConfig(context, to), schema },
          }),
        ),
        statements: connections.apply((both) => loginStatements(context, both)),
      });
    }

    function createJob(job: Pick<GlueJobArgs, "script" | "spark" | "iceberg" | "config" | "statements" | "managedPolicies">): GlueJob {
      return createGlueJob(parent, name, {
        context,
        source: args.source,
        jobName: args.jobName,
        roleName: args.roleName,
        description: args.description,
        runtime,
        network: args.network,
        timeoutMinutes: ingestionTimeoutMinutes,
        needs: neededFirst(opts),
        ...job,
      });
    }
  }
}

/** A table as the scripts read it (components/jobs/README.md). */
function tableConfig({ sourceTable, table, key, cursor, grants }: SourceTable) {
  return {
    table: sourceTable,
    dataset: table,
    ...(key.length === 0 ? {} : { key }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(grants.length === 0 ? {} : { grants }),
  };
}
