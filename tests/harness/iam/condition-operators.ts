import { BlockList, isIPv4, isIPv6 } from "node:net";
import { type GlobPart, matchesGlob, parseArnComponents, parseGlob } from "./glob";

/** Compares one value of the request with one value of the policy. */
type Comparison = (actual: string, expected: readonly GlobPart[]) => boolean;

/** A condition operator without its set prefix and its `IfExists` suffix. */
export interface ConditionOperator {
  readonly compare: Comparison;
  /** True for operators such as `StringNotEquals`, which hold when no value matches, and when the key is absent. */
  readonly negated: boolean;
  /** Whether policy variables are replaced in the values. */
  readonly takesVariables: boolean;
}

const stringEquals: Comparison = (actual, expected) => actual === plainText(expected);
const stringEqualsIgnoreCase: Comparison = (actual, expected) => actual.toLowerCase() === plainText(expected).toLowerCase();
const stringLike: Comparison = (actual, expected) => matchesGlob(parseGlob(expected), actual);
const bool: Comparison = (actual, expected) => actual.toLowerCase() === plainText(expected).toLowerCase();

/** `ArnEquals` and `ArnLike` behave identically: each of the six components is a pattern of its own. */
const arnLike: Comparison = (actual, expected) => {
  const patterns = parseArnComponents(expected);
  const components = splitArn(actual);
  if (patterns === undefined || components === undefined) return false;
  return patterns.every((pattern, index) => matchesGlob(pattern, components[index] ?? ""));
};

/** The condition operators of IAM except `Null`, which asks about the key and not about its values. */
export const conditionOperators: Readonly<Record<string, ConditionOperator>> = {
  StringEquals: operator(stringEquals),
  StringNotEquals: operator(stringEquals, { negated: true }),
  StringEqualsIgnoreCase: operator(stringEqualsIgnoreCase),
  StringNotEqualsIgnoreCase: operator(stringEqualsIgnoreCase, { negated: true }),
  StringLike: operator(stringLike),
  StringNotLike: operator(stringLike, { negated: true }),
  NumericEquals: operator(
    compareNumbers((actual, expected) => actual === expected),
    { takesVariables: false },
  ),
  NumericNotEquals: operator(
    compareNumbers((actual, expected) => actual === expected),
    { negated: true, takesVariables: false },
  ),
  NumericLessThan: operator(
    compareNumbers((actual, expected) => actual < expected),
    { takesVariables: false },
  ),
  NumericLessThanEquals: operator(
    compareNumbers((actual, expected) => actual <= expected),
    { takesVariables: false },
  ),
  NumericGreaterThan: operator(
    compareNumbers((actual, expected) => actual > expected),
    { takesVariables: false },
  ),
  NumericGreaterThanEquals: operator(
    compareNumbers((actual, expected) => actual >= expected),
    { takesVariables: false },
  ),
  DateEquals: operator(
    compareDates((actual, expected) => actual === expected),
    { takesVariables: false },
  ),
  DateNotEquals: operator(
    compareDates((actual, expected) => actual === expected),
    { negated: true, takesVariables: false },
  ),
  DateLessThan: operator(
    compareDates((actual, expected) => actual < expected),
    { takesVariables: false },
  ),
  DateLessThanEquals: operator(
    compareDates((actual, expected) => actual <= expected),
    { takesVariables: false },
  ),
  DateGreaterThan: operator(
    compareDates((actual, expected) => actual > expected),
    { takesVariables: false },
  ),
  DateGreaterThanEquals: operator(
    compareDates((actual, expected) => actual >= expected),
    { takesVariables: false },
  ),
  Bool: operator(bool),
  BinaryEquals: operator(stringEquals, { takesVariables: false }),
  IpAddress: operator(addressInRange, { takesVariables: false }),
  NotIpAddress: operator(addressInRange, { negated: true, takesVariables: false }),
  ArnEquals: operator(arnLike),
  ArnLike: operator(arnLike),
  ArnNotEquals: operator(arnLike, { negated: true }),
  ArnNotLike: operator(arnLike, { negated: true }),
};

function operator(compare: Comparison, options: { readonly negated?: boolean; readonly takesVariables?: boolean } = {}): ConditionOperator {
  return { compare, negated: options.negated ?? false, takesVariables: options.takesVariables ?? true };
}

function plainText(parts: readonly GlobPart[]): string {
  return parts.map((part) => part.text).join("");
}

function splitArn(arn: string): readonly string[] | undefined {
  const parts = arn.split(":");
  if (parts.length < 6) return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function compareNumbers(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => {
    const [left, right] = [Number(actual), Number(plainText(expected))];
    return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
  };
}

function compareDates(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => {
    const [left, right] = [epochMilliseconds(actual), epochMilliseconds(plainText(expected))];
    return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
  };
}

function epochMilliseconds(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function addressInRange(actual: string, expected: readonly GlobPart[]): boolean {
  const family = addressFamily(actual);
  const [network = "", bits] = plainText(expected).split("/");
  const networkFamily = addressFamily(network);
  if (family === undefined || networkFamily === undefined) return false;
  const range = new BlockList();
  if (bits === undefined) range.addAddress(network, networkFamily);
  else range.addSubnet(network, Number(bits), networkFamily);
  return range.check(actual, family);
}

function addressFamily(address: string): "ipv4" | "ipv6" | undefined {
  if (isIPv4(address)) return "ipv4";
  return isIPv6(address) ? "ipv6" : undefined;
}
