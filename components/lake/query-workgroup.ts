import { interpolate } from "@pulumi/pulumi";
import type * as pulumi from "@pulumi/pulumi";
import { Workgroup } from "@pulumi/aws/athena/workgroup";
import { resourceTags, type ResourceOrigin } from "../shared/context";

export interface QueryWorkgroupArgs extends ResourceOrigin {
  /** Physical name. */
  readonly workgroupName: string;
  readonly description: string;
  /** Physical name of the bucket of the results, written below the workgroup's name. */
  readonly resultsBucket: pulumi.Input<string>;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** The most bytes that one query may read before it is cancelled. */
  readonly scanLimitBytes: number;
  /**
   * Whether a query's own settings count for nothing. Athena refuses to make a Parquet table in a folder of its own where they do (Athena User Guide,
   * "Troubleshoot workgroup errors").
   *
   * @default true
   */
  readonly enforced?: boolean;
}

/** An Athena workgroup: encrypted results in a place of its own, and a limit of what a query reads; nobody can go around either. */
export function createQueryWorkgroup(parent: pulumi.Resource, name: string, args: QueryWorkgroupArgs): Workgroup {
  return new Workgroup(
    name,
    {
      name: args.workgroupName,
      description: args.description,
      forceDestroy: true,
      configuration: {
        enforceWorkgroupConfiguration: args.enforced ?? true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: args.scanLimitBytes,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: resultsLocation(args.resultsBucket, args.workgroupName),
          expectedBucketOwner: args.context.account,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: args.kmsKeyArn },
        },
      },
      tags: resourceTags(args),
    },
    { parent },
  );
}

/** Where the results of a workgroup are written. */
function resultsLocation(bucket: pulumi.Input<string>, workgroup: string): pulumi.Output<string> {
  return interpolate`s3://${bucket}/${workgroup}/`;
}
