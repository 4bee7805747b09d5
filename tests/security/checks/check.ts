import type { Plan, PlannedResource } from "../../../plan";

/** A control of a public catalogue of security checks, as a question to a plan. */
export interface SecurityCheck {
  /**
   * Ids by which reviewers look it up: of AWS Security Hub's Foundational Security Best Practices (`S3.1`), Checkov (`CKV_AWS_53`) and cdk-nag
   * (`AwsSolutions-IAM5`).
   */
  readonly ids: string;
  /** What must hold. */
  readonly sentence: string;
  /** Resources that it judges; the check says nothing about a plan without any. */
  readonly subjects: (plan: Plan) => readonly PlannedResource[];
  /** Why a subject fails; undefined when it passes. */
  readonly problem: (subject: PlannedResource, plan: Plan) => string | undefined;
}

/** Resources of a type, `aws:s3/bucket:Bucket`. */
export function ofType(type: string): (plan: Plan) => readonly PlannedResource[] {
  return (plan) => plan.resources.filter((resource) => resource.type === type);
}

/** Fails a subject unless something holds of it. */
export function unless(holds: (subject: PlannedResource, plan: Plan) => boolean, reason: string): SecurityCheck["problem"] {
  return (subject, plan) => (holds(subject, plan) ? undefined : reason);
}

/** A value deep in the inputs: `input(role, "tags", "datastack:source")`. */
export function input(resource: PlannedResource, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined),
    resource.inputs,
  );
}

/** A text deep in the inputs; empty when there is none. */
export function text(resource: PlannedResource, ...path: readonly (string | number)[]): string {
  const value = input(resource, ...path);
  return typeof value === "string" ? value : "";
}

/** Whether a value is the ARN of the stack's key, as a plan shows it. */
export function isStackKey(value: unknown): boolean {
  return typeof value === "string" && /^<[a-z0-9-]+-key\.arn>$/.test(value);
}

/** The findings of a check in a plan, one line each. */
export function findings(check: SecurityCheck, plan: Plan): readonly string[] {
  return check.subjects(plan).flatMap((subject) => {
    const problem = check.problem(subject, plan);
    return problem === undefined ? [] : [`${subject.type} ${subject.name}: ${problem}`];
  });
}
