import { parseOperatorName } from "../conditions";
import { type PolicyStatement } from "../policy-document";

/** One condition of a statement on a given key. */
export interface KeyCondition {
  /** Operator without set prefix and suffix, for example `StringEquals`. */
  readonly operator: string;
  /** Whether a request without the key passes: `IfExists`, or `ForAllValues`. */
  readonly passesWithoutKey: boolean;
  readonly values: readonly string[];
}

/** The conditions of a statement on a key; the case of the key does not matter. */
export function conditionsOnKey(statement: PolicyStatement, key: string): readonly KeyCondition[] {
  return Object.entries(statement.condition).flatMap(([text, keys]) => {
    const { name, set, ifExists } = parseOperatorName(text);
    return Object.entries(keys)
      .filter(([candidate]) => candidate.toLowerCase() === key.toLowerCase())
      .map(([, values]) => ({ operator: name, passesWithoutKey: ifExists || set === "ForAllValues", values }));
  });
}
