import { identifiedBy, placeholder, type Predictor } from "./predictor";

const cluster: Predictor = (resource) => {
  const { inputs, identity } = resource;
  const name = String(inputs["clusterIdentifier"]);
  return {
    id: name,
    outputs: {
      arn: `arn:${identity.partition}:rds:${identity.region}:${identity.account}:cluster:${name}`,
      clusterResourceId: placeholder(resource, "clusterResourceId"),
      endpoint: placeholder(resource, "endpoint"),
      masterUserSecrets: [{ secretArn: placeholder(resource, "masterSecretArn") }],
    },
  };
};

/** Clusters and what they are made of. */
export const warehousePredictors: Readonly<Record<string, Predictor>> = {
  "aws:rds/cluster:Cluster": cluster,
  "aws:rds/clusterInstance:ClusterInstance": identifiedBy("identifier"),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": identifiedBy("name"),
  "aws:rds/subnetGroup:SubnetGroup": identifiedBy("name"),
};
