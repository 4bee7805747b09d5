import type * as pulumi from "@pulumi/pulumi";
import { ComponentResource } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";
import { createPrivateBucket } from "../shared/private-bucket";

export interface JobsBucketArgs extends ComponentArgs {
  /** Physical name. */
  readonly bucketName: string;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Physical name of the bucket that takes the access logs. */
  readonly accessLogBucket?: pulumi.Input<string>;
}

/**
 * The bucket of what jobs need and leave: `scripts/`, `programs/` (SQL of the warehouse), `state/` (cursors), `unload/` and `temporary/`.
 *
 * It holds the cursors of incremental ingestion, and so is protected like data.
 */
export class JobsBucket extends ComponentResource {
  /** Physical name, once the bucket is as it should be. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: JobsBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:JobsBucket", name, args, opts);

    const { bucket, ready } = createPrivateBucket(this, name, {
      ...args,
      versioning: true,
      expiringPrefixes: ["temporary/", "unload/"],
      holdsData: true,
    });

    this.bucketName = bucket.bucket;
    this.ready = [ready];
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
