export { secretValue, unknownOutput } from "./property-values";
export { runProgram, type EngineOptions, type ProgramRecord, type ProgramRun, type RunProgramOptions } from "./run-program";
export { runProgramHere } from "./run-program-here";
export {
  type PlainObject,
  type PlainValue,
  type RecordedInvoke,
  type RecordedLog,
  type RegisteredAlias,
  type RegisteredResource,
  type ResourceAnswer,
  type Responder,
} from "./types";
export { createUrn } from "./urn";
