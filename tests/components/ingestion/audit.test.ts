import { expect, it } from "vitest";
import {
  actionsWithoutResources,
  danglingArnFindings,
  passRoleFindings,
  serviceTrustFindings,
  wildcardFindings,
  type WildcardException,
} from "../../harness/iam";
import { databaseIngestion, fileIngestion, graphOf, raw, recordIngestions, streamIngestion } from "./graphs";

const networkInterfaces: WildcardException = {
  value: "arn:aws:ec2:eu-west-1:111111111111:network-interface/*",
  reason: "Glue names the interfaces that it makes; subnets, the security group and the tag key limit the statements.",
};

it("leaves no wildcard, no open trust and no ARN of what does not exist", async () => {
  const { plan } = await recordIngestions(graphOf([databaseIngestion(raw), fileIngestion(raw), streamIngestion()]));
  const ours = ({ urn }: { readonly urn: string }): boolean => /Ingestion|Clickstream|JobRuntime/.test(urn);
  expect(wildcardFindings(plan, [actionsWithoutResources, networkInterfaces]).filter(ours)).toEqual([]);
  expect(serviceTrustFindings(plan).filter(ours)).toEqual([]);
  expect(passRoleFindings(plan).filter(ours)).toEqual([]);
  // Tables that the jobs make.
  expect(
    danglingArnFindings(plan)
      .filter(ours)
      .map(({ arn }) => arn),
  ).toEqual(["orders", "customers", "partner"].map((table) => `arn:aws:glue:eu-west-1:111111111111:table/shop_dev_raw/${table}`));
});
