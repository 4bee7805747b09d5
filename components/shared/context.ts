import type * as pulumi from "@pulumi/pulumi";

/** What every component knows of the stack that it belongs to: where it runs, what names and tags derive from, how data is protected. */
export interface StackContext {
  /** Name of the stack. */
  readonly stack: string;
  readonly environment: string;
  /** Who answers for the stack. */
  readonly owner: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Whether resources that hold data are protected against deletion and replacement. */
  readonly protected: boolean;
  /** The tags that the user adds. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Where a resource comes from: what its tags say. */
export interface ResourceOrigin {
  readonly context: StackContext;
  /** JSON pointer of the spec's node that the component comes from; a tag of what it makes, and its line in a plan. */
  readonly source: string;
}

/** What the arguments of every component have. */
export interface ComponentArgs extends ResourceOrigin {
  /**
   * Inputs of resources directly below the component, in place of what it gives them, where no argument says it: by the resource's logical name
   * (`lake-raw-versioning`), or by the end of its URN (`<type>::<name>`) where two have one name. Each property replaces the whole property, `undefined`
   * takes it away. A plan shows them; what the component promises of security and retention holds only as far as they leave it.
   *
   * @default none
   */
  readonly overrides?: Record<string, pulumi.Inputs>;
}

/**
 * Tags of a resource: the user's, and where it comes from. What belongs to the whole spec comes from `/`, since its pointer is empty and a schedule group
 * takes no empty value (Amazon EventBridge Scheduler API Reference, "Tag").
 */
export function resourceTags({ context, source }: ResourceOrigin): Record<string, string> {
  return {
    ...context.tags,
    "datastack:stack": context.stack,
    "datastack:environment": context.environment,
    "datastack:owner": context.owner,
    "datastack:source": source === "" ? "/" : source,
  };
}

/** Options of a resource that holds data: in a protected environment neither a change of the spec nor a destroy removes it. */
export function dataProtection(context: StackContext): { protect: boolean; retainOnDelete: boolean } {
  return { protect: context.protected, retainOnDelete: context.protected };
}
