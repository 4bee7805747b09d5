/** JSON as it arrives; secrets are `{ secret: true }`, unknowns `{ unknown: true }`, references to resources `{ resource: urn }`. */
export type PlainValue = null | boolean | number | string | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** Properties of a resource, or arguments of an invoke. */
export type PlainObject = Readonly<Record<string, PlainValue>>;

/** An alias as the program gave it: a whole URN, or the parts that differ. */
export type RegisteredAlias =
  | string
  | {
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      readonly parentUrn?: string;
      readonly noParent?: true;
    };

/** Time-outs of a resource, in Go's duration format. */
export interface CustomTimeouts {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly read?: string;
}

/** One resource as the engine would have received it. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Whether it was looked up with `get` or `ReadResource`, and is not managed by the stack. */
  readonly read: boolean;
  /** A component of another language, made by its provider. */
  readonly remote: boolean;
  readonly parent?: string;
  readonly inputs: PlainObject;
  /** What the program was told: the inputs and the outputs that the responder gave. */
  readonly outputs: PlainObject;
  readonly id?: string;
  /** What `registerOutputs` reported; for components, and for the stack. */
  readonly registeredOutputs?: PlainObject;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** `urn::id` of an explicit provider. Default providers, which the real engine adds by itself, are not modelled. */
  readonly provider?: string;
  /** Package → `urn::id`, of a component. */
  readonly providers: Readonly<Record<string, string>>;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly deletedWith?: string;
  readonly replaceWith: readonly string[];
  readonly importId?: string;
  readonly aliases: readonly RegisteredAlias[];
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly hideDiffs: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly customTimeouts: CustomTimeouts;
  readonly version?: string;
}

/** One call of a provider function. */
export interface RecordedInvoke {
  readonly token: string;
  readonly args: PlainObject;
  readonly provider?: string;
  readonly version?: string;
}

/** One message of the program or of the SDK; debug messages are not kept, because they repeat secrets in plain text. */
export interface RecordedLog {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  /** The resource the message is about. */
  readonly urn?: string;
}

/** What a provider would answer after it has made, or read, a resource. */
export interface ResourceAnswer {
  readonly id?: string;
  /** Outputs beyond the inputs. A value may be wrapped with `secretValue`. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Stands in for the providers. */
export interface Responder {
  /**
   * Answers for a custom resource, once it has been registered or read. In a preview of a stack that does not exist yet it is not asked for
   * registered resources: their ids and outputs are unknown then, as in the real engine.
   *
   * @default an id made of the name, and no outputs beyond the inputs
   */
  outputs?(type: string, name: string, inputs: PlainObject, urn: string): ResourceAnswer;
  /** Answers a provider function. Without it every invoke is an error. */
  invoke?(token: string, args: PlainObject): Readonly<Record<string, unknown>>;
}
