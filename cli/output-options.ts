import { Option, type Command } from "commander";

/** The options that every command has. */
export interface OutputOptions {
  readonly color?: boolean;
  readonly quiet?: boolean;
}

export function addOutputOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option("--format <format>", "what is printed").choices([...formats]).default(formats[0]))
    .option("--quiet", "print nothing but problems and what was asked for")
    .option("--color", "use colours also where there is no terminal")
    .option("--no-color", "use no colours");
}

/** An explicit option wins; then the NO_COLOR and FORCE_COLOR conventions; then whether somebody looks. */
export function useColors(option: boolean | undefined, stream: { readonly isTTY?: boolean }): boolean {
  if (option !== undefined) return option;
  if (process.env["NO_COLOR"]) return false;
  if (process.env["FORCE_COLOR"]) return process.env["FORCE_COLOR"] !== "0";
  return stream.isTTY === true && process.env["TERM"] !== "dumb";
}
