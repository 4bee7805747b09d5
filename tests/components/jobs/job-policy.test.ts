import { describe, expect, it } from "vitest";
import { jobNetworkStatements, jobRuntimeStatements } from "../../../components/jobs/job-policy";
import { identity } from "../ingestion/graphs";

const scope = {
  temporaryPrefix: "temporary/shop-dev-orders/",
  bucket: "shop-dev-jobs-111111111111-eu-west-1",
  scriptKeys: ["scripts/ingest-12345678.py"],
  kmsKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/1",
  logGroupArns: ["arn:aws:logs:eu-west-1:111111111111:log-group:/aws-glue/jobs/shop-dev-role/shop-dev-orders/output"],
};

describe("jobRuntimeStatements", () => {
  it("lets a Python job read its scripts and write its logs, and no more", () => {
    const statements = jobRuntimeStatements(identity, { ...scope, spark: false });
    expect(statements.map(({ Sid }) => Sid)).toEqual(["ReadScripts", "KeyToReadObjects", "PrepareLogs", "WriteLogs"]);
  });

  it("names the log groups with and without what CloudWatch Logs puts behind their names", () => {
    const [logGroup] = scope.logGroupArns;
    const statements = jobRuntimeStatements(identity, { ...scope, spark: false });
    for (const sid of ["PrepareLogs", "WriteLogs"]) {
      expect(statements.find(({ Sid }) => Sid === sid)?.Resource).toEqual([logGroup, `${logGroup}:*`]);
    }
  });

  it("lets a Spark job also use its temporary folder and put metrics of Glue", () => {
    const statements = jobRuntimeStatements(identity, { ...scope, spark: true });
    expect(statements.find(({ Sid }) => Sid === "WriteJobs")?.Resource).toEqual([
      "arn:aws:s3:::shop-dev-jobs-111111111111-eu-west-1/temporary/shop-dev-orders/*",
    ]);
    expect(statements.find(({ Sid }) => Sid === "PutMetrics")).toEqual({
      Sid: "PutMetrics",
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "Glue" } },
    });
  });

  it.each([true, false])("has statements of different names (Spark: %s)", (spark) => {
    const names = jobRuntimeStatements(identity, { ...scope, spark }).map(({ Sid }) => Sid);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("jobNetworkStatements", () => {
  const statements = jobNetworkStatements(identity, {
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    securityGroupId: "sg-1",
    connectionName: "shop-dev-network",
  });

  it("makes interfaces in these subnets with this security group, and removes only those", () => {
    const subnets = ["arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-1", "arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-2"];
    expect(statements.find(({ Sid }) => Sid === "MakeNetworkInterfaces")?.Resource).toEqual([
      "arn:aws:ec2:eu-west-1:111111111111:network-interface/*",
      ...subnets,
      "arn:aws:ec2:eu-west-1:111111111111:security-group/sg-1",
    ]);
    expect(statements.find(({ Sid }) => Sid === "RemoveNetworkInterfaces")?.Condition).toEqual({ ArnEquals: { "ec2:Subnet": subnets } });
  });
});
