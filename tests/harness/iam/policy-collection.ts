import {
  isPlaceholderOf,
  partitionOf,
  type Plan,
  PlanMemory,
  type PlanResource,
  physicalName,
  refersTo,
  resourcesOfType,
  stringInput,
} from "./plan";
import { isRecord, parsePolicyDocument, PolicyError, type PolicyStatement, type StatementSource } from "./policy-document";
import { roleArn, roleType } from "./requester";

/** Statements found for one question, and what had to be left out because the plan does not hold it. */
export interface CollectedStatements {
  readonly statements: readonly PolicyStatement[];
  readonly notes: readonly string[];
}

/** The resource policy of one resource, and the part it plays in a decision. */
export interface ResourcePolicy extends CollectedStatements {
  /**
   * `optional`: an identity policy or the resource policy is enough within the account. `required`: the resource policy must allow, by
   * itself or through the account; so it is for KMS keys and for the trust policies of roles.
   */
  readonly role: "optional" | "required";
}

const policyType = "aws:iam/policy:Policy";
const keyType = "aws:kms/key:Key";

const identityPolicies = new PlanMemory<CollectedStatements>();
const resourcePolicies = new PlanMemory<ResourcePolicy>();

/** All statements of the identity policies of a role: inline, attached, and those in the role's own inputs. */
export function identityStatements(plan: Plan, role: PlanResource): CollectedStatements {
  return identityPolicies.recall(plan, role.urn, () => collectIdentityStatements(plan, role));
}

function collectIdentityStatements(plan: Plan, role: PlanResource): CollectedStatements {
  const inline = [...inlineStatements(plan, role), ...statementsWithinRole(role)];
  const attached = attachedPolicyArns(plan, role).map((arn) => managedPolicy(plan, arn, "identity policy"));
  return {
    statements: [...inline, ...attached.flatMap((policy) => policy.statements)],
    notes: attached.flatMap((policy) => policy.notes),
  };
}

/** The statements of a role's permissions boundary, or `undefined` when it has none. */
export function boundaryStatements(plan: Plan, role: PlanResource): CollectedStatements | undefined {
  const arn = stringInput(role, "permissionsBoundary");
  return arn === undefined ? undefined : managedPolicy(plan, arn, "permissions boundary");
}

/** The statements of a role's trust policy. */
export function trustStatements(role: PlanResource): readonly PolicyStatement[] {
  return parseResourcePolicy(role.inputs.assumeRolePolicy, { urn: role.urn, path: "/assumeRolePolicy" });
}

/** The resource policy that applies to an action on an ARN: of a bucket, key, queue, topic, secret or role of the plan. */
export function findResourcePolicy(plan: Plan, action: string, resource: string): ResourcePolicy {
  const service = action.split(":")[0]?.toLowerCase();
  if (resource === "*") return { role: "optional", statements: [], notes: [] };
  const subject = service === "sts" || service === "kms" ? `${service} ${resource}` : resource;
  return resourcePolicies.recall(plan, subject, () => collectResourcePolicy(plan, service, resource));
}

function collectResourcePolicy(plan: Plan, service: string | undefined, resource: string): ResourcePolicy {
  if (service === "sts") return trustPolicyOf(plan, resource);
  if (service === "kms") return keyPolicyOf(plan, resource);
  return { role: "optional", statements: resourceStatements(plan, resource), notes: [] };
}

/** The ARN that a managed policy of the plan will have. */
export function policyArn(plan: Plan, policy: PlanResource): string {
  return `arn:${partitionOf(plan)}:iam::${plan.account}:policy${stringInput(policy, "path") ?? "/"}${physicalName(policy)}`;
}

function inlineStatements(plan: Plan, role: PlanResource): readonly PolicyStatement[] {
  return resourcesOfType(plan, "aws:iam/rolePolicy:RolePolicy")
    .filter((policy) => refersTo(stringInput(policy, "role") ?? "", role))
    .flatMap((policy) => parseIdentityPolicy(policy.inputs.policy, { urn: policy.urn, path: "/policy" }));
}

function statementsWithinRole(role: PlanResource): readonly PolicyStatement[] {
  const policies: unknown = role.inputs.inlinePolicies;
  if (!Array.isArray(policies)) return [];
  return policies.flatMap((policy: unknown, index) =>
    isRecord(policy) && policy.policy !== undefined
      ? parseIdentityPolicy(policy.policy, { urn: role.urn, path: `/inlinePolicies/${String(index)}/policy` })
      : [],
  );
}

function attachedPolicyArns(plan: Plan, role: PlanResource): readonly string[] {
  const attachments = resourcesOfType(plan, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .filter((attachment) => refersTo(stringInput(attachment, "role") ?? "", role))
    .map((attachment) => attachment.inputs.policyArn);
  const exclusive = resourcesOfType(plan, "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive")
    .filter((attachment) => refersTo(stringInput(attachment, "roleName") ?? "", role))
    .flatMap((attachment) => asList(attachment.inputs.policyArns));
  const arns = [...attachments, ...exclusive, ...asList(role.inputs.managedPolicyArns)];
  return [...new Set(arns.filter((arn) => typeof arn === "string"))];
}

function managedPolicy(plan: Plan, arn: string, use: string): CollectedStatements {
  const policy = resourcesOfType(plan, policyType).find(
    (candidate) => policyArn(plan, candidate) === arn || isPlaceholderOf(arn, candidate),
  );
  if (policy === undefined) return { statements: [], notes: [`the ${use} ${arn} is not in the plan, and was not evaluated`] };
  return { statements: parseIdentityPolicy(policy.inputs.policy, { urn: policy.urn, path: "/policy" }), notes: [] };
}

function trustPolicyOf(plan: Plan, resource: string): ResourcePolicy {
  const role = resourcesOfType(plan, roleType).find((candidate) => roleArn(plan, candidate) === resource);
  if (role === undefined) return { role: "optional", statements: [], notes: [`the role ${resource} is not in the plan`] };
  return { role: "required", statements: trustStatements(role), notes: [] };
}

function keyPolicyOf(plan: Plan, resource: string): ResourcePolicy {
  const key = findKey(plan, resource);
  if (key === undefined) return { role: "required", statements: [], notes: [`the key ${resource} is not in the plan`] };
  const separate = resourcesOfType(plan, "aws:kms/keyPolicy:KeyPolicy").find((policy) => isKey(stringInput(policy, "keyId") ?? "", key));
  const holder = separate ?? key;
  const document = holder.inputs.policy ?? defaultKeyPolicy(plan);
  return { role: "required", statements: parseResourcePolicy(document, { urn: holder.urn, path: "/policy" }), notes: [] };
}

/** What KMS puts on a key that is created without a policy: the account may do everything, through identity policies. */
function defaultKeyPolicy(plan: Plan): unknown {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EnableIAMUserPermissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partitionOf(plan)}:iam::${plan.account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}

function findKey(plan: Plan, resource: string): PlanResource | undefined {
  const keys = resourcesOfType(plan, keyType);
  const direct = keys.find((key) => isKey(resource, key));
  if (direct !== undefined) return direct;
  const alias = resourcesOfType(plan, "aws:kms/alias:Alias").find(
    (candidate) => resource.endsWith(`:${physicalName(candidate)}`) || isPlaceholderOf(resource, candidate),
  );
  const target = alias === undefined ? undefined : stringInput(alias, "targetKeyId");
  return target === undefined ? undefined : keys.find((key) => isKey(target, key));
}

/** A key has no predictable id: it is named by a placeholder (`<key.arn>`, or an ARN that ends in `key/<key.keyId>`). */
function isKey(value: string, key: PlanResource): boolean {
  const [, id = value] = /:key\/(.+)$/.exec(value) ?? [];
  return refersTo(id, key) || id === key.name;
}

function resourceStatements(plan: Plan, resource: string): readonly PolicyStatement[] {
  const [, , service = "", , , ...rest] = resource.split(":");
  const path = rest.join(":");
  const name = service === "s3" ? (path.split("/")[0] ?? path) : path.replace(/^(event-bus\/|secret:)/, "");
  return plan.resources.flatMap((candidate) => {
    const key = policyHolders[candidate.type];
    if (key === undefined || candidate.inputs.policy === undefined) return [];
    const target = key === "self" ? physicalName(candidate) : (stringInput(candidate, key) ?? "");
    const applies = service === serviceOfType(candidate.type) && namesTarget(plan, target, name, resource);
    return applies ? parseResourcePolicy(candidate.inputs.policy, { urn: candidate.urn, path: "/policy" }) : [];
  });
}

/** Resource types with a resource policy, and the input that says to which resource it belongs. */
const policyHolders: Readonly<Record<string, string>> = {
  "aws:s3/bucketPolicy:BucketPolicy": "bucket",
  "aws:s3/bucket:Bucket": "self",
  "aws:sqs/queuePolicy:QueuePolicy": "queueUrl",
  "aws:sqs/queue:Queue": "self",
  "aws:sns/topicPolicy:TopicPolicy": "arn",
  "aws:sns/topic:Topic": "self",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "secretArn",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "eventBusName",
};

function serviceOfType(type: string): string {
  const service = type.split(/[:/]/)[1] ?? "";
  return service === "cloudwatch" ? "events" : service;
}

/** Whether an input such as a bucket name, queue URL, topic ARN or placeholder stands for the resource of a request. */
function namesTarget(plan: Plan, target: string, name: string, resource: string): boolean {
  if (target === resource || target === name || target.endsWith(`/${name}`)) return true;
  if (!target.endsWith(">")) return false;
  return plan.resources.some((candidate) => {
    const candidateName = physicalName(candidate);
    const isNamed = candidateName === name || name.startsWith(`${candidateName}-`); // a secret's ARN ends in a random suffix
    return isNamed && isPlaceholderOf(target, candidate);
  });
}

function parseIdentityPolicy(document: unknown, source: StatementSource): readonly PolicyStatement[] {
  const statements = parsePolicyDocument(document, source);
  const named = statements.find((statement) => statement.principal !== undefined || statement.notPrincipal !== undefined);
  if (named !== undefined) throw new PolicyError("an identity policy has no Principal", named.source);
  return statements;
}

function parseResourcePolicy(document: unknown, source: StatementSource): readonly PolicyStatement[] {
  const statements = parsePolicyDocument(document, source);
  const unnamed = statements.find((statement) => statement.principal === undefined && statement.notPrincipal === undefined);
  if (unnamed !== undefined) throw new PolicyError("a resource policy needs a Principal", unnamed.source);
  return statements;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
