import type { Command } from "commander";
import type { ExitCode } from "./exit-codes";

/** What a command gives back: the program ends with it. */
export type CommandResult = ExitCode | Promise<ExitCode>;

/** Declares a command's arguments and options, and what it does; `run` takes care of how the program ends. */
export type DefineCommand = (command: Command, run: (result: () => CommandResult) => Promise<void>) => void;

/** A command as the list of commands knows it: its module is loaded when it is asked for. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<DefineCommand>;
}
