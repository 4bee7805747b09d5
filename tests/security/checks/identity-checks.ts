import type { Plan, PlannedResource } from "../../../plan";
import { auditedStatements, type PolicyKind } from "../../harness/iam/audit/policy-documents";
import type { PolicyStatement } from "../../harness/iam/policy-document";
import { matchesAction } from "../../harness/iam/statement-match";
import { unscopedActions } from "../../../components/shared/unscoped-actions";
import { ofType, unless, type SecurityCheck } from "./check";

/** Resources that hold policies of roles. */
function policies(plan: Plan): readonly PlannedResource[] {
  return ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"].flatMap((type) => ofType(type)(plan));
}

const roles = ofType("aws:iam/role:Role");

function allows(plan: Plan, resource: PlannedResource, kind: PolicyKind): readonly PolicyStatement[] {
  return auditedStatements({ ...plan, resources: [resource] })
    .filter((audited) => audited.kind === kind && audited.statement.effect === "Allow")
    .map(({ statement }) => statement);
}

/** Fails a policy with the first of its actions that is among these, on resources for which that is dangerous. */
function never(actions: readonly string[], why: string, where: (resource: string) => boolean = () => true): SecurityCheck["problem"] {
  return (subject, plan) => {
    const guilty = allows(plan, subject, "identity")
      .filter(({ resources }) => (resources ?? ["*"]).some(where))
      .flatMap((statement) => actions.filter((action) => (statement.actions ?? ["*"]).some((pattern) => matchesAction(pattern, action))));
    return guilty.length === 0 ? undefined : `${guilty.join(", ")}: ${why}`;
  };
}

const everything = (resource: string): boolean => resource === "*";

export const identityChecks: readonly SecurityCheck[] = [
  {
    ids: "IAM.1 IAM.21 CKV_AWS_62 CKV_AWS_63",
    sentence: "No policy grants all actions, or all of a service",
    subjects: policies,
    problem: (subject, plan) =>
      allows(plan, subject, "identity")
        .flatMap(({ actions, notActions }) => [...(actions ?? []), ...(notActions ?? ["none"]).filter((action) => action !== "none")])
        .find((action) => /^\*$|:\*$|^[^:]*\*/.test(action)),
  },
  {
    ids: "CKV_AWS_355 CKV_AWS_356 CKV_AWS_290 CKV_AWS_111 AwsSolutions-IAM5",
    sentence: "A statement on all resources has only actions that know no other, each with AWS's reason",
    subjects: policies,
    problem: (subject, plan) =>
      allows(plan, subject, "identity")
        .filter(({ resources }) => resources === undefined || resources.includes("*"))
        .flatMap(({ actions }) => actions ?? ["*"])
        .find((action) => !Object.hasOwn(unscopedActions, action)),
  },
  {
    ids: "CKV_AWS_286 CKV_AWS_110",
    sentence: "No role can give itself more rights",
    subjects: policies,
    problem: never(
      [
        "iam:AddUserToGroup",
        "iam:AttachRolePolicy",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAssumeRolePolicy",
        "glue:CreateJob",
        "glue:UpdateJob",
        "lambda:CreateFunction",
        "lambda:UpdateFunctionCode",
        "states:CreateStateMachine",
        "states:UpdateStateMachine",
      ],
      "it could give itself more rights",
    ),
  },
  {
    ids: "CKV_AWS_287 CKV_AWS_107",
    sentence: "No role can take credentials of others",
    subjects: policies,
    problem: never(
      [
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:UpdateLoginProfile",
        "sts:AssumeRole",
        "sts:GetFederationToken",
        "sts:GetSessionToken",
      ],
      "credentials of others",
    ),
  },
  {
    ids: "CKV_AWS_288 CKV_AWS_108",
    sentence: "No role can read all objects, secrets, parameters or tables",
    subjects: policies,
    problem: never(
      [
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "glue:GetTable",
        "kms:Decrypt",
        "rds-db:connect",
      ],
      "on all resources",
      everything,
    ),
  },
  {
    ids: "CKV_AWS_289 CKV_AWS_109",
    sentence: "No role manages permissions",
    subjects: policies,
    problem: never(
      [
        "glue:PutResourcePolicy",
        "iam:PutRolePolicy",
        "kms:CreateGrant",
        "kms:PutKeyPolicy",
        "lakeformation:GrantPermissions",
        "lambda:AddPermission",
        "s3:PutBucketPolicy",
        "s3:PutObjectAcl",
        "secretsmanager:PutResourcePolicy",
        "sns:AddPermission",
        "sqs:AddPermission",
      ],
      "permissions of others",
    ),
  },
  {
    ids: "KMS.1 KMS.2",
    sentence: "Who may decrypt names the key, and what for",
    subjects: policies,
    problem: (subject, plan) =>
      allows(plan, subject, "identity")
        .filter(({ actions }) => (actions ?? ["*"]).some((action) => matchesAction(action, "kms:Decrypt")))
        .filter(({ resources, condition }) => resources?.some((key) => /[*?]/.test(key)) !== false || Object.keys(condition).length === 0)
        .map(({ sid }) => `${sid} decrypts too much`)[0],
  },
  {
    ids: "CKV_AWS_60 CKV_AWS_61",
    sentence: "A role trusts one service, or named roles of named accounts",
    subjects: roles,
    problem: (role, plan) => {
      const trust = allows(plan, role, "trust");
      if (trust.length === 0) return "nobody is trusted";
      const tooOpen = trust.filter(
        ({ principal, condition }) =>
          principal === undefined ||
          principal.anyone ||
          principal.service.length > 1 ||
          (principal.aws.length > 0 &&
            condition["ArnLike"]?.["aws:PrincipalArn"] === undefined &&
            condition["ArnEquals"]?.["aws:PrincipalArn"] === undefined),
      );
      return tooOpen.length === 0 ? undefined : `${tooOpen.map(({ sid }) => sid).join(", ")} trusts too many`;
    },
  },
  {
    ids: "AwsSolutions-IAM4",
    sentence: "No role has a policy that AWS manages",
    subjects: (plan) => [...roles(plan), ...ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")(plan)],
    problem: unless(
      (subject) =>
        !/arn:aws[a-z-]*:iam::aws:policy/.test(JSON.stringify(subject.inputs)) && subject.inputs["managedPolicyArns"] === undefined,
      "it has a policy that AWS manages",
    ),
  },
  {
    ids: "IAM.2 CKV_AWS_40 CKV_AWS_273",
    sentence: "There is no user, no access key and no group of IAM",
    subjects: (plan) => plan.resources.filter(({ type }) => type.startsWith("aws:iam/")),
    problem: unless(({ type }) => !/^aws:iam\/(user|accessKey|group)/.test(type), "people come in with roles"),
  },
];
