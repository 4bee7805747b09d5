import { InvalidArgumentError, Option } from "commander";
import type { DefineCommand } from "../command";
import { withLocalProblems } from "../local-problems";
import type { RunCommandOptions } from "../local/run-options";
import { addOutputOptions } from "../output-options";
import { onlySpecHere } from "../spec-argument";

/** `datastack run [spec]` */
export const runCommand: DefineCommand = (command, run) => {
  addOutputOptions(command, ["text", "json"])
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .addOption(
      new Option("--source <name=place>", "where a source's data comes from; once for each source")
        .argParser(addPlace)
        .default(new Map(), "its samples"),
    )
    .option("--warehouse <url>", "a PostgreSQL server that runs already: postgresql://user@host/database")
    .option("--only <node>", "run a node or a dataset with all that it needs, and nothing else")
    .option("--reset", "remove everything that the stack has on this machine first")
    .option("--serve", "keep running: keep the schedules, take events, watch folders")
    .option("--port <number>", "of --serve: where events are taken", readPort)
    .option("--state <folder>", "the folder of .datastack, instead of the spec's")
    .action((spec: string | undefined, options: RunCommandOptions) =>
      run(() => {
        const path = spec ?? onlySpecHere();
        // DuckDB comes with it, so it is a bundle of its own.
        return withLocalProblems(path, options, async () => (await import("../local")).runLocal(path, options));
      }),
    );
};

function addPlace(value: string, places: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, name, place] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
  if (name === undefined || place === undefined) throw new InvalidArgumentError("Write <name>=<place>, as in orders-db=exports/.");
  if (places.has(name)) throw new InvalidArgumentError(`The source ${name} is named twice.`);
  return new Map([...places, [name, place]]);
}

function readPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError("A port is a number from 0 (any that is free) to 65535.");
  return port;
}
