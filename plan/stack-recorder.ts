import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { RegisterResourceResponse, type RegisterResourceRequest, type ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Identity } from "../compiler/model/graph";
import type { PlannedResource } from "./plan";
import { predict } from "./predict";
import { predictInvoke } from "./predict/invokes";
import { inheritedAliases, resourceUrn } from "./resource-urn";

/** What the recorder keeps of a registration; the inputs as they came over the wire. */
export interface RecordedResource extends Omit<PlannedResource, "inputs" | "source"> {
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Callback = (error: Error | null, response?: unknown) => void;

/** Stands in for the engine's resource monitor: records what the program registers, and answers what a provider would, as far as it can be known. */
export class StackRecorder {
  readonly resources = new Map<string, RecordedResource>();

  constructor(
    private readonly identity: Identity,
    private readonly project: string,
    private readonly stack: string,
  ) {}

  /** Takes the place of the calls of the SDK's mock monitor whose answers differ from the engine's. */
  attach(monitor: object): void {
    Object.assign(monitor, {
      registerResource: (request: RegisterResourceRequest, callback: Callback) => answer(callback, () => this.registerResource(request)),
      registerResourceOutputs: (_: unknown, callback: Callback) => callback(null, {}),
      invoke: (request: ResourceInvokeRequest, callback: Callback) => answer(callback, () => this.invoke(request)),
    });
  }

  private registerResource(request: RegisterResourceRequest): RegisterResourceResponse {
    const type = request.getType();
    const name = request.getName();
    const parent = request.getParent();
    const urn = resourceUrn(this.stack, this.project, parent, type, name);
    if (this.resources.has(urn)) throw new Error(`Two resources have one URN: ${urn}`);
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    this.resources.set(urn, {
      urn,
      type,
      name,
      parent,
      custom: request.getCustom(),
      inputs,
      dependencies: [...request.getDependenciesList()].sort(),
      propertyDependencies: propertyDependencies(request),
      provider: request.getProvider().replace(/::[^:]*$/, ""),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      aliases: this.aliases(request, parent, name, type),
    });
    const { id, outputs } = request.getCustom() ? predict(type, { name, inputs, identity: this.identity }) : { id: "", outputs: {} };
    const response = new RegisterResourceResponse();
    response.setUrn(urn);
    response.setId(id);
    response.setObject(Struct.fromJavaScript({ ...inputs, ...outputs } as Record<string, JavaScriptValue>));
    return response;
  }

  private aliases(request: RegisterResourceRequest, parent: string, name: string, type: string): readonly string[] {
    const own = request.getAliasesList().map((alias) => {
      const spec = alias.getSpec();
      return spec === undefined
        ? alias.getUrn()
        : resourceUrn(this.stack, this.project, spec.getParenturn() || parent, spec.getType() || type, spec.getName() || name);
    });
    const parentResource = this.resources.get(parent);
    const inherited = parentResource === undefined ? [] : inheritedAliases(parentResource, name, type, this.stack, this.project);
    return [...new Set([...own, ...inherited])].sort();
  }

  private invoke(request: ResourceInvokeRequest): InvokeResponse {
    const args = request.getArgs()?.toJavaScript() ?? {};
    const response = new InvokeResponse();
    response.setReturn(Struct.fromJavaScript(predictInvoke(request.getTok(), args, this.identity) as Record<string, JavaScriptValue>));
    return response;
  }
}

function propertyDependencies(request: RegisterResourceRequest): Record<string, readonly string[]> {
  const entries = [...request.getPropertydependenciesMap().entries()] as [string, { getUrnsList(): string[] }][];
  return Object.fromEntries(
    entries
      .map(([property, dependencies]) => [property, dependencies.getUrnsList().sort()] as const)
      .filter(([, urns]) => urns.length > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function answer(callback: Callback, respond: () => unknown): void {
  try {
    callback(null, respond());
  } catch (error) {
    callback(error as Error);
  }
}
