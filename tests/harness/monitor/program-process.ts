import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { qualifyKey, qualifyKeys } from "./config-keys";

/** What the engine's language host passes to a Node.js program. */
export interface ProgramProcessOptions {
  /** Project directory: where `Pulumi.yaml` is. */
  readonly directory: string;
  /** `main` of `Pulumi.yaml`: a folder with an `index.js`, or a file. */
  readonly main: string;
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
  readonly dryRun: boolean;
  readonly parallel: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  /** Address of the monitor and the engine. */
  readonly address: string;
}

/** How the program ended. */
export interface ProgramExit {
  /** `null` when it was killed. 32 means that the error was already reported through the log. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Environment variables that a program needs whatever it does; nothing else leaks into it, credentials least of all. */
const inheritedVariables = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "TEMP"] as const;

/** Starts the compiled program as the language host does, and waits for its end. It is killed by its pid when the time is over. */
export function runProgramProcess(options: ProgramProcessOptions): Promise<ProgramExit> {
  const { directory, program } = locateProgram(options.directory, options.main);
  const child = spawn(process.execPath, [require.resolve("@pulumi/pulumi/cmd/run"), ...programArguments(options, directory, program)], {
    cwd: directory,
    env: programEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return new Promise((resolveExit, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
      // A grandchild may still hold the pipes: do not wait for their end.
      child.stdout.destroy();
      child.stderr.destroy();
    }, options.timeoutMilliseconds);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("close", (exitCode) => {
      clearTimeout(timer);
      resolveExit({ exitCode, ...output, timedOut });
    });
  });
}

/** The engine makes the folder of `main` the working directory, and passes `.` or the file's name. */
function locateProgram(root: string, main: string): { readonly directory: string; readonly program: string } {
  const path = resolve(root, main);
  return statSync(path).isDirectory() ? { directory: path, program: "." } : { directory: dirname(path), program: basename(path) };
}

function programArguments(options: ProgramProcessOptions, directory: string, program: string): readonly string[] {
  return [
    `--monitor=${options.address}`,
    `--engine=${options.address}`,
    `--organization=${options.organization}`,
    `--project=${options.project}`,
    `--root-directory=${resolve(options.directory)}`,
    `--stack=${options.stack}`,
    `--parallel=${String(options.parallel)}`,
    `--pwd=${directory}`,
    ...(options.dryRun ? ["--dry-run"] : []),
    program,
  ];
}

function programEnvironment(options: ProgramProcessOptions): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    ...options.environment,
    PULUMI_CONFIG: JSON.stringify(qualifyKeys(options.config, options.project)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(options.secretConfigKeys.map((key) => qualifyKey(key, options.project))),
  };
}
