/** Where a statement was read: the resource that carries the document, and the place within its inputs. */
export interface StatementSource {
  readonly urn: string;
  /** JSON pointer into the inputs; it enters JSON documents, for example `/policy/Statement/0`. */
  readonly path: string;
}

/** The principals of a `Principal` or `NotPrincipal` element, by kind. */
export interface PrincipalSet {
  /** `"*"`, or `{ "AWS": "*" }`, which means the same. */
  readonly anyone: boolean;
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

/** Operator → condition key → values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of a policy document, with every element normalized to a list. */
export interface PolicyStatement {
  /** The statement's `Sid`, or `<logical name>#<index>` when it has none. */
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principal?: PrincipalSet;
  readonly notPrincipal?: PrincipalSet;
  readonly condition: ConditionBlock;
  /** Policy variables such as `${aws:userid}` are plain text before version 2012-10-17. */
  readonly usesVariables: boolean;
  readonly source: StatementSource;
}

/** A document that AWS would reject, or that the evaluator does not understand. */
export class PolicyError extends Error {
  constructor(message: string, source: StatementSource) {
    super(`${source.urn}${source.path}: ${message}`);
    this.name = "PolicyError";
  }
}

const statementKeys = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
]);

/** Parses a policy document, given as JSON text or as an object. */
export function parsePolicyDocument(document: unknown, source: StatementSource): readonly PolicyStatement[] {
  const value = typeof document === "string" ? parseJson(document, source) : document;
  if (!isRecord(value)) throw new PolicyError("the policy document is not an object", source);
  if (value.Statement === undefined) throw new PolicyError("the policy document has no Statement", source);
  const usesVariables = value.Version === "2012-10-17";
  return asList(value.Statement).map((statement, index) =>
    parseStatement(statement, usesVariables, index, { urn: source.urn, path: `${source.path}/Statement/${String(index)}` }),
  );
}

/** Whether a value is an object with string keys, and not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string, source: StatementSource): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new PolicyError(`the policy document is not JSON: ${error instanceof Error ? error.message : String(error)}`, source);
  }
}

function parseStatement(statement: unknown, usesVariables: boolean, index: number, source: StatementSource): PolicyStatement {
  if (!isRecord(statement)) throw new PolicyError("a statement is not an object", source);
  for (const key of Object.keys(statement)) {
    if (!statementKeys.has(key)) throw new PolicyError(`unknown element "${key}"`, source);
  }
  for (const element of ["Action", "Resource", "Principal"]) {
    if (element in statement && `Not${element}` in statement)
      throw new PolicyError(`${element} and Not${element} exclude each other`, source);
  }
  const effect = statement.Effect;
  if (effect !== "Allow" && effect !== "Deny") throw new PolicyError("Effect must be Allow or Deny", source);
  if (!("Action" in statement) && !("NotAction" in statement)) throw new PolicyError("neither Action nor NotAction", source);
  if (effect === "Allow" && "NotPrincipal" in statement) throw new PolicyError("NotPrincipal is for Deny statements only", source);
  const sid = statement.Sid;
  return {
    sid: typeof sid === "string" && sid !== "" ? sid : `${source.urn.split("::").at(-1) ?? source.urn}#${String(index)}`,
    effect,
    ...optionalStrings("actions", statement.Action, source),
    ...optionalStrings("notActions", statement.NotAction, source),
    ...optionalStrings("resources", statement.Resource, source),
    ...optionalStrings("notResources", statement.NotResource, source),
    ...("Principal" in statement ? { principal: parsePrincipal(statement.Principal, source) } : {}),
    ...("NotPrincipal" in statement ? { notPrincipal: parsePrincipal(statement.NotPrincipal, source) } : {}),
    condition: parseCondition(statement.Condition, source),
    usesVariables,
    source,
  };
}

function optionalStrings<Key extends string>(
  key: Key,
  value: unknown,
  source: StatementSource,
): Readonly<Partial<Record<Key, readonly string[]>>> {
  return (value === undefined ? {} : { [key]: strings(value, source) }) as Readonly<Partial<Record<Key, readonly string[]>>>;
}

function parsePrincipal(value: unknown, source: StatementSource): PrincipalSet {
  if (value === "*") return { anyone: true, aws: [], service: [], federated: [], canonicalUser: [] };
  if (!isRecord(value)) throw new PolicyError('a Principal is "*" or an object', source);
  for (const kind of Object.keys(value)) {
    if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(kind))
      throw new PolicyError(`unknown kind of principal "${kind}"`, source);
  }
  const aws = strings(value.AWS ?? [], source);
  for (const principal of aws) {
    if (principal !== "*" && /[*?]/.test(principal))
      throw new PolicyError(`AWS rejects a wildcard within a principal: ${principal}`, source);
  }
  return {
    anyone: aws.includes("*"),
    aws: aws.filter((principal) => principal !== "*"),
    service: strings(value.Service ?? [], source),
    federated: strings(value.Federated ?? [], source),
    canonicalUser: strings(value.CanonicalUser ?? [], source),
  };
}

function parseCondition(value: unknown, source: StatementSource): ConditionBlock {
  if (value === undefined) return {};
  if (!isRecord(value)) throw new PolicyError("a Condition is not an object", source);
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => {
      if (!isRecord(keys)) throw new PolicyError(`the condition ${operator} is not an object`, source);
      return [operator, Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, strings(values, source)]))];
    }),
  );
}

function strings(value: unknown, source: StatementSource): readonly string[] {
  return asList(value).map((item) => {
    if (typeof item === "string") return item;
    if (typeof item === "boolean" || typeof item === "number") return String(item);
    throw new PolicyError(`a string is expected, not ${JSON.stringify(item)}`, source);
  });
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}
