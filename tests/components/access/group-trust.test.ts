import { describe, expect, test } from "vitest";
import { groupTrust, type GroupMembers } from "../../../components/access/group-trust";
import { canAssume } from "../../harness/iam";
import { planOf, role } from "../../harness/iam-fixtures";
import { context } from "./fixtures";

const suffix = "0123456789abcdef";
const reserved = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com";

function assumes(members: Partial<GroupMembers>, arn: string, action?: string): boolean {
  const assumeRolePolicy = groupTrust(context, { permissionSets: [], roleArns: [], ...members });
  const plan = planOf(role("group", { assumeRolePolicy }));
  return canAssume(plan, "group", { arn }, {}, action).decision === "allowed";
}

describe("permission sets", () => {
  const members = { permissionSets: ["Analysts"] };

  test.each([
    ["its role in us-east-1", `${reserved}/AWSReservedSSO_Analysts_${suffix}`, true],
    ["its role with a region in the path", `${reserved}/eu-west-1/AWSReservedSSO_Analysts_${suffix}`, true],
    ["a set whose name begins so", `${reserved}/eu-west-1/AWSReservedSSO_Analysts_Admin_${suffix}`, false],
    ["a set whose name ends so", `${reserved}/eu-west-1/AWSReservedSSO_Other_Analysts_${suffix}`, false],
    ["a role outside the reserved path", `arn:aws:iam::111111111111:role/AWSReservedSSO_Analysts_${suffix}`, false],
    [
      "the set in another account",
      `arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Analysts_${suffix}`,
      false,
    ],
    ["a role of the account", "arn:aws:iam::111111111111:role/Analysts", false],
    ["a user of the account", "arn:aws:iam::111111111111:user/Analysts", false],
  ])("%s", (_, arn, expected) => {
    expect(assumes(members, arn)).toBe(expected);
  });
});

describe("roles", () => {
  const members = { roleArns: ["arn:aws:iam::111111111111:role/ci-deploy", "arn:aws:iam::333333333333:role/team/reader"] };

  test.each([
    ["the role itself", "arn:aws:iam::111111111111:role/ci-deploy", true],
    ["a role of another account, with its path", "arn:aws:iam::333333333333:role/team/reader", true],
    ["the same name without the path", "arn:aws:iam::333333333333:role/reader", false],
    ["the same name in the other account", "arn:aws:iam::333333333333:role/ci-deploy", false],
    ["a longer name", "arn:aws:iam::111111111111:role/ci-deploy-2", false],
    ["an account that nobody named", "arn:aws:iam::222222222222:role/ci-deploy", false],
  ])("%s", (_, arn, expected) => {
    expect(assumes(members, arn)).toBe(expected);
  });
});

test("a member may neither tag the session nor set a source identity", () => {
  const roleArns = ["arn:aws:iam::111111111111:role/ci-deploy"];
  for (const action of ["sts:TagSession", "sts:SetSourceIdentity"]) expect(assumes({ roleArns }, roleArns[0] ?? "", action)).toBe(false);
});

test("more members than IAM takes are refused, and the message says what to do", () => {
  const roleArns = Array.from({ length: 60 }, (_, index) => `arn:aws:iam::111111111111:role/member-with-a-rather-long-name-${index}`);
  expect(() => groupTrust(context, { permissionSets: [], roleArns })).toThrow(/too many members.*2048.*one permission set/s);
});
