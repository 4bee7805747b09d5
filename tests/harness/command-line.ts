import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { stateFolder } from "../../local/state/state-folder";
import { removeWarehouse } from "../../local/warehouse/stop-warehouse";
import { examplePath } from "./example-paths";

if (!inject("isCommandBuilt")) throw new Error("The command could not be built: the output says why.");

const root = path.join(__dirname, "..", "..");

/** The command; `build-command.ts` has brought it up to date. */
export const cli = path.join(root, "dist", "cli", "datastack.js");

/** Colours only where a test asks for them. */
export const plainEnvironment: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: "", NO_COLOR: "" };

/** How a process ended, and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** A program with its words that runs the command: `setpriv --reuid=65534 …`. */
  readonly through?: readonly string[];
}

/** Calls the command and waits for its end, with nobody in front of it. */
export function callCommand(words: readonly string[], { cwd, env = {}, input = "", through = [] }: CallOptions): Ended {
  const [program = "", ...rest] = [...through, process.execPath, cli, ...words];
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, encoding: "utf8", input, env: { ...plainEnvironment, ...env } });
  return { status, stdout, stderr };
}

/** A temporary folder that every user may go into, as the warehouse's server may be another user. */
export function openFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "datastack-whole-")));
  chmodSync(folder, 0o755);
  return folder;
}

/** Stops the servers of the stacks whose state is in a folder, and removes it, whatever a test has made of them. */
export async function removeStacks(folder: string): Promise<void> {
  const states = path.join(folder, ".datastack");
  for (const entry of existsSync(states) ? readdirSync(states, { withFileTypes: true }) : [])
    if (entry.isDirectory()) await removeWarehouse(stateFolder(folder, entry.name));
  rmSync(folder, { recursive: true, force: true });
}

/** Copies a shipped example as it was before its first run. */
export function copyExample(name: string, folder: string): void {
  cpSync(path.dirname(examplePath(name)), folder, { recursive: true, filter: (file) => !file.includes(".datastack") });
}

/** One step of `datastack run --format json`. */
export interface StepDocument {
  readonly node: string;
  readonly dataset: string;
  readonly status: "done" | "failed" | "skipped";
  readonly rows: number;
  readonly origin?: string;
  readonly notes: readonly string[];
  readonly problem?: ProblemDocument;
  readonly checks: readonly {
    readonly name: string;
    readonly failures: number;
    readonly rows: readonly unknown[];
    readonly place?: PlaceDocument;
  }[];
}

interface PlaceDocument {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface ProblemDocument {
  readonly message: string;
  readonly place?: PlaceDocument;
}

/** What `datastack run --format json` prints. */
export interface RunDocument {
  readonly status: "done" | "failed";
  readonly state: string;
  readonly warehouse?: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
    readonly logins: readonly { readonly group: string; readonly user: string; readonly psql: string }[];
    readonly psql: string;
  };
  readonly steps: readonly StepDocument[];
  readonly results: readonly { readonly dataset: string; readonly columns: readonly string[]; readonly rows: readonly unknown[] }[];
  readonly problem?: ProblemDocument;
}

/** A stack in a folder of its own, for whole processes of the command. */
export class StackFolder {
  readonly folder = openFolder();
  readonly #started: ChildProcess[] = [];

  private constructor(readonly spec: string) {}

  /** A copy of a shipped example. */
  static ofExample(name: string): StackFolder {
    const stack = new StackFolder(`${name}.yaml`);
    copyExample(name, stack.folder);
    return stack;
  }

  static ofFiles(files: Readonly<Record<string, string>>): StackFolder {
    const stack = new StackFolder("stack.yaml");
    for (const [file, text] of Object.entries(files)) stack.write(file, text);
    return stack;
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** Changes a file; what comes back undoes that. */
  edit(file: string, change: (text: string) => string): () => void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`${file} has nothing to change`);
    this.write(file, after);
    return () => this.write(file, before);
  }

  /** Calls the command in the folder and waits for its end. */
  call(words: readonly string[], options: CallOptions = {}): Ended {
    return callCommand(words, { cwd: this.folder, ...options });
  }

  /** `datastack run --format json --quiet`; nothing else may be printed. */
  run(words: readonly string[] = [], options: CallOptions = {}): RunDocument & { readonly exit: number | null } {
    const { status, stdout, stderr } = this.call(["run", this.spec, "--format", "json", "--quiet", ...words], options);
    if (stderr !== "" || stdout === "") throw new Error(`run ended with ${status} and printed: ${stderr}${stdout}`);
    return { ...(JSON.parse(stdout) as RunDocument), exit: status };
  }

  /** Starts the command in the folder, in a process that ends with the stack at the latest. */
  start(words: readonly string[], { env = {} }: CallOptions = {}): ChildProcess {
    const started = spawn(process.execPath, [cli, ...words], {
      cwd: this.folder,
      env: { ...plainEnvironment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#started.push(started);
    return started;
  }

  /** Ends its processes and its servers, and removes the folder, whatever a test has made of it. */
  async end(): Promise<void> {
    const running = this.#started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(
      running.map((one) => {
        one.kill("SIGKILL");
        return once(one, "exit");
      }),
    );
    await removeStacks(this.folder);
  }
}

/** The step that makes a dataset; with `node` the one of that name, such as its load. */
export function stepOf({ steps }: RunDocument, dataset: string, node = ""): StepDocument {
  const found = steps.find((step) => step.dataset === dataset && step.node.startsWith(node));
  if (!found) throw new Error(`no step ${node} ${dataset}`);
  return found;
}
