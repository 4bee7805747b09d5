import { join } from "node:path";
import { MigrationError } from "../../compiler/migrate/codemod";
import { parseRename, renameNode } from "../../compiler/migrate/codemods/rename-node";
import { migrateSpec, MigrationResultError, type Migration } from "../../compiler/migrate/migrate-spec";
import type { DefineCommand } from "../command";
import { exitCodes, UsageError, type ExitCode } from "../exit-codes";
import { formatText } from "../format/text";
import { useColors } from "../output-options";
import { folderOf, onlySpecHere, openSpec } from "../spec-argument";
import { withSpecProblems } from "../spec-problems";
import { replaceFiles } from "../replace-files";

interface MigrateOptions {
  readonly rename: readonly string[];
  readonly write?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** `datastack migrate [spec]` */
export const migrateCommand: DefineCommand = (command, run) => {
  command
    .argument("[spec]", "path of the spec, - for standard input; the only spec of the folder without it")
    .option("--rename <path=name>", "give a node another name, as lake.zones.raw=landing; may be there several times", collect, [])
    .option("--write", "write the files, instead of printing how they would change")
    .option("--quiet", "print nothing but problems and what was asked for")
    .option("--color", "use colours also where there is no terminal")
    .option("--no-color", "use no colours")
    .action((spec: string | undefined, options: MigrateOptions) => run(() => migrate(spec ?? onlySpecHere(), options)));
};

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function migrate(path: string, options: MigrateOptions): Promise<ExitCode> {
  return withSpecProblems(path, options, () => {
    if (path === "-" && options.write) throw new UsageError("Standard input cannot be written: name the spec, or leave out --write.");
    const migration = tryToMigrate(path, options);
    if (!migration) return Promise.resolve(exitCodes.problems);
    if (options.write) replaceFiles(migration.changes.map((change) => ({ ...change, path: join(folderOf(path), change.path) })));
    else process.stdout.write(migration.changes.map(({ diff }) => diff).join(""));
    if (!options.quiet) process.stderr.write(summary(path, migration, options.write === true));
    return Promise.resolve(exitCodes.fine);
  });
}

/** Undefined when what would come out is wrong, which is printed. */
function tryToMigrate(path: string, options: MigrateOptions): Migration | undefined {
  try {
    return migrateSpec(openSpec(path), options.rename.map(parseRename).map(renameNode));
  } catch (error) {
    if (error instanceof MigrationError) throw new UsageError(error.message);
    if (!(error instanceof MigrationResultError)) throw error;
    const problems = formatText(error.diagnostics, folderOf(path), useColors(options.color, process.stderr));
    process.stderr.write(`Nothing was written, for the spec would then have problems:\n\n${problems}`);
    return undefined;
  }
}

function summary(path: string, { changes, codemods }: Migration, isWritten: boolean): string {
  const name = path === "-" ? "<stdin>" : path;
  if (changes.length === 0) return `${name} is of the newest language version: there is nothing to change\n`;
  const files = `${changes.length} ${changes.length === 1 ? "file" : "files"}`;
  const done = isWritten ? `Changed ${files}` : `This changes ${files}; --write writes ${changes.length === 1 ? "it" : "them"}`;
  return `${codemods.map((codemod) => `${codemod.summary}\n`).join("")}${done}\n`;
}
