import {
  type PlainObject,
  type RecordedInvoke,
  type RecordedLog,
  type RegisteredResource,
  type ResourceAnswer,
  type Responder,
} from "./types";
import { isSecret, secretValue, toPlainObject, type WireObject, writeStruct } from "./property-values";
import { type Struct } from "google-protobuf/google/protobuf/struct_pb";
import { createUrn, rootStackType } from "./urn";

/** What a deployment needs to know about the run. */
export interface DeploymentOptions {
  readonly project: string;
  readonly stack: string;
  readonly dryRun: boolean;
  readonly stackExists: boolean;
  readonly respond: Responder;
}

/** A registration or a read, decoded. */
export interface ResourceRequest extends Omit<RegisteredResource, "urn" | "inputs" | "outputs" | "id"> {
  readonly wireInputs: WireObject;
  /** Id of a resource to read. */
  readonly readId?: string;
}

/** What the monitor answers. */
export interface ResourceReply {
  readonly urn: string;
  readonly id: string;
  readonly properties: Struct;
}

/** A request that the real engine refuses. */
export class EngineError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EngineError";
  }
}

/** The state of one run: what the program registered, called and said. */
export class Deployment {
  readonly resources = new Map<string, RegisteredResource>();
  readonly invokes: RecordedInvoke[] = [];
  readonly logs: RecordedLog[] = [];
  readonly #wireOutputs = new Map<string, WireObject>();
  readonly #options: DeploymentOptions;
  /** URN of the stack's resource, once it is known. */
  rootUrn = "";

  constructor(options: DeploymentOptions) {
    this.#options = options;
  }

  /** The stack's outputs, empty until the program has ended well. */
  get outputs(): PlainObject {
    const root = [...this.resources.values()].find((resource) => resource.type === rootStackType);
    return root?.registeredOutputs ?? {};
  }

  /** Records a resource and works out the reply. Throws `EngineError` where the engine refuses. */
  register(request: ResourceRequest): ResourceReply {
    const { wireInputs, readId, ...resource } = request;
    const urn = createUrn({ ...this.#options, ...resource });
    this.#checkUrn(urn);
    this.#checkReferences(urn, resource);
    const inputs = toPlainObject(wireInputs);
    const answer = this.#answerFor(resource, inputs, urn, readId);
    const wireOutputs = markSecrets({ ...wireInputs, ...answer.outputs }, wireInputs, resource.additionalSecretOutputs);
    const id = readId ?? answer.id;
    this.#wireOutputs.set(urn, wireOutputs);
    this.resources.set(urn, { urn, ...resource, inputs, outputs: toPlainObject(wireOutputs), ...(id === undefined ? {} : { id }) });
    if (resource.type === rootStackType) this.rootUrn = urn;
    return { urn, id: id ?? "", properties: writeStruct(wireOutputs) };
  }

  /** Records what `registerOutputs` reported. */
  registerOutputs(urn: string, outputs: WireObject): void {
    const resource = this.resources.get(urn);
    if (resource === undefined) throw new EngineError(`outputs for an unknown resource: ${urn}`);
    if (resource.registeredOutputs !== undefined) throw new EngineError(`outputs of ${urn} were registered twice`);
    this.resources.set(urn, { ...resource, registeredOutputs: toPlainObject(outputs) });
  }

  /** Records the call of a provider function and works out its result. */
  invoke(call: RecordedInvoke): Struct {
    this.invokes.push(call);
    if (call.token === "pulumi:pulumi:getResource") return this.#getResource(call);
    const { respond } = this.#options;
    if (respond.invoke === undefined) throw new EngineError(`no answer for the function ${call.token}: the run has no respond.invoke`);
    return writeStruct(respond.invoke(call.token, call.args));
  }

  /** Records an error as the engine itself reports it. */
  logError(message: string, urn?: string): void {
    this.logs.push({ severity: "error", message, ...(urn === undefined ? {} : { urn }) });
  }

  #answerFor(
    resource: Pick<RegisteredResource, "custom" | "type" | "name" | "read">,
    inputs: PlainObject,
    urn: string,
    readId: string | undefined,
  ): ResourceAnswer {
    const { respond, dryRun, stackExists } = this.#options;
    const isUnmade = dryRun && !stackExists && readId === undefined;
    if (!resource.custom || isUnmade) return {};
    return { id: `${resource.name}-id`, ...respond.outputs?.(resource.type, resource.name, inputs, urn) };
  }

  #checkUrn(urn: string): void {
    if (this.resources.has(urn)) throw new EngineError(`Duplicate resource URN '${urn}'; try giving it a unique name`);
  }

  #checkReferences(urn: string, resource: Omit<ResourceRequest, "wireInputs" | "readId">): void {
    const providers = [resource.provider, ...Object.values(resource.providers)].filter((reference) => reference !== undefined);
    const references = [
      ...resource.dependencies,
      ...Object.values(resource.propertyDependencies).flat(),
      ...resource.replaceWith,
      ...providers.map((reference) => reference.slice(0, reference.lastIndexOf("::"))),
      ...[resource.parent, resource.deletedWith].filter((reference) => reference !== undefined),
    ];
    const missing = references.find((reference) => !this.resources.has(reference));
    if (missing !== undefined) throw new EngineError(`${urn} refers to ${missing}, which is not registered`);
  }

  #getResource(call: RecordedInvoke): Struct {
    const urn = call.args.urn;
    const resource = typeof urn === "string" ? this.resources.get(urn) : undefined;
    if (resource === undefined) throw new EngineError(`unknown resource ${JSON.stringify(urn)}`);
    return writeStruct({ urn: resource.urn, id: resource.id ?? "", state: this.#wireOutputs.get(resource.urn) ?? {} });
  }
}

/** An output is secret when the input of the same name is, or when the program asked for it. */
function markSecrets(outputs: WireObject, inputs: WireObject, additionalSecretOutputs: readonly string[]): WireObject {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const mustBeSecret = isSecret(inputs[key]) || additionalSecretOutputs.includes(key);
      return [key, mustBeSecret && !isSecret(value) ? secretValue(value) : value];
    }),
  );
}
