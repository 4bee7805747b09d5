import { policyDocument, type PolicyStatement } from "../shared/policy-document";
import { packStatements, policyLimits, policySize } from "../shared/policy-size";

/** The permissions of one role as documents: one that belongs to the role, or several that are attached to it when they are too long for that. */
export interface RunPolicies {
  readonly inline?: string;
  readonly managed: readonly string[];
}

/**
 * Spreads the permissions of a run over as few policies as the limits allow.
 *
 * How many there are is decided from what the graph says alone, so a value that only the cloud knows stands in the statements as a text of its length.
 *
 * @throws Error - When a role cannot hold them: the message says how many characters there are.
 */
export function runPolicies(run: string, statements: readonly PolicyStatement[]): RunPolicies {
  const size = policySize(statements);
  if (size <= policyLimits.inline) return { inline: policyDocument(statements), managed: [] };
  const documents = packStatements(statements, policyLimits.managed);
  if (documents.length > policyLimits.managedPerRole) {
    throw new Error(
      `The role of run ${run} needs ${size.toLocaleString("en")} characters of policies, and AWS IAM takes ` +
        `${policyLimits.managedPerRole} policies of ${policyLimits.managed.toLocaleString("en")}. ` +
        "Give some of its transforms a schedule of their own, so that they become another run.",
    );
  }
  return { managed: documents.map(policyDocument) };
}
