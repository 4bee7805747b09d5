import * as pulumi from "@pulumi/pulumi";

/** An error that the engine prints as it is. With a stack, the engine's host spends up to a minute on formatting it: Node's inspector loops on its frames. */
export function runError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = "";
  return error;
}
