/** One statement of an IAM, bucket, key, queue or topic policy, as AWS spells it. */
export interface PolicyStatement {
  /** Letters and digits; stable, so that a diff and a simulation name the statement. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | PolicyPrincipal;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: PolicyConditions;
}

export interface PolicyPrincipal {
  readonly AWS?: string | readonly string[];
  readonly Service?: string | readonly string[];
}

export type PolicyConditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A policy document as the JSON text that AWS gets: the same bytes for the same statements. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Turns words into a statement id: letters and digits only, each word capitalised. */
export function statementId(...words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** A text that stands for itself in a resource or a condition: `*`, `?` and `$` widen nothing (IAM User Guide, "IAM policy elements: Variables"). */
export function literalText(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}
