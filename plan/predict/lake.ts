import { identifiedBy, namedArn, unnamed, type Predictor } from "./predictor";

const bucket: Predictor = ({ inputs, identity }) => {
  const name = String(inputs["bucket"]);
  return {
    id: name,
    outputs: {
      arn: `arn:${identity.partition}:s3:::${name}`,
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.${identity.region}.amazonaws.com`,
    },
  };
};

const role: Predictor = ({ inputs, identity }) => ({
  id: String(inputs["name"]),
  outputs: { arn: `arn:${identity.partition}:iam::${identity.account}:role/${String(inputs["name"])}` },
});

/** Keys, buckets, catalog, workgroups, roles and log groups. */
export const lakePredictors: Readonly<Record<string, Predictor>> = {
  "aws:athena/workgroup:Workgroup": namedArn("athena", "workgroup/"),
  "aws:cloudwatch/logGroup:LogGroup": namedArn("logs", "log-group:"),
  "aws:glue/catalogDatabase:CatalogDatabase": namedArn("glue", "database/"),
  "aws:iam/role:Role": role,
  "aws:kms/alias:Alias": identifiedBy("name"),
  "aws:kms/key:Key": unnamed("arn", "keyId"),
  "aws:s3/bucket:Bucket": bucket,
};
