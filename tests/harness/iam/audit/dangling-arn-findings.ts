import { type KnownArns, knownArns } from "../arn-table";
import { globsIntersect, hasWildcard, matchesGlob, parseGlob } from "../glob";
import { isPlaceholderOf, type Plan } from "../plan";
import { inputStrings } from "./input-strings";

/** An ARN of this account that no resource of the plan has. */
export interface DanglingArnFinding {
  readonly urn: string;
  /** JSON pointer into the inputs; it goes on inside JSON documents. */
  readonly path: string;
  readonly arn: string;
}

/**
 * ARNs in any input, also inside JSON documents, that name this plan's account but no resource of the plan. A bucket's ARN has no account
 * part: it is checked when the bucket's name holds the account id.
 *
 * An ARN with wildcards must match a resource, or a documented child of one (`table/shop_dev_raw/*` needs the database `shop_dev_raw`); an ARN
 * with a placeholder (`dbuser:<shop-dev-warehouse.clusterResourceId>/reader`) must name a resource in it.
 *
 * @param predicted - ARNs or patterns of things outside the plan that the caller vouches for, such as member roles or a given VPC.
 */
export function danglingArnFindings(plan: Plan, predicted: readonly string[] = []): readonly DanglingArnFinding[] {
  const known = knownArns(plan, predicted);
  const verdicts = new Map<string, boolean>();
  return plan.resources.flatMap((resource) =>
    inputStrings(resource).flatMap(({ path, value }) =>
      arnsWithin(value)
        .filter((arn) => arn.includes(plan.account))
        .filter((arn) => !remembered(verdicts, arn, () => isKnown(plan, known, arn)))
        .map((arn) => ({ urn: resource.urn, path, arn })),
    ),
  );
}

/** The ARNs in a text: the whole text when it is one, or those quoted or spelled out within it. */
export function arnsWithin(text: string): readonly string[] {
  if (/^arn:[^\s"'`]+$/.test(text)) return [text];
  return [...text.matchAll(/arn:aws[a-z-]*:[^\s"'`,;()[\]{}\\]+/g)].map((match) => match[0].replace(/[.:]+$/, ""));
}

function isKnown(plan: Plan, known: KnownArns, written: string): boolean {
  const arn = written.replace(/\$\{[^}]*\}/g, "*");
  if (known.exact.has(arn) || known.spellings.has(arn)) return true;
  const [placeholder] = /<[^<>]+\.[^<>]+>/.exec(arn) ?? [];
  if (placeholder !== undefined) return plan.resources.some((resource) => isPlaceholderOf(placeholder, resource));
  return hasWildcard(arn) ? wildcardMatches(known, arn) : known.patterns.some((pattern) => matchesChild(pattern, arn));
}

/** A pattern needs a resource that it matches, or one that its literal beginning names down to the children. */
function wildcardMatches(known: KnownArns, arn: string): boolean {
  const prefix = literalPrefix(arn);
  const glob = parseGlob(arn);
  return (
    [...known.exact].some((candidate) => candidate.startsWith(prefix) && matchesGlob(glob, candidate)) ||
    known.patterns.some((pattern) => prefix.startsWith(literalPrefix(pattern)) && globsIntersect(glob, parseGlob(pattern)))
  );
}

function matchesChild(pattern: string, arn: string): boolean {
  return arn.startsWith(literalPrefix(pattern)) && matchesGlob(parseGlob(pattern), arn) && !isTableOfDatabase(arn);
}

/** A Glue table is a resource: that its database exists does not make it exist. Objects of a bucket, log streams and the like are none. */
function isTableOfDatabase(arn: string): boolean {
  return /^arn:[a-z-]+:glue:[^:]*:[^:]*:table\//.test(arn);
}

function literalPrefix(pattern: string): string {
  return pattern.slice(0, pattern.search(/[*?]|$/));
}

function remembered(verdicts: Map<string, boolean>, key: string, decide: () => boolean): boolean {
  const verdict = verdicts.get(key) ?? decide();
  verdicts.set(key, verdict);
  return verdict;
}
