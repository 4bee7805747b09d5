import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import type { CommandResult } from "./command";
import { commands } from "./commands";
import { exitCodes, UsageError, type ExitCode } from "./exit-codes";
import { withSuggestion } from "./usage-suggestion";

/**
 * Runs the command that the words ask for.
 *
 * @param words - The arguments, without those of node.
 * @returns What the process ends with.
 */
export async function run(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const asked = words.find((word) => !word.startsWith("-"));
  const program = new Command("datastack")
    .description("Checks a spec of a data stack, runs it on this machine, and compiles it into cloud resources.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print how to use it")
    .helpCommand("help [command]", "print how to use a command")
    .showHelpAfterError("(datastack help [command] shows how to use it)")
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: (error, write) => write(withSuggestion(error, Object.keys(commands), optionsOf(asked))) })
    .exitOverride();

  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary);
    // Only the command that runs is loaded; the help of one command may be asked for by another word.
    if (asked === name || (asked !== undefined && !(asked in commands))) (await load())(command, finish);
  }

  try {
    await program.parseAsync(isHelpOfNothing(words) ? words.slice(1) : words, { from: "user" });
    return exitCode;
  } catch (error) {
    return failure(error);
  }

  function optionsOf(name: string | undefined): readonly string[] {
    const command = program.commands.find((known) => known.name() === name) ?? program;
    return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
  }

  async function finish(command: () => CommandResult): Promise<void> {
    exitCode = await command();
  }
}

/** Asked for the help of a command that there is not, commander would print how to use all of them. */
function isHelpOfNothing([help, name]: readonly string[]): boolean {
  return help === "help" && name !== undefined && !Object.hasOwn(commands, name);
}

/** Commander has printed its own errors; a bug is for the caller. */
function failure(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  return exitCodes.usage;
}
