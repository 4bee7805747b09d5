import { checkPaths, folderOfFiles } from "../check-paths";
import type { DefineCommand } from "../command";
import { exitCodes, UsageError, type ExitCode } from "../exit-codes";
import { fixSpecs } from "../fix/fix-specs";
import { formatGithub } from "../format/github";
import { formatJson } from "../format/json";
import { formatSarif } from "../format/sarif";
import { formatSummary, hasErrors } from "../format/summary";
import { formatText } from "../format/text";
import { addOutputOptions, useColors, type OutputOptions } from "../output-options";
import { findSpecs, onlySpecHere } from "../spec-argument";

interface ValidateOptions extends OutputOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  readonly fix?: boolean;
}

/** `datastack validate [specs...]` */
export const validateCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "json", "sarif", "github"])
    .argument("[specs...]", "specs, folders of specs, - for standard input; the only spec of the folder without them")
    .option("--fix", "correct in the files what is misspelt where the right name is near; comments and layout stay")
    .action((paths: readonly string[], options: ValidateOptions) =>
      run(() => validate(paths.length === 0 ? [onlySpecHere()] : findSpecs(paths), options)),
    );
};

function validate(paths: readonly string[], options: ValidateOptions): ExitCode {
  if (options.fix) {
    if (paths.includes("-")) throw new UsageError("--fix writes into files: name the spec's file instead of -.");
    tell(fixSpecs(paths));
  }
  const specs = checkPaths(paths);
  const diagnostics = specs.flatMap((spec) => spec.diagnostics);
  process.stdout.write(format());
  tell(formatSummary(specs));
  return hasErrors(diagnostics) ? exitCodes.problems : exitCodes.fine;

  function format(): string {
    const folder = folderOfFiles(specs);
    if (options.format === "json") return formatJson(diagnostics, folder);
    if (options.format === "sarif") return formatSarif(diagnostics, folder);
    if (options.format === "github") return formatGithub(diagnostics, folder);
    return formatText(
      diagnostics,
      folder,
      useColors(options.color, process.stdout),
      process.stdout.isTTY ? process.stdout.columns : undefined,
    );
  }

  function tell(text: string): void {
    if (!options.quiet) process.stderr.write(text);
  }
}
