import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  actionsWithoutResources,
  arnsOfResource,
  danglingArnFindings,
  passRoleFindings,
  type Plan,
  type PlanResource,
  serviceTrustFindings,
  wildcardFindings,
} from "./iam";
import { globsIntersect, matchesGlob, parseGlob } from "./iam/glob";
import { account, bucket, inline, key, planOf, policy, region, resource, role, roleArn, root, type StatementInput } from "./iam-fixtures";

const regional = (service: string, path: string): string => `arn:aws:${service}:${region}:${account}:${path}`;

describe("wildcardFindings", () => {
  const values = (statement: StatementInput, ...exceptions: Parameters<typeof wildcardFindings>[1] & object): readonly string[] =>
    wildcardFindings(planOf(inline("reader", statement)), exceptions).map((finding) => `${finding.kind} ${finding.value}`);

  it.each([
    { action: "*", found: ["action *"] },
    { action: "s3:*", found: ["action s3:*"] },
    { action: "s3*", found: ["action s3*"] },
    { action: "*:Get", found: ["action *:Get"] },
    { action: ["s3:Get*", "kms:GenerateDataKey*"], found: [] },
    { action: ["s3:GetObject", "glue:*"], found: ["action glue:*"] },
  ])("the action $action → $found", ({ action, found }) => {
    expect(values({ Effect: "Allow", Action: action, Resource: "arn:aws:s3:::shop-raw/*" })).toEqual(found);
  });

  it.each([
    { pattern: "*", isFound: true },
    { pattern: "arn:aws:s3:::*", isFound: true },
    { pattern: "arn:aws:s3:::*-raw/orders", isFound: true },
    { pattern: "arn:aws:s3", isFound: false },
    { pattern: "arn:aws:s3:*", isFound: true },
    { pattern: regional("glue", "table/*"), isFound: true },
    { pattern: regional("glue", "*"), isFound: true },
    { pattern: regional("glue", "table/*/orders"), isFound: true },
    { pattern: regional("logs", "log-group:*"), isFound: true },
    { pattern: regional("secretsmanager", "secret:*"), isFound: true },
    { pattern: `arn:aws:iam::${account}:role/*`, isFound: true },
    { pattern: `arn:aws:glue:*:${account}:table/db/orders`, isFound: true },
    { pattern: `arn:aws:glue:${region}:*:table/db/orders`, isFound: true },
    { pattern: regional("glue", "table/shop_raw/*"), isFound: false },
    { pattern: regional("logs", "log-group:/shop/dev/*:*"), isFound: false },
    { pattern: regional("secretsmanager", "secret:shop/db-??????"), isFound: false },
    { pattern: `arn:aws:iam::${account}:role/shop-dev-*`, isFound: false },
    { pattern: "arn:aws:s3:::shop-raw/*", isFound: false },
    { pattern: "arn:aws:s3:::shop-raw/${*}/*", isFound: false },
    { pattern: "arn:aws:s3:::${*}shop", isFound: false },
    { pattern: "arn:aws:s3:::${aws:PrincipalTag/team}/*", isFound: true },
    { pattern: "arn:aws:s3:::shop-${aws:PrincipalTag/team}/*", isFound: false },
    { pattern: "arn:aws:s3:::shop-raw", isFound: false },
  ])("the resource $pattern → $isFound", ({ pattern, isFound }) => {
    expect(values({ Effect: "Allow", Action: "a:Get", Resource: pattern })).toEqual(isFound ? [`resource ${pattern}`] : []);
  });

  it("finds NotAction and NotResource in an Allow, and nothing in a Deny", () => {
    expect(values({ Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::x" })).toEqual([
      "action iam:*",
      "resource arn:aws:s3:::x",
    ]);
    expect(values({ Effect: "Deny", Action: "*", Resource: "*" })).toEqual([]);
  });

  it("excuses a resource wildcard only when every action of the statement is excused", () => {
    const statement = (actions: readonly string[]): StatementInput => ({ Effect: "Allow", Action: actions, Resource: "*" });
    expect(values(statement(["lakeformation:GetDataAccess", "xray:PutTraceSegments"]), actionsWithoutResources)).toEqual([]);
    expect(values(statement(["lakeformation:GetDataAccess", "s3:GetObject"]), actionsWithoutResources)).toEqual(["resource *"]);
    expect(values(statement(["s3:*"]), { actions: ["s3:GetObject"], value: "*", reason: "" })).toEqual(["action s3:*", "resource *"]);
  });

  it("excuses by sid, value and URN", () => {
    const statement = { Sid: "Root", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
    const plan = planOf(key("key", statement));
    expect(wildcardFindings(plan)).toMatchObject([{ kind: "action", value: "kms:*", sid: "Root", path: "/policy/Statement/0" }]);
    const reason = "keeps the key manageable";
    expect(wildcardFindings(plan, [{ actions: ["kms:*"], sid: "Root", urn: "*::aws:kms/key:Key::*", reason }])).toEqual([]);
    expect(wildcardFindings(plan, [{ actions: ["kms:*"], sid: "Other", reason }])).toHaveLength(1);
    expect(wildcardFindings(plan, [{ sid: "Root", reason }])).toEqual([]);
  });

  it("finds the principal * in a resource policy that nothing pins", () => {
    const grant = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-raw/*" };
    const find = (condition: object): number => wildcardFindings(planOf(...bucket("shop-raw", { ...grant, Condition: condition }))).length;
    expect(find({})).toBe(1);
    expect(find({ StringEquals: { "aws:PrincipalAccount": account } })).toBe(0);
    expect(find({ StringEqualsIfExists: { "aws:PrincipalAccount": account } })).toBe(1);
    expect(find({ Bool: { "aws:SecureTransport": "true" } })).toBe(1);
  });
});

describe("serviceTrustFindings", () => {
  const trust = (condition: object, service = "glue.amazonaws.com"): Plan =>
    planOf(
      role("job", {
        assumeRolePolicy: policy({
          Sid: "Trust",
          Effect: "Allow",
          Principal: { Service: service },
          Action: "sts:AssumeRole",
          Condition: condition,
        }),
      }),
    );

  it.each([
    { name: "nothing", condition: {}, isFound: true },
    { name: "the source account", condition: { StringEquals: { "aws:SourceAccount": account } }, isFound: false },
    { name: "the key in another case", condition: { StringEquals: { "AWS:sourceaccount": account } }, isFound: false },
    { name: "another account", condition: { StringEquals: { "aws:SourceAccount": "222222222222" } }, isFound: true },
    { name: "one account too many", condition: { StringEquals: { "aws:SourceAccount": [account, "222222222222"] } }, isFound: true },
    { name: "IfExists", condition: { StringEqualsIfExists: { "aws:SourceAccount": account } }, isFound: true },
    { name: "the negation", condition: { StringNotEquals: { "aws:SourceAccount": account } }, isFound: true },
    { name: "an ARN of the account", condition: { ArnLike: { "aws:SourceArn": regional("glue", "*") } }, isFound: false },
    { name: "an ARN of any account", condition: { ArnLike: { "aws:SourceArn": "arn:aws:glue:*:*:*" } }, isFound: true },
    { name: "a bucket", condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-raw" } }, isFound: false },
    { name: "one ARN too many", condition: { ArnLike: { "aws:SourceArn": [regional("glue", "*"), "arn:aws:glue:*:*:*"] } }, isFound: true },
    { name: "any bucket", condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }, isFound: true },
    { name: "the external id", condition: { StringEquals: { "sts:ExternalId": account } }, isFound: true },
  ])("a trust with $name → $isFound", ({ condition, isFound }) => {
    expect(serviceTrustFindings(trust(condition)).length).toBe(isFound ? 1 : 0);
  });

  it("excuses services by list, with the condition they carry instead", () => {
    const firehose = {
      service: "firehose.amazonaws.com",
      conditionKey: "sts:ExternalId",
      reason: "Firehose sends the account as external id",
    };
    const external = { StringEquals: { "sts:ExternalId": account } };
    expect(serviceTrustFindings(trust(external, "firehose.amazonaws.com"), [firehose])).toEqual([]);
    expect(serviceTrustFindings(trust({}, "firehose.amazonaws.com"), [firehose])).toMatchObject([
      { sid: "Trust", services: ["firehose.amazonaws.com"] },
    ]);
    expect(serviceTrustFindings(trust(external, "glue.amazonaws.com"), [firehose])).toHaveLength(1);
    const any = { StringLike: { "sts:ExternalId": "*" } };
    expect(serviceTrustFindings(trust(any, "firehose.amazonaws.com"), [firehose])).toHaveLength(1);
    expect(serviceTrustFindings(trust(external, "firehose.amazonaws.com"), [{ ...firehose, sid: "Trust" }])).toEqual([]);
    expect(serviceTrustFindings(trust(external, "firehose.amazonaws.com"), [{ ...firehose, sid: "Other" }])).toHaveLength(1);
  });

  it("reads key, bucket, queue and topic policies", () => {
    const statement = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "*", Resource: "*" };
    const plan = planOf(
      key("k", statement),
      ...bucket("shop-raw", statement),
      resource("aws:sqs/queuePolicy:QueuePolicy", "q", { policy: policy(statement) }),
      resource("aws:sns/topicPolicy:TopicPolicy", "t", { policy: policy(statement) }),
      role("reader"),
    );
    expect(serviceTrustFindings(plan)).toHaveLength(5);
  });
});

describe("danglingArnFindings", () => {
  const stateMachine = resource("aws:sfn/stateMachine:StateMachine", "pipeline", {
    name: "shop-dev-pipeline",
    definition: JSON.stringify({
      States: { Run: { Resource: "arn:aws:states:::glue:startJobRun.sync", Arguments: { Job: regional("glue", "job/shop-dev-load") } } },
    }),
  });
  const resources: readonly PlanResource[] = [
    ...bucket(`shop-dev-raw-${account}-${region}`),
    resource("aws:kms/alias:Alias", "alias", { name: "alias/shop-dev" }),
    key("key"),
    resource("aws:glue/catalogDatabase:CatalogDatabase", "raw", { name: "shop_dev_raw" }),
    resource("aws:glue/catalogTable:CatalogTable", "orders", { name: "orders", databaseName: "shop_dev_raw" }),
    resource("aws:glue/job:Job", "load", { name: "shop-dev-load" }),
    resource("aws:glue/connection:Connection", "connection", { name: "shop-dev-db" }),
    role("shop-dev-reader", { path: "/shop/" }),
    stateMachine,
    resource("aws:cloudwatch/logGroup:LogGroup", "logs", { name: "/shop/dev" }),
    resource("aws:athena/workgroup:Workgroup", "workgroup", { name: "shop-dev" }),
    resource("aws:scheduler/scheduleGroup:ScheduleGroup", "group", { name: "shop-dev" }),
    resource("aws:scheduler/schedule:Schedule", "nightly", { name: "nightly", groupName: "shop-dev" }),
    resource("aws:sns/topic:Topic", "alerts", { name: "shop-dev-alerts" }),
    resource("aws:sqs/queue:Queue", "dead-letters", {}),
    resource("aws:rds/cluster:Cluster", "warehouse", { clusterIdentifier: "shop-dev" }),
    resource("aws:rds/clusterInstance:ClusterInstance", "writer", { identifier: "shop-dev-1", clusterIdentifier: "shop-dev" }),
    resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "stream", { name: "shop-dev-clicks" }),
    resource("aws:cloudwatch/eventRule:EventRule", "rule", { name: "shop-dev-failed" }),
    resource("aws:lambda/function:Function", "elsewhere", { name: "edge", region: "us-east-1" }),
  ];
  const dangling = (text: string, predicted: readonly string[] = []): boolean =>
    danglingArnFindings(planOf(...resources, resource("x:y:Z", "asker", { value: text })), predicted).length > 0;

  it.each([
    `arn:aws:s3:::shop-dev-raw-${account}-${region}`,
    `arn:aws:s3:::shop-dev-raw-${account}-${region}/scripts/load.py`,
    `arn:aws:s3:::shop-dev-raw-${account}-*`,
    "arn:aws:s3:::bucket-of-a-stranger",
    "arn:aws:glue:eu-west-1:222222222222:job/of-another-account",
    regional("kms", "alias/shop-dev"),
    regional("kms", "key/<shop-dev-key.keyId>"),
    regional("glue", "catalog"),
    regional("glue", "database/default"),
    regional("glue", "database/shop_dev_raw"),
    regional("glue", "table/shop_dev_raw/*"),
    regional("glue", "table/shop_dev_raw/orders"),
    regional("glue", "connection/shop-dev-db"),
    `arn:aws:iam::${account}:role/shop/shop-dev-reader`,
    `arn:aws:sts::${account}:assumed-role/shop-dev-reader/*`,
    root,
    `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Analysts_????????????????`,
    regional("states", "stateMachine:shop-dev-pipeline"),
    regional("states", "execution:shop-dev-pipeline:*"),
    regional("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
    regional("logs", "log-group:/shop/dev:*"),
    regional("logs", "log-group:/shop/*"),
    regional("athena", "workgroup/shop-dev"),
    regional("athena", "datacatalog/AwsDataCatalog"),
    regional("scheduler", "schedule-group/shop-dev"),
    regional("scheduler", "schedule/shop-dev/nightly"),
    regional("sns", "shop-dev-alerts"),
    regional("sqs", "dead-letters-1234567"),
    regional("rds", "cluster:shop-dev"),
    regional("rds", "db:shop-dev-1"),
    regional("rds-db", "dbuser:<shop-dev-warehouse.clusterResourceId>/reader"),
    regional("firehose", "deliverystream/shop-dev-clicks"),
    regional("events", "rule/shop-dev-failed"),
    regional("secretsmanager", "secret:of/the/owner-??????"),
    regional("lakeformation", "*"),
    `arn:aws:lambda:us-east-1:${account}:function:edge`,
    `arn:aws:s3:::shop-dev-raw-${account}-${region}/\${aws:PrincipalTag/team}/*`,
  ])("accepts %s", (arn) => {
    expect(dangling(arn)).toBe(false);
  });

  it.each([
    `arn:aws:s3:::shop-dev-rw-${account}-${region}`,
    `arn:aws:s3:::shop-dev-rw-${account}-${region}/*`,
    regional("kms", "alias/shop"),
    regional("kms", "key/<shop-key.keyId>"),
    regional("glue", "database/shop_raw"),
    regional("glue", "table/shop_raw/*"),
    regional("glue", "table/shop_dev_raw/customers"),
    regional("glue", "job/shop-dev-loda"),
    `arn:aws:glue:us-east-1:${account}:job/shop-dev-load`,
    `arn:aws:iam::${account}:role/shop-dev-reader`,
    regional("states", "execution:other:*"),
    regional("logs", "log-group:/shop/prod:*"),
    regional("scheduler", "schedule/default/nightly"),
    regional("rds", "cluster:shop-dev-1"),
    regional("rds-db", "dbuser:<shop-prod-warehouse.clusterResourceId>/reader"),
    regional("lambda", "function:edge"),
    regional("sqs", "dead-letters"),
    regional("logs", "log-group:*-prod"),
  ])("finds %s", (arn) => {
    expect(dangling(arn)).toBe(true);
  });

  it("takes the caller's word for what is outside the plan", () => {
    expect(dangling(`arn:aws:iam::${account}:role/etl-admin`)).toBe(true);
    expect(dangling(`arn:aws:iam::${account}:role/etl-admin`, [`arn:aws:iam::${account}:role/etl-*`])).toBe(false);
  });

  it("says where: inside JSON documents, within texts, and in keys", () => {
    const missing = regional("glue", "job/none");
    const asker = resource("x:y:Z", "asker", {
      definition: JSON.stringify({ States: { "a/b": { Args: [`call('${missing}', 1)`] } } }),
      map: { [missing]: true },
      none: { secret: true },
    });
    expect(danglingArnFindings(planOf(...resources, asker))).toEqual([
      { urn: asker.urn, path: "/definition/States/a~1b/Args/0", arn: missing },
      { urn: asker.urn, path: "/map/arn:aws:glue:eu-west-1:111111111111:job~1none", arn: missing },
    ]);
  });

  it("knows the ARNs of one resource", () => {
    expect(arnsOfResource(planOf(), stateMachine)[0]).toBe(regional("states", "stateMachine:shop-dev-pipeline"));
    expect(arnsOfResource(planOf(), resource("x:y:Z", "unknown", {}))).toEqual([]);
  });
});

describe("globs", () => {
  const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 4 }).map((characters) => characters.join(""));
  const words = [""];
  for (let index = 0; words.length < 500; index += 1) words.push(`${words[index] ?? ""}a`, `${words[index] ?? ""}b`);
  const matching = (glob: string): readonly string[] => words.filter((word) => matchesGlob(parseGlob(glob), word));
  const expression = (glob: string): RegExp => new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);

  it("match as regular expressions do, and intersect when a text matches both", () => {
    fc.assert(
      fc.property(pattern, pattern, (left, right) => {
        expect(matching(left)).toEqual(words.filter((word) => expression(left).test(word)));
        expect(globsIntersect(parseGlob(left), parseGlob(right))).toBe(matching(left).some((word) => expression(right).test(word)));
      }),
      { numRuns: 100 },
    );
  });
});

describe("passRoleFindings", () => {
  const passed = { StringEquals: { "iam:PassedToService": "glue.amazonaws.com" } };
  const base = { Sid: "Pass", Effect: "Allow", Action: "iam:PassRole", Resource: roleArn("job"), Condition: passed };
  const messages = (statement: StatementInput): readonly string[] =>
    passRoleFindings(planOf(role("job"), inline("pipeline", statement))).map(({ message }) => message.replace(/^.*Pass: /, ""));

  it.each([
    { name: "exact role and service", statement: base, found: [] },
    { name: "every role", statement: { ...base, Resource: "*" }, found: ['iam:PassRole on "*", which is not the ARN of one role'] },
    {
      name: "a pattern of roles",
      statement: { ...base, Resource: roleArn("jo*") },
      found: [`iam:PassRole on "${roleArn("jo*")}", which is not the ARN of one role`],
    },
    { name: "no service", statement: { ...base, Condition: {} }, found: ["iam:PassRole without iam:PassedToService"] },
    {
      name: "a service that may be absent",
      statement: { ...base, Condition: { StringEqualsIfExists: passed.StringEquals } },
      found: ["iam:PassRole without iam:PassedToService"],
    },
    {
      name: "any service",
      statement: { ...base, Condition: { StringLike: { "iam:PassedToService": "*" } } },
      found: ["iam:PassRole without iam:PassedToService"],
    },
    {
      name: "one service and any",
      statement: { ...base, Condition: { StringLike: { "iam:PassedToService": ["glue.amazonaws.com", "*"] } } },
      found: ["iam:PassRole without iam:PassedToService"],
    },
    {
      name: "hidden in a wildcard",
      statement: { ...base, Action: "iam:Pass*", Condition: {} },
      found: ["iam:PassRole without iam:PassedToService"],
    },
    {
      name: "a service the role does not trust",
      statement: { ...base, Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } },
      found: [`the role ${roleArn("job")} trusts none of ecs-tasks.amazonaws.com`],
    },
    { name: "a Deny", statement: { ...base, Effect: "Deny", Resource: "*", Condition: {} }, found: [] },
    { name: "another action", statement: { ...base, Action: "iam:GetRole", Resource: "*", Condition: {} }, found: [] },
  ])("$name → $found", ({ statement, found }) => {
    expect(messages(statement)).toEqual(found);
  });

  it("reads the policies within a role, and passes over other documents", () => {
    const inlinePolicies = [{ name: "p", policy: policy({ ...base, Condition: {} }) }];
    const other = resource("x:y:Z", "other", { document: '{"Statement":"no policy"}', list: '[{"Statement":[1]}]' });
    const found = passRoleFindings(planOf(role("job"), role("pipeline", { inlinePolicies }), other));
    expect(found).toMatchObject([{ path: "/inlinePolicies/0/policy/Statement/0" }]);
  });

  it("is content when the role trusts the service among others", () => {
    const trust = { Effect: "Allow", Principal: { Service: ["glue.amazonaws.com", "lambda.amazonaws.com"] }, Action: "sts:AssumeRole" };
    const second = { Effect: "Allow", Principal: { AWS: root }, Action: "sts:AssumeRole" };
    for (const statements of [[trust], [trust, second]]) {
      const job = role("job", { assumeRolePolicy: policy(...statements) });
      expect(passRoleFindings(planOf(job, inline("pipeline", base)))).toEqual([]);
    }
  });
});
