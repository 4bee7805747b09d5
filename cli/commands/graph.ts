import { checkSpec, compileStack, SpecError } from "../../compiler";
import type { DefineCommand } from "../command";
import { exitCodes, type ExitCode } from "../exit-codes";
import { addOutputOptions, type OutputOptions } from "../output-options";
import { onlySpecHere, openSpec } from "../spec-argument";
import { withSpecProblems } from "../spec-problems";

interface GraphOptions extends OutputOptions {
  readonly env?: string;
  readonly format: "mermaid" | "svg" | "json";
}

/** `datastack graph [spec]` */
export const graphCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["mermaid", "svg", "json"])
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .option("--env <environment>", "the environment; the first one of the spec without it")
    .action((spec: string | undefined, options: GraphOptions) => run(() => graph(spec ?? onlySpecHere(), options)));
};

function graph(path: string, options: GraphOptions): Promise<ExitCode> {
  return withSpecProblems(path, options, async () => {
    const input = openSpec(path);
    const { graph: stack } = compileStack(input, options.env ?? firstEnvironment(input));
    // The layout of the picture comes with it, so it is a bundle of its own.
    const { describeLineage, renderMermaid, renderSvg } = await import("../../describe");
    const lineage = describeLineage(stack);
    const rendered = { mermaid: renderMermaid, svg: renderSvg, json: renderJson }[options.format](lineage);
    process.stdout.write(rendered);
    return exitCodes.fine;
  });

  function renderJson(lineage: unknown): string {
    return `${JSON.stringify({ format: "datastack.lineage/v1", ...(lineage as object) }, undefined, 2)}\n`;
  }
}

/** @throws SpecError - When the spec has problems. */
function firstEnvironment(input: Parameters<typeof checkSpec>[0]): string {
  const { environments, diagnostics } = checkSpec(input);
  const [first] = environments;
  if (first === undefined) throw new SpecError(diagnostics);
  return first;
}
