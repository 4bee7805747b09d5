import { type ConditionOperator, conditionOperators } from "./condition-operators";
import { type GlobPart } from "./glob";
import { PolicyError, type PolicyStatement } from "./policy-document";
import { replaceVariables } from "./policy-variables";
import { type RequestContext } from "./request-context";

/** The three parts of an operator's name: `ForAnyValue:` + `StringLike` + `IfExists`. */
export interface OperatorName {
  readonly set?: "ForAnyValue" | "ForAllValues";
  readonly name: string;
  readonly ifExists: boolean;
}

/** Splits the name of a condition operator into its parts. */
export function parseOperatorName(text: string): OperatorName {
  const [, set, name = text, suffix] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(text) ?? [];
  return { ...(set === undefined ? {} : { set: set as "ForAnyValue" | "ForAllValues" }), name, ifExists: suffix !== undefined };
}

/** Whether all conditions of a statement hold: operators and keys are joined with AND, the values of one key with OR. */
export function conditionsHold(statement: PolicyStatement, context: RequestContext): boolean {
  return Object.entries(statement.condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => conditionHolds(statement, operator, key, values, context)),
  );
}

function conditionHolds(
  statement: PolicyStatement,
  operatorText: string,
  key: string,
  expected: readonly string[],
  context: RequestContext,
): boolean {
  const { set, name, ifExists } = parseOperatorName(operatorText);
  const actual = context.get(key);
  if (name === "Null") {
    if (set !== undefined || ifExists) throw new PolicyError(`Null takes neither a prefix nor IfExists: ${operatorText}`, statement.source);
    return expected.some((value) => (value.toLowerCase() === "true") === (actual === undefined));
  }
  const operator = Object.hasOwn(conditionOperators, name) ? conditionOperators[name] : undefined;
  if (operator === undefined) throw new PolicyError(`unknown condition operator "${operatorText}"`, statement.source);

  if (actual === undefined) {
    if (ifExists) return true;
    if (set !== undefined) return set === "ForAllValues";
    return operator.negated;
  }
  if (set === undefined && actual.length > 1) {
    throw new PolicyError(`${key} has several values in this request: use ForAnyValue or ForAllValues`, statement.source);
  }
  const patterns = expandValues(statement, operator, expected, context);
  const holdsFor = (value: string): boolean => patterns.some((pattern) => operator.compare(value, pattern)) !== operator.negated;
  return set === "ForAllValues" ? actual.every(holdsFor) : actual.some(holdsFor);
}

function expandValues(
  statement: PolicyStatement,
  operator: ConditionOperator,
  values: readonly string[],
  context: RequestContext,
): readonly (readonly GlobPart[])[] {
  return values.flatMap((value) => {
    if (!statement.usesVariables || !operator.takesVariables) return [[{ kind: "pattern", text: value }]];
    const parts = replaceVariables(value, context);
    return parts === undefined ? [] : [parts];
  });
}
