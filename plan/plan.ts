/** A plan as data, `datastack.plan/v1`: every resource that the program registers, with the inputs that its provider would get. */
export interface Plan {
  readonly format: "datastack.plan/v1";
  readonly stack: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Sorted by URN. */
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, PlanValue>>;
}

export interface PlannedResource {
  /** As the engine would make it: the whole chain of parent types. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** Whether a provider makes it; false for components. */
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, PlanValue>>;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of its explicit provider; empty where there is none. */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** URNs that it had before. */
  readonly aliases: readonly string[];
  readonly source: PlanSource;
}

/** Where in the spec a resource comes from. */
export interface PlanSource {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly pointer: string;
}

/** A JSON value; a secret is `{ secret: true }`, a file to upload `{ asset: { sha256 } }`. */
export type PlanValue = null | boolean | number | string | readonly PlanValue[] | { readonly [key: string]: PlanValue };
