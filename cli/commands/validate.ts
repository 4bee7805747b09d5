import { checkPaths, folderOfFiles } from "../check-paths";
import type { Diagnostic } from "../../compiler";
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

/** Nobody reads more of them before correcting some. */
const mostShown = 100;

/** As many as are shown, errors before warnings where that leaves some out. */
function firstOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= mostShown) return diagnostics;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return [...errors, ...diagnostics.filter(({ severity }) => severity === "warning")].slice(0, mostShown);
}

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
    const colors = useColors(options.color, process.stdout);
    return formatText(firstOf(diagnostics), folder, colors, process.stdout.isTTY ? process.stdout.columns : undefined) + leftOut();
  }

  function leftOut(): string {
    const left = diagnostics.length - mostShown;
    return left > 0
      ? `\n${left.toLocaleString("en")} more ${left === 1 ? "problem is" : "problems are"} not shown: --format json has all of them.\n`
      : "";
  }

  function tell(text: string): void {
    if (!options.quiet) process.stderr.write(text);
  }
}
