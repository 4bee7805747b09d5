import { describe, expect, it } from "vitest";
import type { PolicyStatement } from "../../../components/shared/policy-document";
import { policyLimits } from "../../../components/shared/policy-size";
import { keyStandIn } from "../../../components/shared/policy-size";
import { runPolicies } from "../../../components/transforms/run-policies";

const place = { partition: "aws", region: "eu-west-1", account: "111111111111" };

function statements(tables: number): readonly PolicyStatement[] {
  return [
    { Sid: "Key", Effect: "Allow", Action: "kms:Decrypt", Resource: keyStandIn(place) },
    {
      Sid: "Read",
      Effect: "Allow",
      Action: "glue:GetTable",
      Resource: Array.from({ length: tables }, (_, index) => `arn:aws:glue:eu-west-1:111111111111:table/shop_dev_curated/table_${index}`),
    },
  ];
}

describe("runPolicies", () => {
  it("is one inline policy as long as that is enough", () => {
    const { inline, managed } = runPolicies("orders", statements(50));
    expect(JSON.parse(inline ?? "")).toEqual({ Version: "2012-10-17", Statement: statements(50) });
    expect(managed).toEqual([]);
  });

  it("is several attached policies beyond that, which allow the same together", () => {
    const { inline, managed } = runPolicies("orders", statements(500));
    expect(inline).toBeUndefined();
    expect(managed.length).toBeGreaterThan(1);
    for (const document of managed) expect(document.length).toBeLessThanOrEqual(policyLimits.managed);
    const resources = managed.flatMap((document) =>
      (JSON.parse(document) as { Statement: readonly PolicyStatement[] }).Statement.flatMap(({ Resource }) => Resource ?? []),
    );
    expect(new Set(resources)).toEqual(new Set(statements(500).flatMap(({ Resource }) => Resource ?? [])));
  });

  it("refuses what no role can hold, and says what to do", () => {
    expect(() => runPolicies("orders", statements(2000))).toThrow(
      /^The role of run orders needs 1\d\d,\d{3} characters of policies, and AWS IAM takes 10 policies of 6,144\. Give some of its transforms a schedule of their own/,
    );
  });

  it("stands in for a key's ARN by a text as long as one", () => {
    expect(keyStandIn(place)).toHaveLength("arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab".length);
  });
});
