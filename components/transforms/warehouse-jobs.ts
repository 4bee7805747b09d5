import type * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { BucketObjectv2 } from "@pulumi/aws/s3/bucketObjectv2";
import { loginStatements, resolveConnection, type DatabaseConnectionArgs } from "../jobs/database-connection";
import { createGlueJob, type GlueJob, type JobNetwork, type JobSetting } from "../jobs/glue-job";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import { resourceTags, type ComponentArgs } from "../shared/context";
import { listPrefixes, readObjects, type ObjectScope } from "../shared/s3-statements";

export interface WarehouseJobsArgs extends ComponentArgs {
  /** What the jobs of the stack share. */
  readonly runtime: JobSetting;
  /** Where the warehouse can be reached. */
  readonly network: JobNetwork;
  /** How the jobs log in to the warehouse. */
  readonly connection: DatabaseConnectionArgs;
  /** The transforms that run in the warehouse. */
  readonly programs: WarehouseProgram[];
  /** Physical names of the job that runs them, and of its role. */
  readonly statementsJobName: string;
  readonly statementsRoleName: string;
  /** Folders of the jobs' bucket that lake tables are unloaded to, `unload/lake.raw.orders/`. */
  readonly unloadPrefixes: string[];
  /** Physical names of the job that loads them, and of its role. */
  readonly loadJobName: string;
  readonly loadRoleName: string;
}

/** The statements and checks of one transform. */
export interface WarehouseProgram {
  /** Name of the transform. */
  readonly name: string;
  /** JSON pointer of the transform in the spec. */
  readonly source: string;
  /** JSON of the program, as the script reads it (components/jobs/README.md). */
  readonly content: string;
}

/** Minutes after which a run of a job is stopped: SQL over large tables takes hours, and what hangs must not hang for days. */
export const statementsTimeoutMinutes = 600;
export const loadTimeoutMinutes = 300;

/** Runs at a time: Glue's own limit is per account, and the database has a limit of connections; a run over the limit is started later. */
const mostRunsAtOnce = 20;

/**
 * The jobs that work in the warehouse, one for all transforms and one for all loads, and the programs of the transforms in the jobs' bucket.
 *
 * Programs and jobs come after what the option `dependsOn` names: the runtime, the network, the database.
 *
 * What a run of theirs does is in its arguments, which the state machine gives; where they may log in and what they may read is in their roles.
 */
export class WarehouseJobs extends ComponentResource {
  constructor(name: string, args: WarehouseJobsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:WarehouseJobs", name, args, handingOn(opts));
    const parent = this;
    const { context, source, runtime, network } = args;

    const programs = args.programs.map(uploadProgram);
    const statements = args.programs.length === 0 ? [] : [createStatementsJob()];
    const loads = args.unloadPrefixes.length === 0 ? [] : [createLoadJob()];

    this.ready = [...programs, ...statements.flatMap((job) => job.ready), ...loads.flatMap((job) => job.ready)];
    this.registerOutputs({});

    function uploadProgram(program: WarehouseProgram): BucketObjectv2 {
      return new BucketObjectv2(
        `${name}-${program.name}`,
        {
          bucket: runtime.bucketName,
          key: programKey(program),
          content: program.content,
          contentType: "application/json",
          kmsKeyId: runtime.kmsKeyArn,
          // Without the user's tags: an object has ten at most (Amazon S3 User Guide, "Categorizing your objects using tags").
          tags: resourceTags({ source: program.source, context: { ...context, tags: {} } }),
        },
        // A run that is going on still reads the program that it was started with.
        { parent, dependsOn: [...neededFirst(opts)], retainOnDelete: true },
      );
    }

    function createStatementsJob(): GlueJob {
      return createGlueJob(parent, `${name}-statements`, {
        ...shared("run_warehouse_statements", { bucket: runtime.bucketName, prefixes: ["programs/"] }),
        jobName: args.statementsJobName,
        roleName: args.statementsRoleName,
        description: "Runs the SQL of transforms in the warehouse",
        maximumConcurrentRuns: Math.min(args.programs.length, mostRunsAtOnce),
        timeoutMinutes: statementsTimeoutMinutes,
        small: true,
      });
    }

    function createLoadJob(): GlueJob {
      return createGlueJob(parent, `${name}-load`, {
        ...shared("load_warehouse", { bucket: runtime.bucketName, prefixes: args.unloadPrefixes }),
        jobName: args.loadJobName,
        roleName: args.loadRoleName,
        description: "Copies lake tables into the warehouse",
        maximumConcurrentRuns: Math.min(args.unloadPrefixes.length, mostRunsAtOnce),
        timeoutMinutes: loadTimeoutMinutes,
      });
    }

    function shared(script: string, objects: ObjectScope) {
      return {
        context,
        source,
        script,
        spark: false,
        runtime,
        network,
        needs: neededFirst(opts),
        statements: resolveConnection(args.connection).apply((connection) => [
          ...loginStatements(context, [connection]),
          ...(script === "load_warehouse" ? listPrefixes(context, objects) : []),
          ...readObjects(context, objects),
        ]),
      };
    }
  }
}

/** The hash in the key makes a changed program another object, so that a run reads what it was planned with. */
export function programKey({ name, content }: Pick<WarehouseProgram, "name" | "content">): string {
  return `programs/${name}-${createHash("sha256").update(content).digest("hex").slice(0, 8)}.json`;
}
