import type { RunProblem, UnknownNodeError } from "../local";
import { nearest } from "../compiler/diagnostics/did-you-mean";
import { enumerate, quote } from "../compiler/diagnostics/quote";
import { shownPath } from "../compiler/diagnostics/text";
import { exitCodes, UsageError, type ExitCode } from "./exit-codes";
import type { OutputOptions } from "./output-options";
import { folderOf } from "./spec-argument";
import { isNamed, withSpecProblems } from "./spec-problems";

/** Runs what works with a stack on this machine; problems of the spec and of the machine go to stderr. */
export function withLocalProblems(specPath: string, options: OutputOptions, run: () => Promise<ExitCode>): Promise<ExitCode> {
  return withSpecProblems(specPath, options, async () => {
    try {
      return await run();
    } catch (error) {
      if (isNamed<UnknownNodeError>(error, "UnknownNodeError")) throw new UsageError(unknownNode(error));
      if (!isNamed<RunProblem>(error, "RunProblem")) throw error;
      process.stderr.write(`${place(error, folderOf(specPath))}error: ${error.message}\n`);
      return exitCodes.problems;
    }
  });
}

function place({ place: span }: RunProblem, folder: string): string {
  if (!span) return "";
  const { line, column } = span.file.position(span.start);
  return `${shownPath(span.file, folder)}:${line}:${column}: `;
}

function unknownNode({ wanted, known, several }: UnknownNodeError): string {
  if (several.length > 0) return `--only ${wanted} could be ${enumerate(several, "or")}: name one of them.`;
  const last = (id: string): string => id.slice(id.lastIndexOf(".") + 1);
  const meant = nearest(wanted, wanted.includes(".") ? known : known.map(last));
  const help = meant === undefined ? "It is the id of an ingestion, of a transform or of a dataset." : `Did you mean ${quote(meant)}?`;
  return `The stack has no ${quote(wanted)} to run. ${help}`;
}
