import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { BucketObjectv2 } from "@pulumi/aws/s3/bucketObjectv2";
import { resourceTags, type ResourceOrigin } from "../shared/context";
import { jobScripts, type JobScriptName } from "./scripts.generated";

/** The module that every script imports. */
const sharedModule: JobScriptName = "datastack_jobs";

export interface JobScriptsArgs extends ResourceOrigin {
  /** Physical name of the bucket. */
  readonly bucketName: string;
  /** The settings of the bucket. */
  readonly needs: readonly pulumi.Input<pulumi.Resource>[];
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Base names of the scripts that the stack's jobs run. */
  readonly scripts: readonly string[];
}

/**
 * Uploads the programs of the stack's jobs, and the module that they share; resources `${name}-${script}`.
 *
 * A key holds the hash of its content: a new version is a new object that the next run takes, and a rollback finds the old one again.
 */
export function createJobScripts(parent: pulumi.Resource, name: string, args: JobScriptsArgs): readonly pulumi.Resource[] {
  return [sharedModule, ...[...args.scripts].sort()].map(
    (script) =>
      new BucketObjectv2(
        `${name}-${script}`,
        {
          bucket: args.bucketName,
          key: scriptKey(script),
          source: new pulumi.asset.StringAsset(scriptText(script)),
          contentType: "text/x-python",
          kmsKeyId: args.kmsKeyArn,
          // Without the user's tags: an object has ten at most (Amazon S3 User Guide, "Categorizing your objects using tags").
          tags: resourceTags({ source: args.source, context: { ...args.context, tags: {} } }),
        },
        { parent, dependsOn: [...args.needs] },
      ),
  );
}

/** Key of a script: `scripts/<name>-<hash>.py`; the shared module keeps its own name, since scripts import it by that. */
export function scriptKey(script: string): string {
  const hash = createHash("sha256").update(scriptText(script)).digest("hex").slice(0, 8);
  return script === sharedModule ? `scripts/${hash}/${script}.py` : `scripts/${script}-${hash}.py`;
}

/** Key of the module that every script imports. */
export function sharedModuleKey(): string {
  return scriptKey(sharedModule);
}

/** @throws Error - For a script that does not exist. */
function scriptText(script: string): string {
  if (!isScript(script)) throw new Error(`There is no job script ${script} in components/jobs.`);
  return jobScripts[script];
}

function isScript(name: string): name is JobScriptName {
  return Object.hasOwn(jobScripts, name);
}
