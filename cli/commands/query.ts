import { InvalidArgumentError } from "commander";
import type { DefineCommand } from "../command";
import { withLocalProblems } from "../local-problems";
import type { QueryCommandOptions } from "../local/query-options";
import { addOutputOptions } from "../output-options";
import { onlySpecHere } from "../spec-argument";

/** `datastack query "<select>" [spec]` */
export const queryCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "json", "csv"])
    .argument("<select>", 'one select; datasets are named as in the spec: "select * from lake.raw.orders"')
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .option("--as <group>", "ask as an access group: what it may not read is refused")
    .option("--limit <rows>", "the most rows that are printed as text", readLimit, 100)
    .option("--warehouse <url>", "the PostgreSQL server that the stack was run with")
    .option("--state <folder>", "the folder of .datastack, instead of the spec's")
    .action((select: string, spec: string | undefined, options: QueryCommandOptions) =>
      run(() => {
        const path = spec ?? onlySpecHere();
        return withLocalProblems(path, options, async () => (await import("../local")).queryLocal(select, path, options));
      }),
    );
};

function readLimit(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("Write a number of rows, 1 to 999999999.");
  return Number(value);
}
