import * as pulumi from "@pulumi/pulumi";
import { CatalogDatabase } from "@pulumi/aws/glue/catalogDatabase";
import { ComponentResource } from "../shared/component-resource";
import { dataProtection, resourceTags, type ComponentArgs } from "../shared/context";
import { createPrivateBucket, type PrivateBucket } from "../shared/private-bucket";

export interface LakeZoneArgs extends ComponentArgs {
  /** Physical name of the bucket. Another name is another bucket: the data stays in the old one. */
  readonly bucketName: string;
  /** Physical name of the Glue database. Another name is another database: its tables are no longer known. */
  readonly databaseName: string;
  readonly description?: string;
  /** Key that encrypts new objects; keys that S3 manages without it. */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /**
   * Whether overwritten and deleted objects can be restored for 30 days.
   *
   * @default true
   */
  readonly versioning?: boolean;
  /** Age in days at which objects are deleted; never for a zone of Iceberg tables, which refer to old files. */
  readonly retentionDays?: number;
  /** Age in days at which objects move to Glacier Instant Retrieval; never for a zone of Iceberg tables. */
  readonly archiveDays?: number;
  /** Physical name of the bucket that takes the access logs. */
  readonly accessLogBucket?: pulumi.Input<string>;
}

/** One zone of the data lake: a private bucket, encrypted and versioned, and the catalog database of its tables. */
export class LakeZone extends ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  /** Name of the Glue database. */
  readonly databaseName: pulumi.Output<string>;

  constructor(name: string, args: LakeZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:LakeZone", name, args, opts);
    const parent = this;

    const { bucket, ready } = createBucket();
    const database = createDatabase();

    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.databaseName = database.name;
    this.ready = [ready, database];
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn, databaseName: this.databaseName });

    function createBucket(): PrivateBucket {
      return createPrivateBucket(parent, name, {
        context: args.context,
        source: args.source,
        bucketName: args.bucketName,
        versioning: args.versioning ?? true,
        holdsData: true,
        ...(args.kmsKeyArn === undefined ? {} : { kmsKeyArn: args.kmsKeyArn }),
        ...(args.retentionDays === undefined ? {} : { expirationDays: args.retentionDays }),
        ...(args.archiveDays === undefined ? {} : { archiveDays: args.archiveDays }),
        ...(args.accessLogBucket === undefined ? {} : { accessLogBucket: args.accessLogBucket }),
      });
    }

    function createDatabase(): CatalogDatabase {
      return new CatalogDatabase(
        `${name}-database`,
        {
          name: args.databaseName,
          description: args.description ?? `Tables of ${args.bucketName}`,
          locationUri: pulumi.interpolate`s3://${bucket.bucket}/`,
          tags: resourceTags(args),
        },
        { parent, ...dataProtection(args.context) },
      );
    }
  }
}
