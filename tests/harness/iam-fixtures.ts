import { type Plan, type PlanResource } from "./iam";

/** Account and region of every plan in the tests of the evaluator. */
export const account = "111111111111";
export const region = "eu-west-1";

/** The account's root, as a principal. */
export const root = `arn:aws:iam::${account}:root`;

/** A statement as the author of a policy writes it. */
export type StatementInput = Readonly<Record<string, unknown>>;

/** A policy document as JSON text. */
export function policy(...statements: readonly StatementInput[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A resource of a plan; its logical name is its URN's last part. */
export function resource(type: string, name: string, inputs: Readonly<Record<string, unknown>>): PlanResource {
  return { urn: `urn:pulumi:shop-dev::datastack::${type}::${name}`, type, name, inputs };
}

/** A role that a service may assume, unless another trust policy is given. */
export function role(name: string, inputs: Readonly<Record<string, unknown>> = {}): PlanResource {
  const trust = policy({ Sid: "Trust", Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" });
  return resource("aws:iam/role:Role", `${name}-role`, { name, assumeRolePolicy: trust, ...inputs });
}

/** An inline policy of a role. */
export function inline(roleName: string, ...statements: readonly StatementInput[]): PlanResource {
  return resource("aws:iam/rolePolicy:RolePolicy", `${roleName}-inline`, { role: roleName, policy: policy(...statements) });
}

/** A bucket and its policy. */
export function bucket(name: string, ...statements: readonly StatementInput[]): readonly PlanResource[] {
  const made = resource("aws:s3/bucket:Bucket", `${name}-bucket`, { bucket: name });
  if (statements.length === 0) return [made];
  return [made, resource("aws:s3/bucketPolicy:BucketPolicy", `${name}-policy`, { bucket: name, policy: policy(...statements) })];
}

/** A key; without statements it has the policy that KMS gives it. */
export function key(name: string, ...statements: readonly StatementInput[]): PlanResource {
  return resource("aws:kms/key:Key", name, statements.length === 0 ? {} : { policy: policy(...statements) });
}

/** A plan of these resources. */
export function planOf(...resources: readonly PlanResource[]): Plan {
  return { resources, account, region };
}

/** The ARN of a role of the plan. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}
