import type { SpecError, UnknownEnvironmentError } from "../compiler";
import { exitCodes, UsageError, type ExitCode } from "./exit-codes";
import { formatText } from "./format/text";
import { useColors, type OutputOptions } from "./output-options";
import { folderOf } from "./spec-argument";

/** Runs what compiles a spec; its problems go to stderr, since stdout is for what was asked for. */
export async function withSpecProblems(specPath: string, options: OutputOptions, run: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    if (isNamed<UnknownEnvironmentError>(error, "UnknownEnvironmentError")) throw new UsageError(error.message);
    if (!isNamed<SpecError>(error, "SpecError")) throw error;
    process.stderr.write(formatText(error.diagnostics, folderOf(specPath), useColors(options.color, process.stderr)));
    return exitCodes.problems;
  }
}

/** By name, since the bundles of the plan and of the local run have classes of their own. */
export function isNamed<Named extends Error>(error: unknown, name: Named["name"]): error is Named {
  return error instanceof Error && error.name === name;
}
