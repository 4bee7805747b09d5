import { regionalArn } from "./arns";
import type { StackContext } from "./context";
import { policyDocument, type PolicyStatement } from "./policy-document";

/** Characters, white space not counted (IAM User Guide, "IAM and AWS STS quotas"). */
export const policyLimits = {
  /** All inline policies of a role together. */
  inline: 10_240,
  /** One managed policy. */
  managed: 6_144,
  /** Managed policies of a role. */
  managedPerRole: 10,
  /** Trust policy of a role; AWS raises it on request. */
  trust: 2_048,
} as const;

/** Size of a policy document as IAM counts it. */
export function policySize(statements: readonly PolicyStatement[]): number {
  return policyDocument(statements).replace(/\s/g, "").length;
}

/** As long as the ARN of the stack's key: how many policies there are must not hang on what only the cloud decides. */
export function keyStandIn(context: Pick<StackContext, "partition" | "region" | "account">): string {
  return regionalArn(context, "kms", "key/00000000-0000-0000-0000-000000000000");
}

/**
 * Spreads statements over few documents, each at most `limit` long; long statements are cut into several that allow the same together.
 *
 * @throws Error - When a statement cannot be cut any more.
 */
export function packStatements(statements: readonly PolicyStatement[], limit: number): readonly (readonly PolicyStatement[])[] {
  const documents: PolicyStatement[][] = [];
  for (const statement of statements.flatMap((whole) => numbered(cutStatement(whole, Math.floor(limit / partsOfDocument), limit)))) {
    const document = documents.find((candidate) => policySize([...candidate, statement]) <= limit);
    if (document === undefined) documents.push([statement]);
    else document.push(statement);
  }
  return documents;
}

/** Parts that are much shorter than a document fill it well. */
const partsOfDocument = 4;

function numbered(parts: readonly PolicyStatement[]): readonly PolicyStatement[] {
  return parts.length === 1 ? parts : parts.map((part, index) => ({ ...part, Sid: `${part.Sid}${index + 1}` }));
}

/** Halves the longest list of a statement until every part is short: values of a list are alternatives, so the parts allow what the whole does. */
function cutStatement(statement: PolicyStatement, wanted: number, limit: number): readonly PolicyStatement[] {
  const size = policySize([statement]) + roomForNumber;
  if (size <= wanted) return [statement];
  const lists = [
    ...(Array.isArray(statement.Resource) ? [{ values: statement.Resource as readonly string[], put: putResource(statement) }] : []),
    ...Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, values]) =>
        typeof values === "string" ? [] : [{ values, put: putCondition(statement, operator, key) }],
      ),
    ),
  ].sort((one, other) => JSON.stringify(other.values).length - JSON.stringify(one.values).length);
  const [longest] = lists;
  if (longest === undefined || longest.values.length < 2 || statement.Effect === "Deny") {
    if (size <= limit) return [statement];
    throw new Error(`The statement ${statement.Sid} alone is longer than the ${limit} characters of a policy.`);
  }
  const middle = Math.ceil(longest.values.length / 2);
  return [longest.values.slice(0, middle), longest.values.slice(middle)].flatMap((half) => cutStatement(longest.put(half), wanted, limit));
}

const roomForNumber = 4;

function putResource(statement: PolicyStatement) {
  return (values: readonly string[]): PolicyStatement => ({ ...statement, Resource: values });
}

function putCondition(statement: PolicyStatement, operator: string, key: string) {
  return (values: readonly string[]): PolicyStatement => ({
    ...statement,
    Condition: { ...statement.Condition, [operator]: { ...statement.Condition?.[operator], [key]: values } },
  });
}
