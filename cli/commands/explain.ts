import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createColors } from "picocolors";
import { diagnosticCodes } from "../../compiler";
import { nearest } from "../../compiler/diagnostics/did-you-mean";
import { quote } from "../../compiler/diagnostics/quote";
import type { DefineCommand } from "../command";
import { exitCodes, UsageError, type ExitCode } from "../exit-codes";
import { renderPage } from "../format/page";
import { addOutputOptions, useColors, type OutputOptions } from "../output-options";

interface ExplainOptions extends OutputOptions {
  readonly format: "text" | "markdown";
}

/** `datastack explain [code]` */
export const explainCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "markdown"])
    .argument("[code]", "the code of a problem, as unknown-reference; all of them without it")
    .action((code: string | undefined, options: ExplainOptions) => run(() => explain(code, options)));
};

/** The pages of the package, from the bundle in `dist/cli`; the page `README` is the list of all codes. */
const pages = join(__dirname, "..", "..", "docs", "rules");

/** Longer lines are hard to read. */
const widest = 100;

function explain(code: string | undefined, { format, color }: ExplainOptions): ExitCode {
  if (code !== undefined) refuseUnknown(code);
  const page = readFileSync(join(pages, `${code ?? "README"}.md`), "utf8");
  if (format === "markdown") process.stdout.write(page);
  else {
    const { bold, cyan } = createColors(useColors(color, process.stdout));
    const width = Math.min(process.stdout.columns ?? widest, widest);
    process.stdout.write(renderPage(page, { width, paint: { heading: bold, code: cyan } }));
  }
  return exitCodes.fine;
}

function refuseUnknown(code: string): void {
  if (Object.hasOwn(diagnosticCodes, code)) return;
  const meant = nearest(code, Object.keys(diagnosticCodes));
  const advice = meant === undefined ? "datastack explain lists all codes." : `Did you mean ${quote(meant)}?`;
  throw new UsageError(`There is no problem with the code ${quote(code)}. ${advice}`);
}
