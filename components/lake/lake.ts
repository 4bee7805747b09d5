import type { Workgroup } from "@pulumi/aws/athena/workgroup";
import type * as pulumi from "@pulumi/pulumi";
import { createPrivateBucket } from "../shared/private-bucket";
import { ComponentResource } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";
import { LakeZone } from "./lake-zone";
import { createQueryWorkgroup } from "./query-workgroup";

/** Days that query results are kept: they can be had again. */
const resultRetentionDays = 30;

export interface LakeArgs extends ComponentArgs {
  readonly zones: LakeZoneSettings[];
  /** Key of the stack: it encrypts query results and, unless `encryptZones` is false, the zones. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /**
   * Whether the key of the stack encrypts the zones, or keys that S3 manages.
   *
   * @default true
   */
  readonly encryptZones?: boolean;
  /** Physical name of the bucket that takes the access logs. */
  readonly accessLogBucket?: pulumi.Input<string>;
  /** Physical name of the bucket of query results. */
  readonly resultsBucketName: string;
  /** Physical name of the workgroup that transforms run in. */
  readonly workgroupName: string;
  /** Physical name of the workgroup for transforms that make Parquet tables: only their runs may use it. None of them without it. */
  readonly parquetTablesWorkgroupName?: string;
  /** The most bytes that one query may read before it is cancelled. */
  readonly scanLimitBytes: number;
}

/** What differs from zone to zone. */
export interface LakeZoneSettings {
  readonly name: string;
  /** JSON pointer of the zone in the spec. */
  readonly source: string;
  readonly bucketName: string;
  readonly databaseName: string;
  readonly description?: string;
  /** Name before a rename: what exists under it becomes this zone. */
  readonly movedFrom?: string;
  readonly versioning: boolean;
  readonly retentionDays?: number;
  readonly archiveDays?: number;
  /** Inputs of resources of the zone in place of its own. */
  readonly overrides?: Record<string, pulumi.Inputs>;
}

interface LakeParts {
  readonly zones: Readonly<Record<string, LakeZone>>;
}

/** A data lake: its zones, the bucket of query results, and the workgroup that transforms run in. */
export class Lake extends ComponentResource<LakeParts> {
  readonly resultsBucketName: pulumi.Output<string>;
  readonly workgroupName: pulumi.Output<string>;

  constructor(name: string, args: LakeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:Lake", name, args, opts);
    const parent = this;
    const logging = args.accessLogBucket === undefined ? {} : { accessLogBucket: args.accessLogBucket };

    this.parts = { zones: createZones() };
    const results = createResultsBucket();
    const workgroup = createWorkgroup(`${name}-workgroup`, args.workgroupName, true);
    const parquetTables =
      args.parquetTablesWorkgroupName === undefined
        ? []
        : [createWorkgroup(`${name}-parquet-tables-workgroup`, args.parquetTablesWorkgroupName, false)];

    this.resultsBucketName = results.bucket.bucket;
    this.workgroupName = workgroup.name;
    this.ready = [results.ready, workgroup, ...parquetTables];
    this.registerOutputs({ resultsBucketName: this.resultsBucketName, workgroupName: this.workgroupName });

    function createZones(): LakeParts["zones"] {
      return Object.fromEntries(
        args.zones.map(({ name: zone, movedFrom, ...settings }) => [
          zone,
          new LakeZone(
            `${name}-${zone}`,
            { context: args.context, ...settings, ...logging, ...(args.encryptZones === false ? {} : { kmsKeyArn: args.kmsKeyArn }) },
            { parent, ...(movedFrom === undefined ? {} : { aliases: [{ name: `${name}-${movedFrom}` }] }) },
          ),
        ]),
      );
    }

    function createWorkgroup(resourceName: string, workgroupName: string, enforced: boolean): Workgroup {
      return createQueryWorkgroup(parent, resourceName, {
        context: args.context,
        source: args.source,
        workgroupName,
        description: "Transforms of the data stack",
        resultsBucket: results.bucket.bucket,
        kmsKeyArn: args.kmsKeyArn,
        scanLimitBytes: args.scanLimitBytes,
        enforced,
      });
    }

    function createResultsBucket() {
      return createPrivateBucket(parent, `${name}-results`, {
        context: args.context,
        source: args.source,
        bucketName: args.resultsBucketName,
        kmsKeyArn: args.kmsKeyArn,
        versioning: true,
        expirationDays: resultRetentionDays,
        holdsData: false,
        ...logging,
      });
    }
  }

  /** By name of the zone. */
  get zones(): LakeParts["zones"] {
    return this.parts?.zones ?? {};
  }
}
