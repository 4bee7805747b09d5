import type { Diagnostic, DiagnosticCode, Suggestion } from "../../compiler";

/** Codes whose suggestion is the nearest of the names that there are: a key, a value of a list, a reference, a word of a template. */
const renames: readonly DiagnosticCode[] = ["unknown-key", "invalid-value", "unknown-override", "unknown-reference", "invalid-template"];

/**
 * What a diagnostic suggests, when `--fix` may write it unasked; undefined otherwise. It is the only suggestion, stands for exactly what the diagnostic
 * points at, stays on its line, and is one of:
 *
 * - the nearest name for a misspelt key, value or reference, also in a SQL file;
 * - quotes around what YAML read as a number or as true or false where a text is meant: an account id.
 *
 * Three guesses are left to people, since a wrong one would go unnoticed: a name that differs in its digits (`orders_v2`) is another thing as often as a
 * typing error, a region decides where data are, and a reference in `access` is a right that the spec has to say itself.
 */
export function safeSuggestion({ code, span, path, suggestions }: Diagnostic): Suggestion | undefined {
  const [suggestion, ...others] = suggestions;
  if (!suggestion || others.length > 0) return undefined;
  if (suggestion.span.file !== span.file || suggestion.span.start !== span.start || suggestion.span.end !== span.end) return undefined;
  const written = span.file.text.slice(span.start, span.end);
  if (written === "" || /[\r\n]/.test(written + suggestion.replacement)) return undefined;
  if (code === "wrong-type") return suggestion.replacement === `"${written}"` ? suggestion : undefined;
  if (!renames.includes(code) || digitsOf(written) !== digitsOf(suggestion.replacement)) return undefined;
  return people.test(path ?? "") ? undefined : suggestion;
}

/** Where a name is not to be guessed: regions, and the lists of references of a group. */
const people = /^environments\.[^.]+\.region$|(^|\.)access\..+\.(read|write|admin)\[\d+\]$/;

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}
