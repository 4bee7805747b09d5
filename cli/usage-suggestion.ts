import { nearest } from "../compiler/diagnostics/did-you-mean";

/** What commander says of a word that it does not know. */
const unknownWord = /^error: unknown (command|option) '(.*)'\n$/;
const unknownChoice = /argument '(.*)' is invalid\. Allowed choices are (.*)\.\n$/;

/** An error of commander's with what was meant, where something is near. */
export function withSuggestion(error: string, commands: readonly string[], options: readonly string[]): string {
  const [, kind, word = ""] = unknownWord.exec(error) ?? [];
  const [, choice = word, choices] = unknownChoice.exec(error) ?? [];
  const meant = nearest(choice, choices?.split(", ") ?? (kind === "command" ? commands : options));
  return choice === "" || meant === undefined ? error : `${error}(Did you mean ${meant}?)\n`;
}
