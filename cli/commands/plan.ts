import type { Diagnostic } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, type ExitCode } from "../exit-codes";
import { formatText } from "../format/text";
import { addOutputOptions, useColors, type OutputOptions } from "../output-options";
import { folderOf, onlySpecHere, openSpec } from "../spec-argument";
import { withSpecProblems } from "../spec-problems";

interface PlanOptions extends OutputOptions {
  readonly env?: string;
  readonly format: "text" | "json";
}

/** `datastack plan [spec] --env <environment>` */
export const planCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "json"])
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .option("--env <environment>", "the environment (required)")
    .action((spec: string | undefined, options: PlanOptions) => {
      const { env } = options;
      // Commander would miss a required option before it names a misspelt one.
      if (env === undefined) return command.error("error: required option '--env <environment>' not specified");
      return run(() => plan(spec ?? onlySpecHere(), env, options));
    });
};

function plan(path: string, environment: string, options: PlanOptions): Promise<ExitCode> {
  return withSpecProblems(path, options, async () => {
    const input = openSpec(path);
    // The Pulumi SDK comes with it, so it is a bundle of its own.
    const { planStack, renderPlanJson, renderPlanText } = await import("../../plan");
    const warnings: Diagnostic[] = [];
    const planned = await planStack(input, environment, (warning) => warnings.push(warning));
    if (!options.quiet) process.stderr.write(formatText(warnings, folderOf(path), useColors(options.color, process.stderr)));
    process.stdout.write(options.format === "json" ? renderPlanJson(planned) : renderPlanText(planned));
    return exitCodes.fine;
  });
}
