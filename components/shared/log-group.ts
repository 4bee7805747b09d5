import type * as pulumi from "@pulumi/pulumi";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { resourceTags, type ResourceOrigin } from "./context";

/** Days that logs are kept: a year, as CKV_AWS_338 asks. */
const retentionInDays = 365;

export interface LogGroupArgs extends ResourceOrigin {
  readonly logGroupName: string;
  readonly kmsKeyArn: pulumi.Input<string>;
}

/** A log group made before its service would make one without retention and key. */
export function createLogGroup(parent: pulumi.Resource, name: string, args: LogGroupArgs): LogGroup {
  return new LogGroup(name, { name: args.logGroupName, retentionInDays, kmsKeyId: args.kmsKeyArn, tags: resourceTags(args) }, { parent });
}
