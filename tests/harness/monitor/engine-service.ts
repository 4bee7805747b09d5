import { type handleUnaryCall, status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  LogSeverity,
  RequirePulumiVersionResponse,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { type Deployment } from "./deployment";
import { type RecordedLog } from "./types";

const severities: Readonly<Record<number, RecordedLog["severity"]>> = {
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** The engine's other half: messages, and the stack's root resource. */
export function createEngineService(deployment: Deployment): IEngineServer {
  const startDebugging: handleUnaryCall<unknown, Empty> = (_call, callback) => {
    callback({ code: status.UNIMPLEMENTED, details: "the test engine has no debugger" });
  };
  return {
    log: (call, callback) => {
      const severity = severities[call.request.getSeverity()];
      const urn = call.request.getUrn();
      if (severity !== undefined) deployment.logs.push({ severity, message: call.request.getMessage(), ...(urn === "" ? {} : { urn }) });
      callback(null, new Empty());
    },
    getRootResource: (_call, callback) => {
      callback(null, new GetRootResourceResponse().setUrn(deployment.rootUrn));
    },
    setRootResource: (call, callback) => {
      deployment.rootUrn = call.request.getUrn();
      callback(null, new SetRootResourceResponse());
    },
    requirePulumiVersion: (_call, callback) => {
      callback(null, new RequirePulumiVersionResponse());
    },
    startDebugging,
  };
}
