import { version } from "../../package.json";
import { language } from "../../compiler/schema/language";
import type { DefineCommand } from "../command";
import { exitCodes, type ExitCode } from "../exit-codes";

/** `datastack schema` */
export const schemaCommand: DefineCommand = (command, run) => {
  command
    .option("--id", "print the schema's id and the version of datastack instead")
    .action((options: { readonly id?: boolean }) => run(() => printSchema(options.id === true)));
};

function printSchema(onlyId: boolean): ExitCode {
  process.stdout.write(onlyId ? `${language.$id ?? ""} datastack ${version}\n` : `${JSON.stringify(language, undefined, 2)}\n`);
  return exitCodes.fine;
}
