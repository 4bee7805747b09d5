import * as pulumi from "@pulumi/pulumi";
import { SecurityConfiguration } from "@pulumi/aws/glue/securityConfiguration";
import { ComponentResource, handingOn, neededFirst } from "../shared/component-resource";
import type { ComponentArgs } from "../shared/context";
import { createJobScripts } from "./job-scripts";

export interface JobRuntimeArgs extends ComponentArgs {
  /** Physical name of the jobs' bucket. */
  readonly bucketName: string;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Base names of the scripts that the stack's jobs run. */
  readonly scripts: string[];
  /**
   * Physical name of the security configuration. It is a part of the names of the jobs' log groups, and so must hold the prefix of the stack, which
   * the policy of the stack's key asks of log groups.
   */
  readonly securityConfigurationName: string;
  /** Whether the stack's key encrypts what jobs write to the lake; a bucket with keys that S3 manages refuses any other. */
  readonly encryptLake: boolean;
}

/** What the jobs of a stack share: their programs, and how Glue encrypts what it writes for them. The programs come after what `dependsOn` names. */
export class JobRuntime extends ComponentResource {
  readonly bucketName: string;
  readonly securityConfigurationName: string;
  readonly kmsKeyArn: pulumi.Output<string>;

  constructor(name: string, args: JobRuntimeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("datastack:index:JobRuntime", name, args, handingOn(opts));
    const parent = this;

    const scripts = createJobScripts(this, name, { ...args, needs: neededFirst(opts) });
    const security = createSecurityConfiguration();

    this.bucketName = args.bucketName;
    this.securityConfigurationName = args.securityConfigurationName;
    this.kmsKeyArn = pulumi.output(args.kmsKeyArn);
    this.ready = [...scripts, security];
    this.registerOutputs({ bucketName: this.bucketName, securityConfigurationName: this.securityConfigurationName });

    /**
     * All three modes, as CKV_AWS_99 and AwsSolutions-GL1 and GL3 ask. Logs are what it is for. No job keeps bookmarks. For S3 it names the key that
     * encrypts the buckets anyway; their policies refuse every other, so it is off when S3's own keys encrypt the zones.
     */
    function createSecurityConfiguration(): SecurityConfiguration {
      const { kmsKeyArn } = args;
      return new SecurityConfiguration(
        `${name}-security`,
        {
          name: args.securityConfigurationName,
          encryptionConfiguration: {
            cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn },
            jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn },
            s3Encryption: args.encryptLake ? { s3EncryptionMode: "SSE-KMS", kmsKeyArn } : { s3EncryptionMode: "DISABLED" },
          },
        },
        // Every argument replaces it, and its name is taken.
        { parent, deleteBeforeReplace: true },
      );
    }
  }
}
