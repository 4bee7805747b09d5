import { parseDocument } from "yaml";
import { compileLocal, type SpecInput } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, type ExitCode } from "../exit-codes";
import { withLocalProblems } from "../local-problems";
import { addOutputOptions, type OutputOptions } from "../output-options";
import { folderOf, onlySpecHere, openSpec } from "../spec-argument";

interface StopOptions extends OutputOptions {
  readonly state?: string;
}

/** `datastack stop [spec]` */
export const stopCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text"])
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .option("--state <folder>", "the folder of .datastack, instead of the spec's")
    .action((spec: string | undefined, options: StopOptions) => run(() => stop(spec ?? onlySpecHere(), options)));
};

function stop(path: string, options: StopOptions): Promise<ExitCode> {
  return withLocalProblems(path, options, async () => {
    const stack = stackName(openSpec(path));
    const { stopStack } = await import("../local");
    const wasRunning = await stopStack(options.state ?? folderOf(path), stack);
    if (options.quiet !== true)
      process.stderr.write(wasRunning ? `The warehouse of ${stack} has stopped.\n` : `No warehouse of ${stack} is running.\n`);
    return exitCodes.fine;
  });
}

/** A server can be stopped also while its spec has problems, as long as that says the stack's name. */
function stackName(input: SpecInput): string {
  const name: unknown = parseDocument(input.file.text).get("name");
  return typeof name === "string" && /^[a-z0-9-]{2,20}$/.test(name) ? name : compileLocal(input).graph.identity.stack;
}
