import { checkSpec, SpecError, type Diagnostic } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, type ExitCode } from "../exit-codes";
import { formatJson } from "../format/json";
import { formatText } from "../format/text";
import { addOutputOptions, useColors, type OutputOptions } from "../output-options";
import { folderOf, onlySpecHere, openSpec } from "../spec-argument";

interface ValidateOptions extends OutputOptions {
  readonly format: "text" | "json";
}

/** `datastack validate [spec]` */
export const validateCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "json"])
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .action((spec: string | undefined, options: ValidateOptions) => run(() => validate(spec ?? onlySpecHere(), options)));
};

function validate(path: string, options: ValidateOptions): ExitCode {
  const { diagnostics, environments } = check(path);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const name = path === "-" ? "<stdin>" : path;

  if (options.format === "json") process.stdout.write(formatJson(diagnostics, folderOf(path)));
  else if (diagnostics.length > 0) process.stdout.write(formatText(diagnostics, folderOf(path), useColors(options.color, process.stdout)));

  if (!options.quiet) {
    const counts = [count(errors, "error"), count(warnings, "warning")].filter((text) => text !== "").join(", ");
    const verdict =
      errors > 0 ? `${name} is not valid: ${counts}` : `${name} is valid: ${environments.join(", ")}${counts ? ` (${counts})` : ""}`;
    process.stderr.write(`${verdict}\n`);
  }
  return errors > 0 ? exitCodes.problems : exitCodes.fine;
}

function check(path: string): { readonly diagnostics: readonly Diagnostic[]; readonly environments: readonly string[] } {
  try {
    return checkSpec(openSpec(path));
  } catch (error) {
    if (error instanceof SpecError) return { diagnostics: error.diagnostics, environments: [] };
    throw error;
  }
}

function count(number: number, noun: string): string {
  if (number === 0) return "";
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
