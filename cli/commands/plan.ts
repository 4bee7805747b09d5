import type { Diagnostic } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, type ExitCode } from "../exit-codes";
import { formatText } from "../format/text";
import { addOutputOptions, useColors, type OutputOptions } from "../output-options";
import { folderOf, onlySpecHere, openSpec } from "../spec-argument";
import { withSpecProblems } from "../spec-problems";

interface PlanOptions extends OutputOptions {
  readonly env: string;
  readonly format: "text" | "json";
}

/** `datastack plan [spec] --env <environment>` */
export const planCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "json"])
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .requiredOption("--env <environment>", "the environment")
    .action((spec: string | undefined, options: PlanOptions) => run(() => plan(spec ?? onlySpecHere(), options)));
};

function plan(path: string, options: PlanOptions): Promise<ExitCode> {
  return withSpecProblems(path, options, async () => {
    const input = openSpec(path);
    // The Pulumi SDK comes with it, so it is a bundle of its own.
    const { planStack, renderPlanJson, renderPlanText } = await import("../../plan");
    const warnings: Diagnostic[] = [];
    const planned = await planStack(input, options.env, (warning) => warnings.push(warning));
    if (!options.quiet) process.stderr.write(formatText(warnings, folderOf(path), useColors(options.color, process.stderr)));
    process.stdout.write(options.format === "json" ? renderPlanJson(planned) : renderPlanText(planned));
    return exitCodes.fine;
  });
}
