import * as pulumi from "@pulumi/pulumi";
import { connectionConfig, loginStatements, resolveConnection } from "../jobs/database-connection";
import { createGlueJob, type GlueJob, type GlueJobArgs, type JobNetwork, type JobSetting } from "../jobs/glue-job";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";
import { useKeyForBuckets } from "../shared/s3-statements";
import { copyObjectsTo, keepState, readSource, stateFolder, writeLakeTables } from "./ingestion-policy";
import { ingestionTimeoutMinutes, lakeTargetConfig, onlyTarget, type LakeTarget, type WarehouseTarget } from "./ingestion-target";

export interface FileIngestionArgs extends ComponentArgs {
  /** Physical name of the job. */
  readonly jobName: string;
  /** Physical name of the job's role. */
  readonly roleName: string;
  readonly description: string;
  readonly from: FileSource;
  /** Physical name of the table; of the folder when objects are taken as they are. */
  readonly table: string;
  /** Statements that make the privileges on the table in the warehouse what the spec says; none in the lake. */
  readonly grants: string[];
  /** The zone that takes the objects; or else `warehouse`. */
  readonly lake?: LakeTarget;
  /** The schema that takes the rows; or else `lake`. */
  readonly warehouse?: WarehouseTarget;
  readonly runtime: JobSetting;
  /** Where the warehouse can be reached; a job that only writes to the lake needs no network. */
  readonly network?: JobNetwork;
}

/** Files that somebody puts into a bucket. */
export interface FileSource {
  /** Physical name. */
  readonly bucket: string;
  /** Only objects whose key starts with it. */
  readonly prefix: string;
  /** `csv`, `json`, `parquet`, or `objects` for objects as they are. */
  readonly format: string;
  /** ARN of the bucket's key, when it has one of its own: the key's policy has to let the role of the job decrypt. */
  readonly kmsKeyArn?: string;
}

/**
 * New objects of a bucket, taken into a zone of the lake by a Spark job, or into a schema of the warehouse by a Python job.
 *
 * The job comes after what the option `dependsOn` names: the runtime, the target, the network.
 */
export class FileIngestion extends ComponentResource {
  readonly jobName: string;
  /** ARN of the job. */
  readonly jobArn: string;

  constructor(name: string, args: FileIngestionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:FileIngestion", name, args, handingOn(opts));
    const parent = this;
    const { context, runtime } = args;
    const { bucket, prefix, format } = args.from;
    const source = { bucket, prefix, format };

    const job = onlyTarget(args.lake, args.warehouse, { lake: createLakeJob, warehouse: createWarehouseJob });

    this.jobName = job.jobName;
    this.jobArn = job.arn;
    this.ready = job.ready;
    this.registerOutputs({ jobName: this.jobName, jobArn: this.jobArn });

    function createLakeJob(lake: LakeTarget): GlueJob {
      const tables = {
        bucket: lake.bucketName,
        database: lake.databaseName,
        tables: [args.table],
        stateBucket: runtime.bucketName,
      };
      return createJob({
        script: "ingest_files_to_lake",
        spark: true,
        iceberg: lake.format === "iceberg",
        config: JSON.stringify({
          source,
          dataset: args.table,
          target: lakeTargetConfig(lake),
          state: `s3://${runtime.bucketName}/${stateFolder(lake.databaseName)}`,
        }),
        statements: pulumi
          .output(runtime.kmsKeyArn)
          .apply((kmsKeyArn) => [
            ...readSource(context, args.from),
            ...(format === "objects"
              ? [...keepState(context, tables), ...copyObjectsTo(context, lake.bucketName, args.table)]
              : writeLakeTables(context, tables)),
            ...useKeyForBuckets(context, kmsKeyArn, lake.usesStackKey ? [lake.bucketName] : [], "write"),
          ]),
      });
    }

    function createWarehouseJob({ connection, schema }: WarehouseTarget): GlueJob {
      if (args.network === undefined) throw new Error(`The job ${args.jobName} needs a network to reach the warehouse.`);
      const target = resolveConnection(connection);
      return createJob({
        script: "ingest_files_to_warehouse",
        spark: false,
        network: args.network,
        config: target.apply((to) =>
          JSON.stringify({
            source,
            dataset: args.table,
            target: { connection: connectionConfig(context, to), schema },
            ...(args.grants.length === 0 ? {} : { grants: args.grants }),
          }),
        ),
        statements: target.apply((to) => [...readSource(context, args.from), ...loginStatements(context, [to])]),
      });
    }

    function createJob(job: Pick<GlueJobArgs, "script" | "spark" | "iceberg" | "network" | "config" | "statements">): GlueJob {
      return createGlueJob(parent, name, {
        context,
        source: args.source,
        jobName: args.jobName,
        roleName: args.roleName,
        description: args.description,
        runtime,
        timeoutMinutes: ingestionTimeoutMinutes,
        needs: neededFirst(opts),
        ...job,
      });
    }
  }
}
