import { describe, expect, it } from "vitest";
import { canAssume, type ContextValues, type Plan, PolicyError, type RequestPrincipal, simulate } from "./iam";
import { account, bucket, inline, key, planOf, policy, resource, role, roleArn, root, type StatementInput } from "./iam-fixtures";

const object = "arn:aws:s3:::shop-raw/orders/1.json";

/** The decision for a role whose only policy has these statements. */
function decide(
  statements: StatementInput | readonly StatementInput[],
  action: string,
  target: string,
  context: ContextValues = {},
): string {
  const list = Array.isArray(statements) ? (statements as readonly StatementInput[]) : [statements as StatementInput];
  return simulate(planOf(role("reader"), inline("reader", ...list)), { principal: "reader", action, resource: target, context }).decision;
}

/** A `Condition` element as the author of a policy writes it. */
type ConditionInput = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Whether a condition holds: the decision for an Allow that has no other restriction. */
function holds(condition: ConditionInput, context: ContextValues): boolean {
  return decide({ Effect: "Allow", Action: "*", Resource: "*", Condition: condition }, "s3:GetObject", object, context) === "allowed";
}

describe("actions and resources of identity policies", () => {
  it.each([
    { name: "nothing allows", statement: { Effect: "Allow", Action: "s3:PutObject", Resource: "*" }, expected: "implicitDeny" },
    { name: "case of actions is ignored", statement: { Effect: "Allow", Action: "S3:getobject", Resource: "*" }, expected: "allowed" },
    { name: "* in an action", statement: { Effect: "Allow", Action: "s3:Get*", Resource: "*" }, expected: "allowed" },
    { name: "? in an action is one character", statement: { Effect: "Allow", Action: "s3:GetObjec?", Resource: "*" }, expected: "allowed" },
    { name: "? is not none", statement: { Effect: "Allow", Action: "s3:GetObject?", Resource: "*" }, expected: "implicitDeny" },
    { name: "the action *", statement: { Effect: "Allow", Action: "*", Resource: "*" }, expected: "allowed" },
    { name: "NotAction leaves out", statement: { Effect: "Allow", NotAction: "s3:Get*", Resource: "*" }, expected: "implicitDeny" },
    { name: "NotAction allows the rest", statement: { Effect: "Allow", NotAction: ["iam:*"], Resource: "*" }, expected: "allowed" },
    { name: "exact resource", statement: { Effect: "Allow", Action: "s3:*", Resource: object }, expected: "allowed" },
    {
      name: "case of resources matters",
      statement: { Effect: "Allow", Action: "s3:*", Resource: object.toUpperCase() },
      expected: "implicitDeny",
    },
    { name: "* crosses slashes", statement: { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::shop-raw/*" }, expected: "allowed" },
    {
      name: "the bucket is not its objects",
      statement: { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::shop-raw" },
      expected: "implicitDeny",
    },
    {
      name: "NotResource leaves out",
      statement: { Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::shop-raw/*" },
      expected: "implicitDeny",
    },
    {
      name: "NotResource allows the rest",
      statement: { Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::other/*" },
      expected: "allowed",
    },
    {
      name: "one of NotAction is enough",
      statement: { Effect: "Allow", NotAction: ["iam:*", "s3:*"], Resource: "*" },
      expected: "implicitDeny",
    },
    {
      name: "one of NotResource is enough",
      statement: { Effect: "Allow", Action: "s3:*", NotResource: ["arn:aws:s3:::other/*", object] },
      expected: "implicitDeny",
    },
    { name: "a short ARN is completed", statement: { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3" }, expected: "allowed" },
    {
      name: "a list is an OR",
      statement: { Effect: "Allow", Action: ["a:b", "s3:GetObject"], Resource: ["x", object] },
      expected: "allowed",
    },
  ])("$name", ({ statement, expected }) => {
    expect(decide(statement, "s3:GetObject", object)).toBe(expected);
  });

  it.each([
    { pattern: "arn:aws:glue:eu-*-1:111111111111:table/db/t", expected: "allowed", why: "* within a segment" },
    { pattern: "arn:aws:glue:eu*1:table/db/t", expected: "implicitDeny", why: "* within a segment does not cross a colon" },
    { pattern: "arn:aws:glue:*:table/db/t", expected: "allowed", why: "* at the end of a segment may cross colons" },
    { pattern: "arn:aws:glue:eu-west?1:111111111111:table/db/t", expected: "allowed", why: "? is one character" },
    { pattern: "arn:aws:glue:*:*:table/db/*", expected: "allowed", why: "* in the last segment" },
    { pattern: "arn:aws:glue:eu-west-1:111111111111:table/other/*", expected: "implicitDeny", why: "another database" },
  ])("$pattern: $why", ({ pattern, expected }) => {
    const table = "arn:aws:glue:eu-west-1:111111111111:table/db/t";
    expect(decide({ Effect: "Allow", Action: "glue:GetTable", Resource: pattern }, "glue:GetTable", table)).toBe(expected);
  });

  it("lets an explicit deny win over any allow, and names it", () => {
    const plan = planOf(
      role("reader"),
      inline(
        "reader",
        { Sid: "All", Effect: "Allow", Action: "s3:*", Resource: "*" },
        { Sid: "Never", Effect: "Deny", Action: "s3:Delete*", Resource: "*" },
      ),
    );
    expect(simulate(plan, { principal: "reader", action: "s3:DeleteObject", resource: object })).toEqual({
      decision: "explicitDeny",
      matched: ["Never"],
      notes: [],
    });
    expect(simulate(plan, { principal: "reader", action: "s3:GetObject", resource: object })).toMatchObject({
      decision: "allowed",
      matched: ["All"],
    });
  });
});

describe("conditions", () => {
  it.each<{ name: string; condition: ConditionInput; context: ContextValues; expected: boolean }>([
    { name: "StringEquals", condition: { StringEquals: { "a:k": "x" } }, context: { "a:k": "x" }, expected: true },
    { name: "StringEquals minds case", condition: { StringEquals: { "a:k": "x" } }, context: { "a:k": "X" }, expected: false },
    { name: "StringEquals takes no wildcards", condition: { StringEquals: { "a:k": "x*" } }, context: { "a:k": "xy" }, expected: false },
    { name: "StringEquals without the key", condition: { StringEquals: { "a:k": "x" } }, context: {}, expected: false },
    { name: "names of keys ignore case", condition: { StringEquals: { "A:K": "x" } }, context: { "a:k": "x" }, expected: true },
    { name: "values are an OR", condition: { StringEquals: { "a:k": ["x", "y"] } }, context: { "a:k": "y" }, expected: true },
    { name: "keys are an AND", condition: { StringEquals: { "a:k": "x", "a:l": "y" } }, context: { "a:k": "x" }, expected: false },
    {
      name: "operators are an AND",
      condition: { StringEquals: { "a:k": "x" }, Bool: { "a:b": "true" } },
      context: { "a:k": "x", "a:b": false },
      expected: false,
    },
    { name: "StringEqualsIgnoreCase", condition: { StringEqualsIgnoreCase: { "a:k": "x" } }, context: { "a:k": "X" }, expected: true },
    { name: "StringNotEquals", condition: { StringNotEquals: { "a:k": "x" } }, context: { "a:k": "x" }, expected: false },
    {
      name: "StringNotEquals is a NOR of its values",
      condition: { StringNotEquals: { "a:k": ["x", "y"] } },
      context: { "a:k": "y" },
      expected: false,
    },
    { name: "StringNotEquals is true when the key is absent", condition: { StringNotEquals: { "a:k": "x" } }, context: {}, expected: true },
    { name: "StringNotEqualsIfExists is true too", condition: { StringNotEqualsIfExists: { "a:k": "x" } }, context: {}, expected: true },
    { name: "StringEqualsIfExists without the key", condition: { StringEqualsIfExists: { "a:k": "x" } }, context: {}, expected: true },
    {
      name: "StringEqualsIfExists with another value",
      condition: { StringEqualsIfExists: { "a:k": "x" } },
      context: { "a:k": "z" },
      expected: false,
    },
    { name: "StringLike", condition: { StringLike: { "a:k": "p/*" } }, context: { "a:k": "p/a/b" }, expected: true },
    { name: "StringLike is not a prefix", condition: { StringLike: { "a:k": "p/*" } }, context: { "a:k": "p" }, expected: false },
    { name: "StringNotLike", condition: { StringNotLike: { "a:k": "p*" } }, context: { "a:k": "pq" }, expected: false },
    { name: "StringNotLike without the key", condition: { StringNotLike: { "a:k": "p*" } }, context: {}, expected: true },
    { name: "Null true: absent", condition: { Null: { "a:k": "true" } }, context: {}, expected: true },
    { name: "Null true: present", condition: { Null: { "a:k": "true" } }, context: { "a:k": "x" }, expected: false },
    { name: "Null false: present", condition: { Null: { "a:k": false } }, context: { "a:k": "x" }, expected: true },
    { name: "Null false: absent", condition: { Null: { "a:k": "false" } }, context: {}, expected: false },
    { name: "Null: an empty list is absent", condition: { Null: { "a:k": "true" } }, context: { "a:k": [] }, expected: true },
    { name: "Null with both values", condition: { Null: { "a:k": ["true", "false"] } }, context: {}, expected: true },
    {
      name: "a variable without a value matches nothing",
      condition: { StringEquals: { "a:k": "${a:none}" } },
      context: { "a:k": "" },
      expected: false,
    },
    { name: "escapes of variables", condition: { StringLike: { "a:k": "${$}${?}${*}*" } }, context: { "a:k": "$?*z" }, expected: true },
    { name: "an escaped ? is no wildcard", condition: { StringLike: { "a:k": "x${?}" } }, context: { "a:k": "xy" }, expected: false },
    { name: "Bool", condition: { Bool: { "a:k": "false" } }, context: { "a:k": false }, expected: true },
    { name: "Bool without the key", condition: { Bool: { "a:k": "false" } }, context: {}, expected: false },
    { name: "BoolIfExists without the key", condition: { BoolIfExists: { "a:k": "true" } }, context: {}, expected: true },
    {
      name: "NumericLessThan",
      condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      context: { "s3:TlsVersion": "1.1" },
      expected: true,
    },
    {
      name: "NumericLessThan is strict",
      condition: { NumericLessThan: { "s3:TlsVersion": 1.2 } },
      context: { "s3:TlsVersion": 1.2 },
      expected: false,
    },
    { name: "NumericLessThan without the key", condition: { NumericLessThan: { "a:k": "1" } }, context: {}, expected: false },
    { name: "NumericLessThanEquals", condition: { NumericLessThanEquals: { "a:k": "10" } }, context: { "a:k": 10 }, expected: true },
    {
      name: "numbers are compared as numbers",
      condition: { NumericGreaterThan: { "a:k": "9" } },
      context: { "a:k": "10" },
      expected: true,
    },
    {
      name: "NumericGreaterThanEquals",
      condition: { NumericGreaterThanEquals: { "a:k": "9" } },
      context: { "a:k": "8.5" },
      expected: false,
    },
    { name: "NumericNotEquals without the key", condition: { NumericNotEquals: { "a:k": "9" } }, context: {}, expected: true },
    { name: "what is no number equals none", condition: { NumericEquals: { "a:k": "9" } }, context: { "a:k": "nine" }, expected: false },
    {
      name: "DateLessThan",
      condition: { DateLessThan: { "a:k": "2026-01-01T00:00:00Z" } },
      context: { "a:k": "2025-12-31T23:59:59Z" },
      expected: true,
    },
    {
      name: "dates as seconds",
      condition: { DateGreaterThan: { "a:k": "1" } },
      context: { "a:k": "2025-12-31T23:59:59Z" },
      expected: true,
    },
    {
      name: "IpAddress",
      condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
      context: { "aws:SourceIp": "10.1.2.3" },
      expected: true,
    },
    {
      name: "NotIpAddress",
      condition: { NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } },
      context: { "aws:SourceIp": "10.1.2.3" },
      expected: false,
    },
    {
      name: "IpAddress version 6",
      condition: { IpAddress: { "aws:SourceIp": "2001:db8::/32" } },
      context: { "aws:SourceIp": "2001:db8::1" },
      expected: true,
    },
    {
      name: "ArnLike",
      condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:111111111111:*" } },
      context: { "aws:SourceArn": "arn:aws:sns:eu-west-1:111111111111:t" },
      expected: true,
    },
    {
      name: "ArnLike compares the six parts one by one",
      condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:t" } },
      context: { "aws:SourceArn": "arn:aws:sns:eu-west-1:111111111111:t" },
      expected: false,
    },
    {
      name: "ArnLike: * stays within its part",
      condition: { ArnLike: { "aws:SourceArn": "arn:aws:*:111111111111:t:x" } },
      context: { "aws:SourceArn": "arn:aws:sns:eu-west-1:111111111111:t" },
      expected: false,
    },
    {
      name: "ArnEquals takes wildcards as ArnLike does",
      condition: { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::shop-*" } },
      context: { "aws:SourceArn": "arn:aws:s3:::shop-raw" },
      expected: true,
    },
    {
      name: "ArnNotLike",
      condition: { ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/reader"] } },
      context: {},
      expected: false,
    },
    { name: "ArnNotLike without the key", condition: { ArnNotLike: { "aws:SourceArn": "arn:aws:s3:::x" } }, context: {}, expected: true },
    {
      name: "ForAnyValue: one is enough",
      condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": ["a", "b"] } },
      context: { "aws:TagKeys": ["z", "b"] },
      expected: true,
    },
    {
      name: "ForAnyValue without the key",
      condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } },
      context: {},
      expected: false,
    },
    {
      name: "ForAllValues: each must match",
      condition: { "ForAllValues:StringLike": { "aws:TagKeys": ["a*"] } },
      context: { "aws:TagKeys": ["ab", "z"] },
      expected: false,
    },
    {
      name: "ForAllValues holds for none",
      condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } },
      context: {},
      expected: true,
    },
    {
      name: "ForAllValues with a Null guard",
      condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] }, Null: { "aws:TagKeys": "false" } },
      context: {},
      expected: false,
    },
    {
      name: "ForAnyValue:StringNotEquals: one other value",
      condition: { "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a"] } },
      context: { "aws:TagKeys": ["a", "b"] },
      expected: true,
    },
    {
      name: "ForAllValues:StringNotEquals",
      condition: { "ForAllValues:StringNotEquals": { "aws:TagKeys": ["a"] } },
      context: { "aws:TagKeys": ["a", "b"] },
      expected: false,
    },
    {
      name: "ForAnyValue…IfExists without the key",
      condition: { "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": ["a"] } },
      context: {},
      expected: true,
    },
  ])("$name", ({ condition, context, expected }) => {
    expect(holds(condition, context)).toBe(expected);
  });

  it.each<{ name: string; condition: ConditionInput; context: ContextValues }>([
    { name: "an unknown operator", condition: { StringIs: { "a:k": "x" } }, context: {} },
    { name: "NullIfExists", condition: { NullIfExists: { "a:k": "true" } }, context: {} },
    { name: "several values without a set operator", condition: { StringEquals: { "a:k": "x" } }, context: { "a:k": ["x", "y"] } },
  ])("refuses $name", ({ condition, context }) => {
    expect(() => holds(condition, context)).toThrow(PolicyError);
  });

  it.each([
    { name: "in a resource", resource: "arn:aws:s3:::shop-raw/${aws:PrincipalTag/team}/*", version: "2012-10-17", expected: "allowed" },
    { name: "with a default", resource: "arn:aws:s3:::shop-raw/${a:none, 'orders'}/*", version: "2012-10-17", expected: "allowed" },
    { name: "without a value", resource: "arn:aws:s3:::shop-raw/${a:none}*", version: "2012-10-17", expected: "implicitDeny" },
    {
      name: "are plain text in old documents",
      resource: "arn:aws:s3:::shop-raw/${aws:PrincipalTag/team}/*",
      version: "2008-10-17",
      expected: "implicitDeny",
    },
    {
      name: "put in plain text: a * in a value is no wildcard",
      resource: "arn:aws:s3:::shop-raw/${a:star}",
      version: "2012-10-17",
      expected: "implicitDeny",
    },
    { name: "escape ${*}", resource: "arn:aws:s3:::shop-raw/${*}", version: "2012-10-17", expected: "implicitDeny" },
  ])("policy variables $name", ({ resource: pattern, version, expected }) => {
    const document = JSON.stringify({ Version: version, Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: pattern } });
    const plan = planOf(
      role("reader", { tags: { team: "orders" } }),
      resource("aws:iam/rolePolicy:RolePolicy", "p", { role: "reader", policy: document }),
    );
    expect(simulate(plan, { principal: "reader", action: "s3:GetObject", resource: object, context: { "a:star": "*" } }).decision).toBe(
      expected,
    );
  });

  it("policy variables are plain text in the conditions of old documents", () => {
    const statement = { Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquals: { "a:k": "${a:l}" } } };
    const document = JSON.stringify({ Version: "2008-10-17", Statement: statement });
    const plan = planOf(role("reader"), resource("aws:iam/rolePolicy:RolePolicy", "p", { role: "reader", policy: document }));
    const ask = (value: string): string =>
      simulate(plan, { principal: "reader", action: "s3:GetObject", resource: object, context: { "a:k": value, "a:l": "x" } }).decision;
    expect(ask("x")).toBe("implicitDeny");
    expect(ask("${a:l}")).toBe("allowed");
  });

  it("policy variables in conditions: the user id of the session", () => {
    const condition = { StringLike: { "aws:userid": "AROA*:${a:session}" } };
    expect(holds(condition, { "aws:userid": "AROAXYZ:alice", "a:session": "alice" })).toBe(true);
    expect(holds(condition, { "aws:userid": "AROAXYZ:alice", "a:session": "*" })).toBe(false);
  });
});

describe("s3:ListBucket with a prefix condition", () => {
  const statement = {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: "arn:aws:s3:::shop-raw",
    Condition: { StringLike: { "s3:prefix": ["orders", "orders/*"] } },
  };

  it.each<{ context: ContextValues; expected: string }>([
    { context: { "s3:prefix": "orders/2026/" }, expected: "allowed" },
    { context: { "s3:prefix": "orders" }, expected: "allowed" },
    { context: { "s3:prefix": "" }, expected: "implicitDeny" },
    { context: { "s3:prefix": "customers/" }, expected: "implicitDeny" },
    { context: {}, expected: "implicitDeny" },
  ])("$context → $expected", ({ context, expected }) => {
    expect(decide(statement, "s3:ListBucket", "arn:aws:s3:::shop-raw", context)).toBe(expected);
  });

  it("needs a Null statement for HeadBucket, which carries no prefix", () => {
    const head = { ...statement, Condition: { Null: { "s3:prefix": "true" } } };
    expect(decide([statement, head], "s3:ListBucket", "arn:aws:s3:::shop-raw")).toBe("allowed");
    expect(decide([statement, head], "s3:ListBucket", "arn:aws:s3:::shop-raw", { "s3:prefix": "customers/" })).toBe("implicitDeny");
  });
});

describe("the guards of a zone's bucket", () => {
  const keyArn = "arn:aws:kms:eu-west-1:111111111111:key/<shop-dev-key.keyId>";
  const everything = ["arn:aws:s3:::shop-raw", "arn:aws:s3:::shop-raw/*"];
  const algorithm = "s3:x-amz-server-side-encryption";
  const keyHeader = "s3:x-amz-server-side-encryption-aws-kms-key-id";
  const plan = planOf(
    role("writer"),
    inline("writer", { Sid: "Write", Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: "arn:aws:s3:::shop-raw/*" }),
    role("outsider"),
    inline("outsider", { Effect: "Allow", Action: "s3:*", Resource: "*" }),
    ...bucket(
      "shop-raw",
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "OldTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: everything,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
      {
        Sid: "NoOtherAlgorithm",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: everything,
        Condition: { Null: { [algorithm]: "false" }, StringNotEquals: { [algorithm]: "aws:kms" } },
      },
      {
        Sid: "NoOtherKey",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: everything,
        Condition: { Null: { [keyHeader]: "false" }, StringNotEquals: { [keyHeader]: keyArn } },
      },
      {
        Sid: "NamedPrincipalsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:GetObject*",
        Resource: everything,
        Condition: { ArnNotLike: { "aws:PrincipalArn": [roleArn("writer")] }, Bool: { "aws:PrincipalIsAWSService": "false" } },
      },
    ),
  );

  it.each<{ principal: RequestPrincipal; action: string; context: ContextValues; decision: string; matched: readonly string[] }>([
    { principal: "writer", action: "s3:PutObject", context: {}, decision: "allowed", matched: ["Write"] },
    {
      principal: "writer",
      action: "s3:PutObject",
      context: { [algorithm]: "aws:kms", [keyHeader]: keyArn },
      decision: "allowed",
      matched: ["Write"],
    },
    {
      principal: "writer",
      action: "s3:PutObject",
      context: { [algorithm]: "AES256" },
      decision: "explicitDeny",
      matched: ["NoOtherAlgorithm"],
    },
    {
      principal: "writer",
      action: "s3:PutObject",
      context: { [algorithm]: "aws:kms", [keyHeader]: "other" },
      decision: "explicitDeny",
      matched: ["NoOtherKey"],
    },
    {
      principal: "writer",
      action: "s3:PutObject",
      context: { "aws:SecureTransport": false },
      decision: "explicitDeny",
      matched: ["TlsOnly"],
    },
    { principal: "writer", action: "s3:GetObject", context: { "s3:TlsVersion": "1.1" }, decision: "explicitDeny", matched: ["OldTls"] },
    { principal: "writer", action: "s3:GetObject", context: { "s3:TlsVersion": "1.3" }, decision: "allowed", matched: ["Write"] },
    { principal: "outsider", action: "s3:GetObject", context: {}, decision: "explicitDeny", matched: ["NamedPrincipalsOnly"] },
    { principal: { service: "logging.s3.amazonaws.com" }, action: "s3:GetObject", context: {}, decision: "implicitDeny", matched: [] },
  ])("$principal $action $context → $decision", ({ principal, action, context, decision, matched }) => {
    expect(simulate(plan, { principal, action, resource: object, context })).toMatchObject({ decision, matched });
  });
});

describe("resource policies within the account", () => {
  const grant = { Sid: "Grant", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-raw/*" };
  const ask = (plan: Plan, principal: RequestPrincipal, context: ContextValues = {}): string =>
    simulate(plan, { principal, action: "s3:GetObject", resource: object, context }).decision;
  const withGrant = (principal: unknown): Plan => planOf(role("reader"), ...bucket("shop-raw", { ...grant, Principal: principal }));

  it.each([
    { name: "a role by its ARN", principal: { AWS: roleArn("reader") }, expected: "allowed" },
    { name: "a list", principal: { AWS: [roleArn("other"), roleArn("reader")] }, expected: "allowed" },
    { name: "everyone", principal: "*", expected: "allowed" },
    { name: "everyone, the other spelling", principal: { AWS: "*" }, expected: "allowed" },
    { name: "the account: only hands over to identity policies", principal: { AWS: root }, expected: "implicitDeny" },
    { name: "the account id: the same", principal: { AWS: account }, expected: "implicitDeny" },
    { name: "another role", principal: { AWS: roleArn("other") }, expected: "implicitDeny" },
    { name: "a service", principal: { Service: "glue.amazonaws.com" }, expected: "implicitDeny" },
  ])("an Allow for $name → $expected", ({ principal, expected }) => {
    expect(ask(withGrant(principal), "reader")).toBe(expected);
  });

  it("applies a Deny for the account to every role in it", () => {
    const plan = planOf(
      role("reader"),
      inline("reader", { ...grant, Resource: "*" }),
      ...bucket("shop-raw", { ...grant, Sid: "No", Effect: "Deny", Principal: { AWS: root } }),
    );
    expect(ask(plan, "reader")).toBe("explicitDeny");
  });

  it("spares with NotPrincipal only who is listed with session, role and account", () => {
    const session = `arn:aws:sts::${account}:assumed-role/reader/session`;
    const plan = (listed: readonly string[]): Plan =>
      planOf(
        role("reader"),
        inline("reader", { ...grant, Resource: "*" }),
        ...bucket("shop-raw", { ...grant, Effect: "Deny", NotPrincipal: { AWS: listed } }),
      );
    expect(ask(plan([roleArn("reader"), session, root]), "reader")).toBe("allowed");
    expect(ask(plan([roleArn("reader")]), "reader")).toBe("explicitDeny");
    expect(ask(plan([roleArn("reader"), root]), "reader")).toBe("explicitDeny");
    expect(ask(plan([roleArn("other"), root]), "reader")).toBe("explicitDeny");
  });

  it("lets services in only by name, with their conditions", () => {
    const service = { service: "logging.s3.amazonaws.com" };
    const plan = planOf(
      ...bucket("shop-raw", {
        ...grant,
        Principal: { Service: "logging.s3.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-*" } },
      }),
    );
    const source = { "aws:SourceAccount": account, "aws:SourceArn": "arn:aws:s3:::shop-curated" };
    expect(ask(plan, service, source)).toBe("allowed");
    expect(ask(plan, service, { ...source, "aws:SourceAccount": "222222222222" })).toBe("implicitDeny");
    expect(ask(plan, service)).toBe("implicitDeny");
    expect(ask(plan, { service: "events.amazonaws.com" }, source)).toBe("implicitDeny");
  });

  it("keeps the policies of resources with similar names apart", () => {
    const service = { service: "events.amazonaws.com" };
    const send = policy({ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "*", Resource: "*" });
    const plan = planOf(
      resource("aws:sqs/queue:Queue", "first", { name: "same" }),
      resource("aws:sqs/queue:Queue", "second", { name: "second" }),
      resource("aws:sqs/queuePolicy:QueuePolicy", "policy", { queueUrl: "<shop-dev-first.url>", policy: send }),
    );
    const decision = (arn: string): string => simulate(plan, { principal: service, action: "sqs:SendMessage", resource: arn }).decision;
    expect(decision(`arn:aws:sqs:eu-west-1:${account}:same`)).toBe("allowed");
    expect(decision(`arn:aws:sqs:eu-west-1:${account}:second`)).toBe("implicitDeny");
    expect(decision(`arn:aws:sns:eu-west-1:${account}:same`)).toBe("implicitDeny");
  });

  it("asks principals of other accounts for both sides, and says what it cannot see", () => {
    const other = { arn: "arn:aws:iam::222222222222:role/partner" };
    expect(ask(withGrant({ AWS: "arn:aws:iam::222222222222:root" }), other)).toBe("allowed");
    const result = simulate(planOf(...bucket("shop-raw")), { principal: other, action: "s3:GetObject", resource: object });
    expect(result.decision).toBe("implicitDeny");
    expect(result.notes).toEqual([expect.stringContaining("arn:aws:iam::222222222222:role/partner is not in the plan")]);
  });

  it.each([
    {
      type: "aws:sqs/queuePolicy:QueuePolicy",
      inputs: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/dead` },
      action: "sqs:SendMessage",
      arn: `arn:aws:sqs:eu-west-1:${account}:dead`,
    },
    {
      type: "aws:sqs/queuePolicy:QueuePolicy",
      inputs: { queueUrl: "<shop-dev-dead-letters.url>" },
      action: "sqs:SendMessage",
      arn: `arn:aws:sqs:eu-west-1:${account}:dead`,
    },
    {
      type: "aws:sns/topicPolicy:TopicPolicy",
      inputs: { arn: `arn:aws:sns:eu-west-1:${account}:alerts` },
      action: "sns:Publish",
      arn: `arn:aws:sns:eu-west-1:${account}:alerts`,
    },
  ])("finds the policy of $arn by $inputs", ({ type, inputs, action, arn }) => {
    const document = policy({
      Sid: "Send",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: action,
      Resource: arn,
    });
    const plan = planOf(
      resource("aws:sqs/queue:Queue", "dead-letters", { name: "dead" }),
      resource(type, "policy", { ...inputs, policy: document }),
    );
    expect(simulate(plan, { principal: { service: "events.amazonaws.com" }, action, resource: arn })).toMatchObject({
      decision: "allowed",
      matched: ["Send"],
    });
    expect(simulate(plan, { principal: { service: "events.amazonaws.com" }, action, resource: `${arn}2` }).decision).toBe("implicitDeny");
  });
});

describe("KMS keys", () => {
  const keyArn = "<shop-dev-key.arn>";
  const identity = inline("reader", {
    Sid: "Use",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: keyArn,
    Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
  });
  const viaS3 = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
  const rootAll = { Sid: "Root", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
  const rootAdmin = { Sid: "Admin", Effect: "Allow", Principal: { AWS: root }, Action: ["kms:Describe*", "kms:Put*"], Resource: "*" };
  const pinned = {
    Sid: "Pinned",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: { StringEquals: { "kms:CallerAccount": account }, ArnLike: { "aws:PrincipalArn": [roleArn("reader")] } },
  };

  it.each([
    {
      name: "root and identity",
      plan: planOf(role("reader"), key("key", rootAll), identity),
      context: viaS3,
      decision: "allowed",
      matched: ["Root", "Use"],
    },
    {
      name: "identity out of its condition",
      plan: planOf(role("reader"), key("key", rootAll), identity),
      context: {},
      decision: "implicitDeny",
      matched: [],
    },
    {
      name: "root without identity",
      plan: planOf(role("reader"), key("key", rootAll)),
      context: viaS3,
      decision: "implicitDeny",
      matched: [],
    },
    {
      name: "identity, but the account may only administer",
      plan: planOf(role("reader"), key("key", rootAdmin), identity),
      context: viaS3,
      decision: "implicitDeny",
      matched: [],
    },
    {
      name: "the key policy names the role: no identity policy needed",
      plan: planOf(role("reader"), key("key", rootAdmin, pinned)),
      context: viaS3,
      decision: "allowed",
      matched: ["Pinned"],
    },
    {
      name: "no policy given: the default hands over to identity",
      plan: planOf(role("reader"), key("key"), identity),
      context: viaS3,
      decision: "allowed",
      matched: ["EnableIAMUserPermissions", "Use"],
    },
  ])("$name → $decision", ({ plan, context, decision, matched }) => {
    expect(simulate(plan, { principal: "reader", action: "kms:Decrypt", resource: keyArn, context })).toMatchObject({ decision, matched });
  });

  it("takes the policy of a KeyPolicy resource, and finds the key by its alias", () => {
    const alias = `arn:aws:kms:eu-west-1:${account}:alias/shop-dev`;
    const plan = planOf(
      role("reader"),
      key("key", rootAll),
      resource("aws:kms/alias:Alias", "alias", { name: "alias/shop-dev", targetKeyId: "<shop-dev-key.keyId>" }),
      resource("aws:kms/keyPolicy:KeyPolicy", "policy", { keyId: "<shop-dev-key.keyId>", policy: policy(pinned) }),
    );
    expect(simulate(plan, { principal: "reader", action: "kms:Decrypt", resource: alias })).toMatchObject({
      decision: "allowed",
      matched: ["Pinned"],
    });
  });

  it("asks the policy of the right key", () => {
    const plan = planOf(role("reader"), key("other", pinned), key("key", rootAdmin));
    const decision = (arn: string): string => simulate(plan, { principal: "reader", action: "kms:Decrypt", resource: arn }).decision;
    expect(decision("<shop-dev-other.arn>")).toBe("allowed");
    expect(decision(keyArn)).toBe("implicitDeny");
    expect(decision("<shop-dev-none.arn>")).toBe("implicitDeny");
  });

  it("lets services use the key only by name", () => {
    const logs = {
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${account}:log-group:/shop/*` } },
    };
    const ask = (group: string): string =>
      simulate(planOf(key("key", rootAll, logs)), {
        principal: { service: "logs.eu-west-1.amazonaws.com" },
        action: "kms:GenerateDataKey",
        resource: keyArn,
        context: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${account}:log-group:${group}` },
      }).decision;
    expect(ask("/shop/dev")).toBe("allowed");
    expect(ask("/other")).toBe("implicitDeny");
  });
});

describe("actions without resources", () => {
  it("are decided by identity policies alone", () => {
    expect(decide({ Effect: "Allow", Action: "kms:ListAliases", Resource: "*" }, "kms:ListAliases", "*")).toBe("allowed");
    expect(decide({ Effect: "Allow", Action: "kms:ListAliases", Resource: object }, "kms:ListAliases", "*")).toBe("implicitDeny");
  });
});

describe("attached policies and boundaries", () => {
  const managed = resource("aws:iam/policy:Policy", "managed", {
    name: "read",
    path: "/data/",
    policy: policy({ Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "*" }),
  });
  const managedArn = `arn:aws:iam::${account}:policy/data/read`;
  const attach = (policyArn: string) =>
    resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attach", { role: "reader", policyArn });
  const ask = (plan: Plan, action = "s3:GetObject") => simulate(plan, { principal: "reader", action, resource: object });

  it.each([{ arn: managedArn }, { arn: "<shop-dev-managed.arn>" }])("follows an attachment to $arn", ({ arn }) => {
    expect(ask(planOf(role("reader"), managed, attach(arn)))).toMatchObject({ decision: "allowed", matched: ["Read"] });
  });

  it("notes a policy that is not in the plan", () => {
    const result = ask(planOf(role("reader"), attach("arn:aws:iam::aws:policy/ReadOnlyAccess")));
    expect(result).toMatchObject({ decision: "implicitDeny", notes: [expect.stringContaining("ReadOnlyAccess is not in the plan")] });
  });

  it("grants nothing beyond the boundary, even if a bucket policy names the role", () => {
    const bounded = role("reader", { permissionsBoundary: managedArn });
    const all = inline("reader", { Sid: "All", Effect: "Allow", Action: "s3:*", Resource: "*" });
    const named = bucket("shop-raw", {
      Effect: "Allow",
      Principal: { AWS: roleArn("reader") },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::shop-raw/*",
    });
    const plan = planOf(bounded, managed, all, ...named);
    expect(ask(plan).decision).toBe("allowed");
    expect(ask(plan, "s3:PutObject").decision).toBe("implicitDeny");
  });

  it("reads the policies within the role's own inputs", () => {
    const inlinePolicies = [{ name: "p", policy: policy({ Sid: "Own", Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) }];
    expect(ask(planOf(role("reader", { inlinePolicies })))).toMatchObject({ decision: "allowed", matched: ["Own"] });
  });
});

describe("canAssume", () => {
  const trust = (principal: unknown, condition: Readonly<Record<string, unknown>> = {}, action: unknown = "sts:AssumeRole"): Plan =>
    planOf(
      role("target", {
        assumeRolePolicy: policy({ Sid: "Trust", Effect: "Allow", Principal: principal, Action: action, Condition: condition }),
      }),
      role("caller"),
      role("granted"),
      inline("granted", { Sid: "Assume", Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn("target") }),
    );
  const sso = (name: string) => ({
    arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${name}_0123456789abcdef`,
  });
  const permissionSet = {
    ArnLike: {
      "aws:PrincipalArn": `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Analysts_????????????????`,
    },
  };
  const issuer = "token.actions.githubusercontent.com";
  const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  const github = { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "repo:o/r:environment:prod" } };
  const claims = { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "repo:o/r:environment:prod" };
  const confused = { StringEquals: { "aws:SourceAccount": account } };

  it.each<{ name: string; plan: Plan; principal: RequestPrincipal; context?: ContextValues; decision: string }>([
    {
      name: "a service with its account",
      plan: trust({ Service: "glue.amazonaws.com" }, confused),
      principal: { service: "glue.amazonaws.com" },
      context: { "aws:SourceAccount": account },
      decision: "allowed",
    },
    {
      name: "a service on behalf of a stranger",
      plan: trust({ Service: "glue.amazonaws.com" }, confused),
      principal: { service: "glue.amazonaws.com" },
      context: { "aws:SourceAccount": "222222222222" },
      decision: "implicitDeny",
    },
    {
      name: "another service",
      plan: trust({ Service: "glue.amazonaws.com" }),
      principal: { service: "lambda.amazonaws.com" },
      decision: "implicitDeny",
    },
    { name: "a role by name needs no identity policy", plan: trust({ AWS: roleArn("caller") }), principal: "caller", decision: "allowed" },
    { name: "a role through its account needs one", plan: trust({ AWS: root }), principal: "caller", decision: "implicitDeny" },
    { name: "a role through its account that has one", plan: trust({ AWS: root }), principal: "granted", decision: "allowed" },
    {
      name: "an identity policy alone is not enough",
      plan: trust({ Service: "glue.amazonaws.com" }),
      principal: "granted",
      decision: "implicitDeny",
    },
    {
      name: "an identity policy does not replace being trusted",
      plan: trust({ AWS: roleArn("caller") }),
      principal: "granted",
      decision: "implicitDeny",
    },
    { name: "a permission set", plan: trust({ AWS: root }, permissionSet), principal: sso("Analysts"), decision: "allowed" },
    {
      name: "a permission set with a longer name",
      plan: trust({ AWS: root }, permissionSet),
      principal: sso("Analysts_Admin"),
      decision: "implicitDeny",
    },
    {
      name: "a web identity",
      plan: trust({ Federated: provider }, github, "sts:AssumeRoleWithWebIdentity"),
      principal: { federated: provider },
      context: claims,
      decision: "allowed",
    },
    {
      name: "a web identity of another branch",
      plan: trust({ Federated: provider }, github, "sts:AssumeRoleWithWebIdentity"),
      principal: { federated: provider },
      context: { ...claims, [`${issuer}:sub`]: "repo:o/r:ref:refs/heads/x" },
      decision: "implicitDeny",
    },
    {
      name: "a third party with its external id",
      plan: trust({ AWS: "arn:aws:iam::222222222222:root" }, { StringEquals: { "sts:ExternalId": "e" } }),
      principal: { arn: "arn:aws:iam::222222222222:role/r" },
      context: { "sts:ExternalId": "e" },
      decision: "allowed",
    },
    {
      name: "a third party without it",
      plan: trust({ AWS: "arn:aws:iam::222222222222:root" }, { StringEquals: { "sts:ExternalId": "e" } }),
      principal: { arn: "arn:aws:iam::222222222222:role/r" },
      decision: "implicitDeny",
    },
  ])("$name → $decision", ({ plan, principal, context, decision }) => {
    expect(canAssume(plan, "target", principal, context).decision).toBe(decision);
  });

  it("asks for other actions of the trust policy", () => {
    const plan = trust({ Service: "lakeformation.amazonaws.com" }, {}, ["sts:AssumeRole", "sts:SetContext"]);
    const service = { service: "lakeformation.amazonaws.com" };
    expect(canAssume(plan, "target", service, {}, "sts:SetContext").decision).toBe("allowed");
    expect(canAssume(plan, "target", service, {}, "sts:SetSourceIdentity").decision).toBe("implicitDeny");
  });
});

describe("documents that AWS rejects", () => {
  it.each([
    { name: "Action and NotAction", statement: { Effect: "Allow", Action: "a:b", NotAction: "a:c", Resource: "*" } },
    { name: "no Effect", statement: { Action: "a:b", Resource: "*" } },
    { name: "an unknown element", statement: { Effect: "Allow", Action: "a:b", Resource: "*", Conditions: {} } },
    {
      name: "a wildcard within a principal",
      statement: { Effect: "Allow", Action: "a:b", Resource: "*", Principal: { AWS: "arn:aws:iam::1:role/*" } },
    },
    { name: "NotPrincipal with Allow", statement: { Effect: "Allow", Action: "a:b", Resource: "*", NotPrincipal: { AWS: root } } },
  ])("are an error: $name", ({ statement }) => {
    expect(() => decide(statement as StatementInput, "a:b", "*")).toThrow(PolicyError);
  });

  it.each([
    {
      name: "a principal in an identity policy",
      plan: planOf(role("reader"), inline("reader", { Effect: "Allow", Principal: "*", Action: "a:b", Resource: "*" })),
    },
    {
      name: "no principal in a bucket policy",
      plan: planOf(role("reader"), ...bucket("shop-raw", { Effect: "Allow", Action: "a:b", Resource: "*" })),
    },
    { name: "no JSON", plan: planOf(role("reader"), resource("aws:iam/rolePolicy:RolePolicy", "p", { role: "reader", policy: "{" })) },
    {
      name: "a secret",
      plan: planOf(role("reader"), resource("aws:iam/rolePolicy:RolePolicy", "p", { role: "reader", policy: { secret: true } })),
    },
  ])("are an error: $name", ({ plan }) => {
    expect(() => simulate(plan, { principal: "reader", action: "s3:GetObject", resource: object })).toThrow(PolicyError);
  });

  it("and unknown roles are an error too", () => {
    expect(() => simulate(planOf(role("reader")), { principal: "writer", action: "a:b", resource: "*" })).toThrow(
      'no role "writer"; it has: reader',
    );
  });
});
