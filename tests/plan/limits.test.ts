import { expect, test } from "vitest";
import { SourceFile, SpecError, type SpecInput } from "../../compiler";
import { planStack } from "../../plan";

const head = `apiVersion: datastack/v1
name: big
owner: me
environments:
  dev: { account: "111111111111", region: eu-west-1 }
lake: { zones: { raw: {}, curated: { format: iceberg } } }
`;

/** What a service would refuse is found before the first resource, and points at the spec. */
test("a run whose state machine is too large", async () => {
  const names = Array.from({ length: 400 }, (_, index) => `t${index}`);
  const transforms = names.map((name) => `  ${name}: { sql: t.sql, to: lake.curated, materialize: { incremental: [id] } }`);
  const text = `${head}sources: { db: { type: postgresql, host: db.example, database: app, secret: app/db } }
ingestion: { all: { from: sources.db, tables: { orders: {} }, to: lake.raw, schedule: { every: 1 hour } } }
transforms:
${transforms.join("\n")}
`;
  const problems = await problemsOf({ text, sql: 'select id from {{ ref("lake.raw.orders") }}' });
  expect(problems).toEqual([
    expect.stringMatching(
      /^ingestion\.all\.schedule 8: The state machine of run all has [\d,]+ bytes; AWS Step Functions takes 1 MB\. Give some of its/,
    ),
    expect.stringMatching(
      /^ingestion\.all\.schedule 8: The role of run all needs [\d,]+ characters of policies, and AWS IAM takes 10 policies of 6,144\./,
    ),
  ]);
});

test("a group with more members than a trust policy holds", async () => {
  const members = Array.from({ length: 60 }, (_, index) => `"arn:aws:iam::111111111111:role/some-department/some-team-${index}"`);
  const problems = await problemsOf({ text: `${head}access:\n  many:\n    members: [${members.join(", ")}]\n    read: [lake.raw]\n` });
  expect(problems).toEqual([
    expect.stringMatching(/^access\.many 8: The group has too many members: its trust policy is \d+ characters long and IAM takes 2048\./),
  ]);
});

test("more servers than a security group has rules for", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `db${index}`);
  const sources = names.map(
    (name, index) => `  ${name}: { type: postgresql, host: ${name}.example, port: ${5000 + index}, database: d, secret: s }`,
  );
  const ingestion = names.map(
    (name) => `  ${name}: { from: sources.${name}, tables: { t: { as: ${name} } }, to: lake.raw, schedule: { every: 1 hour } }`,
  );
  const text = (count: number) =>
    `${head}sources:\n${sources.slice(0, count).join("\n")}\ningestion:\n${ingestion.slice(0, count).join("\n")}\n`;
  expect(await problemsOf({ text: text(20) })).toEqual([
    expect.stringMatching(/^sources 7: Jobs reach the databases by 63 security-group rules, and AWS takes 60: /),
  ]);
  await expect(problemsOf({ text: text(19) })).rejects.not.toBeInstanceOf(Error);
});

async function problemsOf({ text, sql = "" }: { readonly text: string; readonly sql?: string }): Promise<readonly string[]> {
  const input: SpecInput = { file: new SourceFile("big.yaml", text), files: { read: (path) => ({ file: new SourceFile(path, sql) }) } };
  const error: unknown = await planStack(input, "dev").catch((caught: unknown) => caught);
  if (!(error instanceof SpecError)) throw error;
  return error.diagnostics.map(({ path, span, message }) => `${path} ${span.file.position(span.start).line}: ${message}`);
}
