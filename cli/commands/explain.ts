import { diagnosticCodes } from "../../compiler";
import { nearest } from "../../compiler/diagnostics/did-you-mean";
import type { DefineCommand } from "../command";
import { exitCodes, UsageError, type ExitCode } from "../exit-codes";

/** `datastack explain <code>` */
export const explainCommand: DefineCommand = (command, run) => {
  command.argument("<code>", "the code of a problem, as unknown-reference").action((code: string) => run(() => explain(code)));
};

function explain(code: string): ExitCode {
  const sentences: Readonly<Record<string, string>> = diagnosticCodes;
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (sentence === undefined) {
    const meant = nearest(code, Object.keys(sentences));
    throw new UsageError(`There is no problem with the code "${code}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`);
  }
  process.stdout.write(`${code}: ${sentence}\n`);
  return exitCodes.fine;
}
