import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { Deployment } from "./deployment";
import { createEngineService } from "./engine-service";
import { type ProgramExit, runProgramProcess } from "./program-process";
import { createResourceMonitorService } from "./resource-monitor-service";
import { type PlainObject, type RecordedInvoke, type RecordedLog, type RegisteredResource, type Responder } from "./types";

/** What the engine knows of a run. */
export interface EngineOptions {
  readonly project: string;
  readonly stack: string;
  /** Configuration; a key without a namespace belongs to the project. Objects are given as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Whether this is a preview.
   *
   * @default false
   */
  readonly dryRun?: boolean;
  /**
   * Whether a preview is one of a stack that was deployed before: ids and outputs are known then.
   *
   * @default false
   */
  readonly stackExists?: boolean;
  /** Stands in for the providers. */
  readonly respond?: Responder;
}

/** How to run a compiled Pulumi program. */
export interface RunProgramOptions extends EngineOptions {
  /** Project directory: where `Pulumi.yaml` is, or would be. */
  readonly directory: string;
  /**
   * `main` of the project: a folder with an `index.js`, or a file.
   *
   * @default "."
   */
  readonly main?: string;
  /** Keys of `config` whose values are secret. */
  readonly secretConfigKeys?: readonly string[];
  /** @default "organization", as with a file backend */
  readonly organization?: string;
  /** Further environment variables; of the tests' own environment only PATH, HOME and the like are passed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 60000 */
  readonly timeoutMilliseconds?: number;
  /** @default 16 */
  readonly parallel?: number;
}

/** What an engine sees of a program. */
export interface ProgramRecord {
  /** In the order of registration; the stack's own resource is the first. */
  readonly resources: readonly RegisteredResource[];
  /** The stack's outputs. */
  readonly outputs: PlainObject;
  readonly invokes: readonly RecordedInvoke[];
  readonly logs: readonly RecordedLog[];
}

/** What a program did. */
export interface ProgramRun extends ProgramExit, ProgramRecord {}

/**
 * Runs a compiled, unmodified Pulumi program in a process of its own, as the engine's language host starts it, against a small engine in this
 * process that records what the program registers. Needs no Pulumi CLI, plugins, network or credentials.
 *
 * A program that fails is a result, not an error: see `exitCode` and `logs`. After `timeoutMilliseconds` it is killed.
 */
export function runProgram(options: RunProgramOptions): Promise<ProgramRun> {
  return withEngine(options, (address) =>
    runProgramProcess({
      directory: options.directory,
      main: options.main ?? ".",
      project: options.project,
      stack: options.stack,
      dryRun: options.dryRun ?? false,
      organization: options.organization ?? "organization",
      config: options.config ?? {},
      secretConfigKeys: options.secretConfigKeys ?? [],
      environment: options.environment ?? {},
      parallel: options.parallel ?? 16,
      timeoutMilliseconds: options.timeoutMilliseconds ?? 60_000,
      address,
    }),
  );
}

/** Serves an engine while a program runs, and adds what it saw to how the program ended. */
export async function withEngine<Exit extends object>(
  { project, stack, dryRun = false, stackExists = false, respond = {} }: EngineOptions,
  run: (address: string) => Promise<Exit>,
): Promise<Exit & ProgramRecord> {
  const deployment = new Deployment({ project, stack, dryRun, stackExists, respond });
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceMonitorService, createResourceMonitorService(deployment));
  server.addService(EngineService, createEngineService(deployment));
  const port = await bind(server);
  try {
    const exit = await run(`127.0.0.1:${String(port)}`);
    const { outputs, invokes, logs } = deployment;
    return { ...exit, resources: [...deployment.resources.values()], outputs, invokes, logs };
  } finally {
    server.forceShutdown();
  }
}

function bind(server: Server): Promise<number> {
  return new Promise((resolvePort, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolvePort(port);
      else reject(error);
    });
  });
}
