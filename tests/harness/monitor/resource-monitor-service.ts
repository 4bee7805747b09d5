import { type handleUnaryCall, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  ReadResourceResponse,
  RegisterResourceResponse,
  Result,
  SupportsFeatureResponse,
  type ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { type Deployment, EngineError, type ResourceRequest } from "./deployment";
import { readStruct, toPlainObject } from "./property-values";
import { decodeRead, decodeRegistration } from "./resource-requests";
import { type RecordedInvoke } from "./types";

/** Features that the engine of these SDK versions has. Those that this server lacks fail loudly when a program uses them. */
const engineFeatures = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

/** The engine's resource monitor: takes registrations, reads and invokes into a deployment, and answers them. */
export function createResourceMonitorService(deployment: Deployment): IResourceMonitorServer {
  return {
    supportsFeature: answer((call) => new SupportsFeatureResponse().setHassupport(engineFeatures.has(call.request.getId()))),
    registerResource: answer((call) => {
      refuseCallbacks(call.request.getTransformsList().length, "transforms");
      const reply = register(deployment, decodeRegistration(call.request));
      return new RegisterResourceResponse().setUrn(reply.urn).setId(reply.id).setObject(reply.properties).setResult(Result.SUCCESS);
    }),
    readResource: answer((call) => {
      const reply = register(deployment, decodeRead(call.request));
      return new ReadResourceResponse().setUrn(reply.urn).setProperties(reply.properties);
    }),
    registerResourceOutputs: answer((call) => {
      deployment.registerOutputs(call.request.getUrn(), readStruct(call.request.getOutputs()));
      return new Empty();
    }),
    invoke: answer((call) => new InvokeResponse().setReturn(deployment.invoke(decodeInvoke(call.request)))),
    signalAndWaitForShutdown: answer(() => new Empty()),
    call: unsupported("Call"),
    getDeploymentInfo: unsupported("GetDeploymentInfo"),
    registerStackTransform: unsupported("RegisterStackTransform"),
    registerStackInvokeTransform: unsupported("RegisterStackInvokeTransform"),
    registerResourceHook: unsupported("RegisterResourceHook"),
    registerErrorHook: unsupported("RegisterErrorHook"),
    registerPackage: unsupported("RegisterPackage"),
  };
}

/** The engine reports what it refuses as an error of its own, next to the failed call. */
function register(deployment: Deployment, request: ResourceRequest): ReturnType<Deployment["register"]> {
  try {
    return deployment.register(request);
  } catch (error) {
    if (error instanceof EngineError) deployment.logError(error.message);
    throw error;
  }
}

function decodeInvoke(request: ResourceInvokeRequest): RecordedInvoke {
  return {
    token: request.getTok(),
    args: toPlainObject(readStruct(request.getArgs())),
    ...(request.getProvider() === "" ? {} : { provider: request.getProvider() }),
    ...(request.getVersion() === "" ? {} : { version: request.getVersion() }),
  };
}

function answer<Request, Response>(handle: (call: ServerUnaryCall<Request, Response>) => Response): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, handle(call));
    } catch (error) {
      callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
    }
  };
}

function unsupported<Request, Response>(method: string): handleUnaryCall<Request, Response> {
  return (_call, callback) => {
    callback({ code: status.UNIMPLEMENTED, details: `the test monitor has no ${method}` });
  };
}

function refuseCallbacks(count: number, what: string): void {
  if (count > 0) throw new EngineError(`the test monitor has no ${what}`);
}
